// SPDX-License-Identifier: Apache-2.0
// make_corpus FOLDER [FILES]: writes the corpus of the benchmarks to disk, for measuring whole processes.
#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "testing/corpus.h"

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    fmt::print(stderr, "usage: make_corpus FOLDER [FILES]\n");
    return 64;
  }
  const std::filesystem::path folder = argv[1];
  const std::size_t files = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 2000;
  for (const auto& [name, text] : meshctl::testing::MakeCorpus(files)) {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream file(folder / name, std::ios::binary);
    file << text;
    if (!file.flush()) {
      fmt::print(stderr, "make_corpus: cannot write {}\n", (folder / name).string());
      return 1;
    }
  }
  return 0;
}
