// SPDX-License-Identifier: Apache-2.0
// Runs testdata/e2e/*.txt and the README's tour against the real binary, each in a folder of its own with a
// link to testdata.
#include "testing/script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "testing/golden.h"

namespace meshctl::cmd {
namespace {

namespace fs = std::filesystem;

class ScriptTest : public ::testing::Test {
 public:
  explicit ScriptTest(std::string path) : path_(std::move(path)) {}

  void TestBody() override {
    fs::path folder = fs::path(::testing::TempDir()) / ("meshctl-" + fs::path(path_).stem().string());
    fs::remove_all(folder);
    fs::create_directories(folder);
    fs::create_symlink(testing::SourcePath("testdata"), folder / "testdata");
    std::string path = fs::path(MESHCTL_BINARY).parent_path().string() + ":/usr/local/bin:/usr/bin:/bin";
    std::string script = testing::ReadSource(path_);
    EXPECT_TRUE(testing::MatchesFile(path_, testing::RunScript(script, {folder.string(), {{"PATH", path}}})));
    fs::remove_all(folder);
  }

 private:
  std::string path_;
};

// One test a file, found when the binary starts, so that a new file needs no new build.
const std::size_t kRegistered = [] {
  std::vector<std::string> paths = {"README.md"};
  fs::path folder = testing::SourcePath("testdata/e2e");
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".txt")
      paths.push_back("testdata/e2e/" + entry.path().filename().string());
  }
  for (const std::string& path : paths) {
    std::string name = fs::path(path).stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    ::testing::RegisterTest("Script", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [path]() -> ::testing::Test* { return new ScriptTest(path); });
  }
  return paths.size();
}();

TEST(Script, FilesAreFound) { EXPECT_GE(kRegistered, 7u); }

}  // namespace
}  // namespace meshctl::cmd
