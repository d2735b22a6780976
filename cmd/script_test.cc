// SPDX-License-Identifier: Apache-2.0
// Runs testdata/e2e/*.txt and the README's tour against the real binary, each in a folder of its own with a
// link to testdata; and testdata/e2e/cluster/*.txt with a cluster, which is a sandbox unless MESHCTL_E2E asks
// for the best there is.
#include "testing/script.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "testing/golden.h"
#include "testing/script_cluster.h"

namespace meshctl::cmd {
namespace {

namespace fs = std::filesystem;

// An empty folder in the temporary one, of this process alone.
fs::path MakeFolder(const std::string& name) {
  fs::path folder = fs::path(::testing::TempDir()) / (name + "-" + std::to_string(getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

class ScriptTest : public ::testing::Test {
 public:
  explicit ScriptTest(std::string path) : path_(std::move(path)) {}

  void TestBody() override {
    const fs::path folder = MakeFolder("meshctl-" + fs::path(path_).stem().string());
    fs::create_symlink(testing::SourcePath("testdata"), folder / "testdata");
    std::string path = fs::path(MESHCTL_BINARY).parent_path().string() + ":/usr/local/bin:/usr/bin:/bin";
    std::string script = testing::ReadSource(path_);
    EXPECT_TRUE(testing::MatchesFile(path_, testing::RunScript(script, {folder.string(), {{"PATH", path}}})));
    fs::remove_all(folder);
  }

 private:
  std::string path_;
};

// One cluster for all scripts of a run; started with the first that needs it.
Result<testing::ScriptCluster*> TheCluster() {
  using testing::ScriptCluster;
  static const auto started = [] {
    const bool best = std::getenv("MESHCTL_E2E") != nullptr;
    return ScriptCluster::Start(best ? ScriptCluster::Choice::kBest : ScriptCluster::Choice::kSandbox,
                                MESHCTL_BINARY);
  }();
  if (!started) return std::unexpected(started.error());
  return started->get();
}

class ClusterScriptTest : public ::testing::Test {
 public:
  explicit ClusterScriptTest(std::string path) : path_(std::move(path)) {}

  void TestBody() override {
    const std::string script = testing::ReadSource(path_);
    auto cluster = TheCluster();
    ASSERT_TRUE(cluster) << cluster.error().message;
    for (const std::string& need : testing::NeedsOf(script)) {
      const std::string lack = (*cluster)->Lacks(need);
      if (!lack.empty()) GTEST_SKIP() << path_ << " is skipped: " << lack;
    }
    // Two runs at once on one machine do not get in each other's way.
    const std::string name = fs::path(path_).stem().string() + "-" + std::to_string(getpid());
    const fs::path folder = MakeFolder("meshctl-" + name);
    const fs::path settings = MakeFolder("meshctl-settings-" + name);
    fs::create_symlink(testing::SourcePath("testdata"), folder / "testdata");
    auto place = (*cluster)->Enter(folder.string(), settings.string());
    ASSERT_TRUE(place) << place.error().message;
    Announce(**cluster);
    EXPECT_TRUE(testing::MatchesFile(path_, testing::RunScript(script, *place)));
    (*cluster)->Leave();
    fs::remove_all(folder);
    fs::remove_all(settings);
  }

 private:
  // Once a run.
  static void Announce(const testing::ScriptCluster& cluster) {
    static const bool told = [&cluster] {
      return std::printf("e2e: %s\n", cluster.Describe().c_str()) > 0;
    }();
    EXPECT_TRUE(told);
  }

  std::string path_;
};

// One test a file, found when the binary starts, so that a new file needs no new build.
template <typename Test>
std::size_t Register(const char* suite, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    std::string name = fs::path(path).stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    ::testing::RegisterTest(suite, name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [path]() -> ::testing::Test* { return new Test(path); });
  }
  return paths.size();
}

std::vector<std::string> ScriptsIn(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(testing::SourcePath(folder))) {
    if (entry.path().extension() == ".txt") paths.push_back(folder + "/" + entry.path().filename().string());
  }
  std::ranges::sort(paths);
  return paths;
}

const std::size_t kRegistered = [] {
  std::vector<std::string> paths = ScriptsIn("testdata/e2e");
  paths.emplace_back("README.md");
  return Register<ScriptTest>("Script", paths);
}();
const std::size_t kOnClusters = Register<ClusterScriptTest>("Cluster", ScriptsIn("testdata/e2e/cluster"));

TEST(Script, FilesAreFound) {
  EXPECT_GE(kRegistered, 7u);
  EXPECT_GE(kOnClusters, 2u);
}

}  // namespace
}  // namespace meshctl::cmd
