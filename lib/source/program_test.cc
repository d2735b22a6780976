// SPDX-License-Identifier: Apache-2.0
// Runs `sh`, which every system has.
#include "source/program.h"

#include <gtest/gtest.h>

namespace meshctl::source {
namespace {

Result<ProgramOutput> Shell(const std::string& script, ProgramLimits limits = {}) {
  return RunProgram({"sh", "-c", script}, limits);
}

TEST(RunProgram, KeepsBothStreamsAndTheStatus) {
  const auto output = Shell("echo out; echo err >&2; exit 3");
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(output->status, 3);
  EXPECT_EQ(Shell("kill -9 $$")->status, 137);
}

TEST(RunProgram, GivesNothingToRead) { EXPECT_EQ(Shell("cat")->out, ""); }

TEST(RunProgram, SaysThatThereIsNoSuchProgram) {
  EXPECT_FALSE(RunProgram({"meshctl-no-such-program"}, {})->found);
}

TEST(RunProgram, EndsWhatNeverEnds) {
  EXPECT_EQ(Shell("sleep 600 & sleep 600", {.timeout = std::chrono::seconds(1)}).error().message,
            "`sh -c sleep 600 & sleep 600` took longer than 1 second");
  EXPECT_EQ(Shell("yes", {.max_output = 100}).error().message, "`sh -c yes` printed more than 100 bytes");
}

TEST(RunProgramHere, TellsTheStatusAlone) {
  const auto output = RunProgramHere({"sh", "-c", "exit 3"});
  ASSERT_TRUE(output);
  EXPECT_EQ(output->status, 3);
  EXPECT_EQ(RunProgramHere({"sh", "-c", "kill -PIPE $$"})->status, 141);
  EXPECT_FALSE(RunProgramHere({"meshctl-no-such-program"})->found);
}

TEST(RunProgram, EndsWhatClosesItsStreamsAndGoesOn) {
  EXPECT_EQ(Shell("exec >&- 2>&-; sleep 600", {.timeout = std::chrono::seconds(1)}).error().message,
            "`sh -c exec >&- 2>&-; sleep 600` took longer than 1 second");
}

TEST(RunProgram, SetsVariablesOverItsOwn) {
  const auto output =
      RunProgram(Program{.command = {"sh", "-c", "echo $MESHCTL_A $MESHCTL_B ${PATH:+path}"},
                         .environment = {{"MESHCTL_A", "old"}, {"MESHCTL_B", "b=c"}, {"MESHCTL_A", "new"}}},
                 {});
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "new b=c path\n");
}

TEST(RunProgram, LeavesErrorsToTheUserWhenAsked) {
  ::testing::internal::CaptureStderr();
  const auto output = RunProgram(
      Program{.command = {"sh", "-c", "echo out; echo hello >&2"}, .errors = Program::Stream::kInherited},
      {});
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "hello\n");
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "");
}

}  // namespace
}  // namespace meshctl::source
