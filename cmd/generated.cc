// SPDX-License-Identifier: Apache-2.0
#include "cmd/generated.h"

#include "cli/completion.h"
#include "cli/man.h"
#include "cmd/commands.h"

namespace meshctl::cmd {
namespace {

constexpr std::string_view kTableBegin = "<!-- commands -->\n";
constexpr std::string_view kTableEnd = "<!-- /commands -->\n";

std::string WithTable(std::string_view readme, const std::string& table) {
  std::size_t begin = readme.find(kTableBegin);
  std::size_t end = readme.find(kTableEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos) return std::string(readme);
  begin += kTableBegin.size();
  return std::string(readme.substr(0, begin)) + table + std::string(readme.substr(end));
}

}  // namespace

std::map<std::string, std::string> GeneratedFiles(std::string_view readme) {
  std::string color = "auto";
  cli::Command root = MeshctlCommand(color);
  std::map<std::string, std::string> files;
  files["completions/meshctl.bash"] = cli::RenderBashCompletion(root);
  files["completions/_meshctl"] = cli::RenderZshCompletion(root);
  files["completions/meshctl.fish"] = cli::RenderFishCompletion(root);
  for (auto& [name, page] : cli::RenderManPages(root, MESHCTL_VERSION)) files["man/" + name] = page;
  files["README.md"] = WithTable(readme, cli::RenderCommandTable(root));
  return files;
}

}  // namespace meshctl::cmd
