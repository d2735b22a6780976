// SPDX-License-Identifier: Apache-2.0
#include "cmd/waiting.h"

#include <gtest/gtest.h>

namespace meshctl::cmd {
namespace {

using wait::Verdict;

wait::Wanted Pod(const char* name) {
  return {
      .target = {.type = {.group = {}, .version = "v1", .kind = "Pod", .plural = "pods", .namespaced = true},
                 .name_space = "shop",
                 .name = name},
      .goal = {}};
}

TEST(WaitingText, NamesTheFirstThatIsMissing) {
  const std::vector<wait::Wanted> wanted = {Pod("a"), Pod("b"), Pod("c")};
  WaitingText waiting(wanted);
  waiting.Take(0, {.verdict = Verdict::kNotYet, .message = "it has no condition `Ready`"});
  EXPECT_EQ(waiting.Text(), "waiting for 3 of 3: pod/a: it has no condition `Ready`");
  waiting.Take(0, {.verdict = Verdict::kMet, .message = {}});
  EXPECT_EQ(waiting.Text(), "waiting for 2 of 3: pod/b");
  waiting.Take(1, {.verdict = Verdict::kFailed, .message = "gone"});
  waiting.Take(2, {.verdict = Verdict::kMet, .message = {}});
  EXPECT_EQ(waiting.Text(), "");
}

TEST(WaitingText, OfOneHasNoCount) {
  const std::vector<wait::Wanted> wanted = {Pod("a")};
  WaitingText waiting(wanted);
  EXPECT_EQ(waiting.Text(), "waiting for pod/a");
  waiting.Take(0, {.verdict = Verdict::kNotYet, .message = "it does not exist"});
  EXPECT_EQ(waiting.Text(), "waiting for pod/a: it does not exist");
}

}  // namespace
}  // namespace meshctl::cmd
