// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_line.h"

#include <gtest/gtest.h>

#include <optional>
#include <sstream>

namespace meshctl::cli {
namespace {

using namespace std::chrono_literals;

class ProgressLineTest : public ::testing::Test {
 protected:
  ProgressLineTest() {
    env_.err = {.stream = &err_, .terminal = true};
    env_.now = [this] { return now_; };
    line_.emplace(env_);
  }

  void ShowAfter(std::chrono::milliseconds pause, const std::string& text) {
    now_ += pause;
    line_->Show([&] { return text; });
  }

  std::ostringstream err_;
  Env env_;
  std::chrono::steady_clock::time_point now_;
  std::optional<ProgressLine> line_;
};

TEST_F(ProgressLineTest, IsWrittenOverAndGoesInTheEnd) {
  ShowAfter(999ms, "early");
  ShowAfter(1ms, "first");
  ShowAfter(99ms, "too soon");
  ShowAfter(1ms, "second");
  EXPECT_EQ(line_->elapsed(), 1100ms);
  line_.reset();
  EXPECT_EQ(err_.str(), "\r\x1b[Kfirst\r\x1b[Ksecond\r\x1b[K");
}

TEST_F(ProgressLineTest, MakesRoomForOtherLines) {
  line_->Hide();
  ShowAfter(1s, "first");
  line_->Hide();
  line_->Hide();
  err_ << "a finding\n";
  ShowAfter(1s, "second");
  EXPECT_EQ(err_.str(), "\r\x1b[Kfirst\r\x1b[Ka finding\n\r\x1b[Ksecond");
}

TEST_F(ProgressLineTest, FitsIntoTheTerminal) {
  env_.err.width = 10;
  ShowAfter(1s, "123456789");
  ShowAfter(1s, "1234567890");
  ShowAfter(1s, "é漢字漢字漢字");
  EXPECT_EQ(err_.str(), "\r\x1b[K123456789\r\x1b[K12345678…\r\x1b[Ké漢字漢…");
}

TEST_F(ProgressLineTest, CannotDriveTheTerminal) {
  ShowAfter(1s, "held\nby \x1b[2J");
  EXPECT_EQ(err_.str(), "\r\x1b[Kheld by \\x1b[2J");
}

TEST_F(ProgressLineTest, IsForTerminals) {
  env_.err.terminal = false;
  ShowAfter(1h, "text");
  line_.reset();
  EXPECT_EQ(err_.str(), "");
}

}  // namespace
}  // namespace meshctl::cli
