// SPDX-License-Identifier: Apache-2.0
// Keys that an object gives more than once: the last one counts, and strict field validation tells them all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yaml/node.h"

namespace meshctl::sandbox {

/// One key at its place in JSON text.
struct KeyUse {
  std::string path;       ///< `spec.containers[0].image`
  bool repeated = false;  ///< its object had it before
};
/// Every key of JSON text that has been parsed before, in the order of the text.
std::vector<KeyUse> KeyUses(std::string_view json);

/// `line 5: key "name" already set in map` for each key of a YAML tree that its map had before, in go-yaml's
/// order: the values below a key come before it.
std::vector<std::string> RepeatedKeys(const yaml::Node& root);

}  // namespace meshctl::sandbox
