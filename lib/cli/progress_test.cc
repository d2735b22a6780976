// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace meshctl::cli {
namespace {

using namespace std::chrono_literals;

class ProgressTest : public ::testing::Test {
 protected:
  std::string Run(bool terminal, std::chrono::milliseconds pace) {
    std::ostringstream err;
    Env env;
    env.err = {.stream = &err, .terminal = terminal};
    std::chrono::steady_clock::time_point now;
    env.now = [&] { return now; };
    {
      Progress progress(env, "checking", 3, "files");
      for (int i = 0; i < 3; ++i) {
        now += pace;
        progress.Step();
      }
    }
    return err.str();
  }
};

TEST_F(ProgressTest, IsShownToPeopleWhoWaitAndThenRemoved) {
  EXPECT_EQ(Run(true, 500ms), "\r\x1b[Kchecking 2 of 3 files\r\x1b[Kchecking 3 of 3 files\r\x1b[K");
}

TEST_F(ProgressTest, KeepsQuietWhenFastOrPiped) {
  EXPECT_EQ(Run(true, 300ms), "");
  EXPECT_EQ(Run(false, 5s), "");
}

TEST_F(ProgressTest, MakesRoomForOtherLines) {
  std::ostringstream err;
  Env env;
  env.err = {.stream = &err, .terminal = true};
  std::chrono::steady_clock::time_point now;
  env.now = [&] { return now; };
  Progress progress(env, "applying", 2, "objects");
  progress.Hide();  // nothing is there yet
  now += 2s;
  progress.Step();
  progress.Hide();
  err << "a line\n";
  now += 1s;
  progress.Step();
  EXPECT_EQ(err.str(), "\r\x1b[Kapplying 1 of 2 objects\r\x1b[Ka line\n\r\x1b[Kapplying 2 of 2 objects");
}

}  // namespace
}  // namespace meshctl::cli
