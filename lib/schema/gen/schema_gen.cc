// SPDX-License-Identifier: Apache-2.0
// The build tool that compiles API shapes: schema_gen OUTPUT.cc DATA.yaml...; descriptions are read from
// docs/ and the words of CEL rules from cel/ beside the data. Runs on the build machine only. Any doubt about
// the data is an error that names file, type and field.
#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "schema/gen/compile.h"
#include "schema/gen/write.h"

namespace {

using meshctl::schema::gen::Document;

void Generate(const std::string& output, std::vector<std::filesystem::path> inputs) {
  std::ranges::sort(inputs);
  std::vector<Document> documents;
  for (const std::filesystem::path& path : inputs) {
    const std::filesystem::path docs = path.parent_path() / "docs" / path.filename();
    documents.push_back({.name = path.stem().string(),
                         .root = YAML::LoadFile(path.string()),
                         .descriptions = exists(docs) ? YAML::LoadFile(docs.string()) : YAML::Node()});
  }
  std::ofstream file(output, std::ios::binary);
  const YAML::Node messages = YAML::LoadFile((inputs.front().parent_path() / "cel/messages.yaml").string());
  file << meshctl::schema::gen::Source(meshctl::schema::gen::Compile(documents, messages));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + output);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: schema_gen OUTPUT.cc DATA.yaml...\n");
    return 64;
  }
  try {
    Generate(argv[1], {argv + 2, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "schema_gen: {}\n", error.what());
    return 1;
  }
  return 0;
}
