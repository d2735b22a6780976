// SPDX-License-Identifier: Apache-2.0
// Every visible command with the path to it, in the order of declaration: what the generators iterate over.
#pragma once

#include <functional>
#include <vector>

#include "cli/command.h"

namespace meshctl::cli {

inline void WalkCommands(std::vector<const Command*>& path,
                         const std::function<void(const std::vector<const Command*>&)>& visit) {
  visit(path);
  for (const Command& child : path.back()->children) {
    if (child.hidden) continue;
    path.push_back(&child);
    WalkCommands(path, visit);
    path.pop_back();
  }
}

/// Calls `visit` for the root first, then for each command below it.
inline void WalkCommands(const Command& root,
                         const std::function<void(const std::vector<const Command*>&)>& visit) {
  std::vector<const Command*> path = {&root};
  WalkCommands(path, visit);
}

/// `meshctl_completion_bash`: the path joined by `separator`.
inline std::string JoinPath(const std::vector<const Command*>& path, const char* separator) {
  std::string out;
  for (const Command* command : path) out += (out.empty() ? "" : separator) + command->name;
  return out;
}

/// `explain`: the names below the root, joined by blanks.
inline std::string NamesBelowRoot(const std::vector<const Command*>& path) {
  return JoinPath({path.begin() + 1, path.end()}, " ");
}

}  // namespace meshctl::cli
