// SPDX-License-Identifier: Apache-2.0
// Flag parsing apart from work: what each line of words leaves in the targets, and what it answers.
#include "cli/parse.h"

#include <gtest/gtest.h>

#include <sstream>

#include "cli/dispatch.h"
#include "testing/golden.h"

namespace meshctl::cli {
namespace {

struct Tool {
  std::string color = "auto", output = "text", dry_run = "none";
  std::vector<std::string> files, paths, rest;
  bool recursive = false;
  int depth = 100;
  Command root;

  Tool() {
    Command check{
        .name = "check",
        .summary = "Check manifests",
        .details = "Reads files and folders.",
        .examples = {{"tool check -f k8s/", "Check a folder"}},
        .flags =
            {{.name = "filename",
              .letter = 'f',
              .value_name = "PATH",
              .summary = "File or folder",
              .target = &files,
              .completes = Completes::kFile},
             {.name = "output",
              .letter = 'o',
              .value_name = "FORMAT",
              .summary = "Output format",
              .target = &output,
              .choices = {"text", "json"}},
             {.name = "recursive", .letter = 'R', .summary = "Descend into folders", .target = &recursive},
             {.name = "max-depth", .value_name = "N", .summary = "Deepest nesting", .target = &depth},
             {.name = "dry-run",
              .value_name = "WHERE",
              .summary = "Change nothing",
              .target = &dry_run,
              .choices = {"none", "client", "server"},
              .bare_value = "client"}},
        .arguments =
            {{.name = "PATH", .summary = "File or folder", .target = &paths, .completes = Completes::kFile}},
        .run = [](Env&) -> Result<ExitStatus> { return ExitStatus::kOk; },
    };
    Command start{
        .name = "start",
        .summary = "Start a command",
        .arguments = {{.name = "COMMAND", .summary = "What to run", .target = &rest, .required = true}},
        .run = [](Env&) -> Result<ExitStatus> { return std::unexpected(ClusterError("no answer")); }};
    root = {.name = "tool",
            .summary = "A tool",
            .flags = {{.name = "color",
                       .value_name = "WHEN",
                       .summary = "Colour",
                       .target = &color,
                       .choices = {"auto", "never"}}},
            .children = {check, start}};
  }

  std::string Answer(const std::vector<std::string>& words) {
    auto invocation = Parse(root, words);
    if (invocation) return invocation->help ? "help" : invocation->command().name;
    std::string out = invocation.error().message;
    for (const std::string& hint : invocation.error().hints) out += " | " + hint;
    return out;
  }
};

TEST(Parse, FillsTargets) {
  Tool tool;
  EXPECT_EQ(tool.Answer({"check", "-f", "a.yaml", "b", "-fc", "--filename=d", "-Ro", "json", "--max-depth",
                         "7", "--color", "never"}),
            "check");
  EXPECT_EQ(tool.files, (std::vector<std::string>{"a.yaml", "c", "d"})) << "-f takes one value each time";
  EXPECT_EQ(tool.paths, (std::vector<std::string>{"b"}));
  EXPECT_EQ(tool.output, "json");
  EXPECT_EQ(tool.color, "never");
  EXPECT_EQ(tool.depth, 7);
  EXPECT_TRUE(tool.recursive);
}

TEST(Parse, BareFlagsTakeNoWordOfOthers) {
  Tool tool;
  EXPECT_EQ(tool.Answer({"check", "--dry-run", "a.yaml"}), "check");
  EXPECT_EQ(tool.dry_run, "client");
  EXPECT_EQ(tool.paths, (std::vector<std::string>{"a.yaml"}));
  EXPECT_EQ(tool.Answer({"check", "--dry-run=server"}), "check");
  EXPECT_EQ(tool.dry_run, "server");
}

TEST(Parse, NamesOfOtherCommandsAreWordsLikeAny) {
  Tool tool;
  EXPECT_EQ(tool.Answer({"check", "start", "check"}), "check");
  EXPECT_EQ(tool.paths, (std::vector<std::string>{"start", "check"}));
}

TEST(Parse, PassesOnWhatStandsBehindTwoDashes) {
  Tool tool;
  EXPECT_EQ(tool.Answer({"start", "--", "kubectl", "get", "-n", "x"}), "start");
  EXPECT_EQ(tool.rest, (std::vector<std::string>{"kubectl", "get", "-n", "x"}));
}

TEST(Parse, NamesTheNearest) {
  EXPECT_EQ(Tool().Answer({"chekc"}),
            "unknown command `chekc` | did you mean `tool check`? | see `tool --help`");
  EXPECT_EQ(Tool().Answer({"check", "--outptu", "json"}),
            "unknown flag `--outptu` for `tool check` | did you mean `--output`? | see `tool check --help`");
  EXPECT_EQ(Tool().Answer({"check", "-x"}), "unknown flag `-x` for `tool check` | see `tool check --help`");
  EXPECT_EQ(Tool().Answer({"check", "-o", "jsn"}),
            "`--output` cannot be `jsn` | did you mean `json`? | one of: text, json");
  EXPECT_EQ(Tool().Answer({"--color", "nevr", "check"}),
            "`--color` cannot be `nevr` | did you mean `never`? | one of: auto, never");
}

TEST(Parse, SaysWhatIsMissing) {
  EXPECT_EQ(Tool().Answer({"check", "-f"}), "`--filename` needs a value");
  EXPECT_EQ(Tool().Answer({"start"}), "COMMAND is missing: What to run");
  EXPECT_EQ(Tool().Answer({"check", "--max-depth", "deep"}),
            "`--max-depth` takes a whole number, not `deep`");
}

TEST(Parse, HelpIsAnsweredBeforeAnythingElseIsChecked) {
  EXPECT_EQ(Tool().Answer({"start", "--help"}), "help");
  EXPECT_EQ(Tool().Answer({"check", "-o", "jsn", "-h"}), "help");
  EXPECT_EQ(Tool().Answer({"help", "check"}), "help");
}

struct Ran {
  ExitStatus status;
  std::string out, err;
};

Ran RunTool(const std::vector<std::string>& words) {
  Tool tool;
  std::ostringstream out, err;
  Env env;
  env.out.stream = &out;
  env.err.stream = &err;
  ExitStatus status = Dispatch(tool.root, words, env);
  return {status, out.str(), err.str()};
}

TEST(Dispatch, HelpShowsEverything) {
  Ran ran = RunTool({"check", "--help"});
  EXPECT_EQ(ran.status, ExitStatus::kOk);
  EXPECT_TRUE(
      testing::SameText("Check manifests\n"
                        "\n"
                        "Usage:\n"
                        "  tool check [flags] [PATH...]\n"
                        "\n"
                        "Reads files and folders.\n"
                        "\n"
                        "Examples:\n"
                        "  # Check a folder\n"
                        "  tool check -f k8s/\n"
                        "\n"
                        "Arguments:\n"
                        "  PATH   File or folder\n"
                        "\n"
                        "Flags:\n"
                        "  -f, --filename PATH     File or folder (can be repeated)\n"
                        "  -o, --output FORMAT     Output format (one of: text, json; default: text)\n"
                        "  -R, --recursive         Descend into folders\n"
                        "      --max-depth N       Deepest nesting (default: 100)\n"
                        "      --dry-run[=WHERE]   Change nothing (one of: none, client, server; default:\n"
                        "                          none)\n"
                        "\n"
                        "Global flags:\n"
                        "  -h, --help         Show this help\n"
                        "      --color WHEN   Colour (one of: auto, never; default: auto)\n",
                        ran.out));
}

TEST(Dispatch, ErrorsGoToStandardErrorWithTheirStatus) {
  Ran usage = RunTool({"chekc"});
  EXPECT_EQ(usage.status, ExitStatus::kUsage);
  EXPECT_EQ(usage.out, "");
  EXPECT_EQ(usage.err,
            "error: unknown command `chekc`\nhint: did you mean `tool check`?\nhint: see `tool --help`\n");
  Ran cluster = RunTool({"start", "x"});
  EXPECT_EQ(cluster.status, ExitStatus::kFailed);
  EXPECT_EQ(cluster.err, "error: no answer\n");
}

TEST(Dispatch, WithoutACommandShowsTheHelpOfTheRoot) {
  Ran ran = RunTool({});
  EXPECT_EQ(ran.status, ExitStatus::kOk);
  EXPECT_NE(ran.out.find("Commands:\n  check   Check manifests\n  start   Start a command\n"),
            std::string::npos)
      << ran.out;
}

}  // namespace
}  // namespace meshctl::cli
