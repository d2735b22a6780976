// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer where there is none: gives a fuzz target the empty input and every file of the
// folders named, so that each `x_fuzz.cc` compiles with any compiler and its seeds are tests.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void Give(const std::string& name, const std::string& bytes) {
  // First the name, since a target that finds something ends the process.
  std::printf("%s\n", name.c_str());
  std::fflush(stdout);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  Give("(nothing)", "");
  int given = 0;
  for (int i = 1; i < argc; ++i) {
    std::vector<std::filesystem::path> files(std::filesystem::directory_iterator(argv[i]), {});
    std::ranges::sort(files);
    for (const std::filesystem::path& file : files) {
      std::ifstream in(file, std::ios::binary);
      if (!in) {
        std::fprintf(stderr, "cannot read %s\n", file.c_str());
        return 1;
      }
      Give(file.string(), std::string(std::istreambuf_iterator<char>(in), {}));
      ++given;
    }
  }
  if (given == 0) std::fprintf(stderr, "there are no seeds\n");
  return given == 0 ? 1 : 0;
}
