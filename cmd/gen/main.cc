// SPDX-License-Identifier: Apache-2.0
// Writes completions/, man/ and the README's table of commands from the command tree. Run by `./dev
// generate`; generated_test fails when the committed files differ from what this would write.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "cmd/generated.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: meshctl_gen TOP_OF_SOURCE_TREE\n";
    return 64;
  }
  const std::string top = argv[1];
  std::ifstream readme(top + "/README.md", std::ios::binary);
  std::string readme_text(std::istreambuf_iterator<char>(readme), {});
  for (const auto& [path, content] : meshctl::cmd::GeneratedFiles(readme_text)) {
    std::ofstream file(std::filesystem::path(top) / path, std::ios::binary);
    file << content;
    if (!file.flush()) {
      std::cerr << path << ": cannot be written\n";
      return 1;
    }
  }
  return 0;
}
