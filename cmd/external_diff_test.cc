// SPDX-License-Identifier: Apache-2.0
#include "cmd/external_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace meshctl::cmd {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ExternalDiffTest : public ::testing::Test {
 protected:
  ExternalDiffTest() {
    env.out.stream = &out;
    env.err.stream = &err;
    env.variable = [this](const std::string& name) -> std::optional<std::string> {
      if (name == "KUBECTL_EXTERNAL_DIFF") return setting;
      return name == "TMPDIR" ? std::optional(::testing::TempDir()) : std::nullopt;
    };
    env.run_program = [this](const std::vector<std::string>& command) -> Result<source::ProgramOutput> {
      ran = command;
      for (std::size_t i = command.size() - 2; i < command.size(); ++i) {
        for (const auto& entry : std::filesystem::directory_iterator(command[i]))
          files.push_back(entry.path().filename().string());
      }
      return answer;
    };
  }

  Result<cli::ExitStatus> Show() {
    auto external = ExternalDiff::Begin(ExternalDiffCommand(env), env);
    EXPECT_TRUE(external);
    EXPECT_TRUE(external->Add(diff::CompareObjects(nullptr,
                                                   {{"apiVersion", "apps/v1"},
                                                    {"kind", "Deployment"},
                                                    {"metadata", {{"name", "web"}, {"namespace", "shop"}}}},
                                                   {})));
    return external->Show(env);
  }

  std::ostringstream out, err;
  cli::Env env;
  std::string setting = "tool -u";
  source::ProgramOutput answer = {.status = 1, .out = "text", .err = "trouble"};
  std::vector<std::string> ran;
  std::vector<std::string> files;
};

TEST_F(ExternalDiffTest, WordsAreKubectls) {
  setting = "  /usr/bin/tool -u  --color=always $(rm) a;b  x=1 ";
  EXPECT_THAT(ExternalDiffCommand(env), ElementsAre("/usr/bin/tool", "-u", "--color=always", "x=1"));
  setting = "  ";
  EXPECT_THAT(ExternalDiffCommand(env), IsEmpty());
}

TEST_F(ExternalDiffTest, GetsTwoFoldersThatGoAway) {
  EXPECT_EQ(Show(), cli::ExitStatus::kFailed);
  ASSERT_EQ(ran.size(), 4u);
  EXPECT_EQ(ran[0] + " " + ran[1], "tool -u");
  EXPECT_THAT(files, ElementsAre("apps.v1.Deployment.shop.web", "apps.v1.Deployment.shop.web"));
  EXPECT_FALSE(std::filesystem::exists(ran[2]));
  EXPECT_FALSE(std::filesystem::exists(ran[3]));
  EXPECT_EQ(out.str(), "text");
  EXPECT_EQ(err.str(), "trouble");
}

TEST_F(ExternalDiffTest, StatusesAreDifferencesOrTrouble) {
  answer.status = 0;
  EXPECT_EQ(Show(), cli::ExitStatus::kOk);
  answer.status = 2;
  EXPECT_EQ(Show().error().message, "`tool`, which KUBECTL_EXTERNAL_DIFF names, ended with status 2");
  answer = {.found = false};
  EXPECT_EQ(Show().error().message, "there is no program `tool`");
}

TEST_F(ExternalDiffTest, IsNotRunForNothing) {
  auto external = ExternalDiff::Begin({"tool"}, env);
  ASSERT_TRUE(external);
  EXPECT_EQ(external->Show(env), cli::ExitStatus::kOk);
  EXPECT_THAT(ran, IsEmpty());
}

}  // namespace
}  // namespace meshctl::cmd
