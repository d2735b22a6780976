// SPDX-License-Identifier: Apache-2.0
#include "source/inputs.h"

#include <gtest/gtest.h>

#include <sstream>

#include "testing/memory_files.h"

namespace meshctl::source {
namespace {

struct Outcome {
  std::string files, errors;
};

Outcome Read(const std::vector<std::string>& paths, InputOptions options = {}) {
  testing::MemoryFiles fs({{"k8s/b.yaml", "b"},
                           {"k8s/a.yml", "a"},
                           {"k8s/notes.txt", "not a manifest"},
                           {"k8s/.hidden.yaml", "hidden"},
                           {"k8s/deep/c.json", "c"},
                           {"empty/readme.md", ""},
                           {"odd.txt", "odd"},
                           {"big.yaml", "0123456789"}});
  std::istringstream in("from stdin");
  Inputs inputs = ReadInputs(paths, options, fs, in);
  Outcome outcome;
  for (const auto& file : inputs.files) outcome.files += file->name() + "=" + std::string(file->text()) + " ";
  for (const Error& error : inputs.errors) outcome.errors += error.message + "; ";
  return outcome;
}

TEST(ReadInputs, ReadsFoldersInOrderOfName) {
  EXPECT_EQ(Read({"k8s"}).files, "k8s/a.yml=a k8s/b.yaml=b k8s/deep/c.json=c ");
  EXPECT_EQ(Read({"k8s/"}, {.recursive = false}).files, "k8s/a.yml=a k8s/b.yaml=b ");
}

TEST(ReadInputs, ReadsFilesOfAnyEndingAndStdin) {
  EXPECT_EQ(Read({"odd.txt", "-"}).files, "odd.txt=odd <stdin>=from stdin ");
}

TEST(ReadInputs, TakesSeveralPathsInOneWord) {
  EXPECT_EQ(Read({"odd.txt,k8s/deep,-"}).files, "odd.txt=odd k8s/deep/c.json=c <stdin>=from stdin ");
  EXPECT_EQ(Read({"odd.txt,none"}).errors, "none: no such file or folder; ");
}

TEST(ReadInputs, ReadsNothingTwice) {
  EXPECT_EQ(Read({"-", "odd.txt", "odd.txt", "-"}).files, "<stdin>=from stdin odd.txt=odd ");
}

TEST(ReadInputs, ReadsPatterns) {
  EXPECT_EQ(Read({"k8s/*.yaml"}).files, "k8s/b.yaml=b ");
  EXPECT_EQ(Read({"k8s/[ab].y*ml"}).files, "k8s/a.yml=a k8s/b.yaml=b ");
  EXPECT_EQ(Read({"*/b.yaml"}).files, "k8s/b.yaml=b ");
  EXPECT_EQ(Read({"**/*.json"}).files, "k8s/deep/c.json=c ");
  EXPECT_EQ(Read({"k8s/**"}).files, "k8s/a.yml=a k8s/b.yaml=b k8s/deep/c.json=c ");
  EXPECT_EQ(Read({"k?s"}).files, "k8s/a.yml=a k8s/b.yaml=b k8s/deep/c.json=c ");
  EXPECT_EQ(Read({"*.toml"}).errors, "*.toml: no file matches this pattern; ");
  EXPECT_EQ(Read({"none/*.yaml"}).errors, "none/*.yaml: no file matches this pattern; ");
}

TEST(ReadInputs, ReadsAddressesThroughTheSeam) {
  const InputOptions options = {.download = [](const std::string& url) -> Result<std::string> {
    if (url.ends_with("/gone.yaml")) return std::unexpected(InputError(url + ": 404"));
    return "from " + url;
  }};
  EXPECT_EQ(Read({"https://example.com/a.yaml"}, options).files,
            "https://example.com/a.yaml=from https://example.com/a.yaml ");
  EXPECT_EQ(Read({"https://example.com/gone.yaml"}, options).errors, "https://example.com/gone.yaml: 404; ");
  EXPECT_EQ(Read({"http://example.com/a.yaml", "file:///etc/passwd"}, options).errors,
            "http://example.com/a.yaml: only files and https:// addresses can be read; "
            "file:///etc/passwd: only files and https:// addresses can be read; ");
}

TEST(ReadInputs, GoesOnAfterAnError) {
  Outcome outcome = Read({"missing", "empty", "odd.txt", "big.yaml"}, {.max_file_size = 8});
  EXPECT_EQ(outcome.files, "odd.txt=odd ");
  EXPECT_EQ(outcome.errors,
            "missing: no such file or folder; empty: no .yaml, .yml or .json file in this folder; "
            "big.yaml: larger than the limit; ");
}

TEST(ReadInputs, BoundsStdinToo) {
  Outcome outcome = Read({"-"}, {.max_file_size = 4});
  EXPECT_EQ(outcome.files, "");
  EXPECT_EQ(outcome.errors, "<stdin>: larger than the limit of 4 bytes; ");
}

}  // namespace
}  // namespace meshctl::source
