// SPDX-License-Identifier: Apache-2.0
// The committed completions, man pages and command table are what the command tree says today, and the shells
// themselves accept and use the scripts.
#include "cmd/generated.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "cli/help.h"
#include "cli/walk.h"
#include "cmd/commands.h"
#include "testing/golden.h"

namespace meshctl::cmd {
namespace {

TEST(Generated, FilesAreUpToDate) {
  for (const auto& [path, content] : GeneratedFiles(testing::ReadSource("README.md"))) {
    EXPECT_TRUE(testing::MatchesFile(path, content));
  }
}

TEST(Generated, NothingElseLiesInTheirFolders) {
  auto files = GeneratedFiles("");
  for (const char* folder : {"completions", "man"}) {
    for (const auto& entry : std::filesystem::directory_iterator(testing::SourcePath(folder))) {
      std::string path = std::string(folder) + "/" + entry.path().filename().string();
      EXPECT_TRUE(files.contains(path)) << path << " is written by nothing";
    }
  }
}

// The table of commands is police for itself: what help, man and completions rely on.
TEST(Commands, AreDeclaredWell) {
  std::string color = "auto";
  cli::Command root = MeshctlCommand(color);
  cli::WalkCommands(root, [&](const std::vector<const cli::Command*>& path) {
    const cli::Command& command = *path.back();
    std::string name = cli::JoinPath(path, " ");
    EXPECT_FALSE(command.summary.empty()) << name;
    EXPECT_LE(command.summary.size(), 60u) << name << ": " << command.summary;
    EXPECT_FALSE(command.summary.ends_with('.')) << name;
    EXPECT_TRUE(command.run || !command.children.empty()) << name << " does nothing";
    EXPECT_TRUE(!command.run || !command.examples.empty()) << name << " has no example";
    for (const cli::Example& example : command.examples) {
      EXPECT_NE(example.command.find("meshctl"), std::string::npos) << name << ": " << example.command;
    }
    std::set<std::string> names = {"help"};
    std::set<char> letters = {'h'};
    for (const cli::Flag& flag : root.flags) names.insert(flag.name);
    for (const cli::Flag& flag : path.size() > 1 ? command.flags : std::vector<cli::Flag>()) {
      EXPECT_TRUE(names.insert(flag.name).second) << name << ": --" << flag.name << " twice";
      EXPECT_TRUE(!flag.letter || letters.insert(flag.letter).second)
          << name << ": -" << flag.letter << " twice";
      EXPECT_FALSE(flag.summary.empty()) << name << " --" << flag.name;
      EXPECT_FALSE(flag.summary.ends_with('.')) << name << " --" << flag.name;
      EXPECT_TRUE(flag.summary[0] >= 'A' && flag.summary[0] <= 'Z') << name << " --" << flag.name;
      bool is_switch = std::holds_alternative<bool*>(flag.target);
      EXPECT_EQ(is_switch, flag.value_name.empty()) << name << " --" << flag.name;
      EXPECT_TRUE(!is_switch || flag.choices.empty()) << name << " --" << flag.name;
    }
    std::istringstream help(cli::RenderHelp(path, 80));
    for (std::string line; std::getline(help, line);) EXPECT_LE(line.size(), 80u) << name << ": " << line;
  });
}

bool Installed(const char* shell) {
  return std::system((std::string("command -v ") + shell + " >/dev/null").c_str()) == 0;
}

// Answers a shell's standard output for a line of script.
std::string Answer(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  for (std::size_t got; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, got);
  pclose(pipe);
  return out;
}

std::string Bash(const std::string& words, int at) {
  return Answer("bash -c 'source " + testing::SourcePath("completions/meshctl.bash") + "; COMP_WORDS=(" +
                words + "); COMP_CWORD=" + std::to_string(at) + "; _meshctl; echo \"${COMPREPLY[*]}\"' 2>&1");
}

TEST(Completion, WorksInBash) {
  EXPECT_EQ(Bash("meshctl val", 1), "validate\n");
  EXPECT_EQ(Bash("meshctl validate --quie", 2), "--quiet\n");
  EXPECT_EQ(Bash("meshctl validate -o js", 3), "json\n");
  EXPECT_EQ(Bash("meshctl validate --output = te", 4), "text\n");
  EXPECT_EQ(Bash("meshctl validate -o = te", 4), "text\n");
  EXPECT_EQ(Bash("meshctl completion z", 2), "zsh\n");
  EXPECT_EQ(Bash(MESHCTL_BINARY " explain vs.spec.ht", 2), "vs.spec.http.\n");
}

TEST(Completion, IsAcceptedByZsh) {
  if (!Installed("zsh")) GTEST_SKIP() << "zsh is not installed";
  EXPECT_EQ(Answer("zsh -n " + testing::SourcePath("completions/_meshctl") + " 2>&1"), "");
}

TEST(Completion, WorksInFish) {
  if (!Installed("fish")) GTEST_SKIP() << "fish is not installed";
  std::string load = "HOME=/nonexistent fish --no-config -c 'source " +
                     testing::SourcePath("completions/meshctl.fish") + "; ";
  EXPECT_EQ(Answer(load + "complete -C \"meshctl explain -o j\"' 2>&1"),
            "json\tOutput format of kinds and fields\n");
  EXPECT_NE(Answer(load + "complete -C \"meshctl val\"' 2>&1").find("validate\t"), std::string::npos);
  const std::string path = "PATH=\"$(dirname " MESHCTL_BINARY "):$PATH\" ";
  EXPECT_EQ(Answer(path + load + "complete -C \"meshctl explain vs.spec.ht\"' 2>&1"), "vs.spec.http.\n");
}

}  // namespace
}  // namespace meshctl::cmd
