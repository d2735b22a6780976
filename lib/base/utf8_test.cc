// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace meshctl::utf8 {
namespace {

TEST(ScanText, TellsAsciiFromUtf8FromNeither) {
  EXPECT_TRUE(ScanText("plain ascii, longer than eight bytes").ascii);
  EXPECT_FALSE(ScanText("caf\xC3\xA9").ascii);
  EXPECT_EQ(ScanText("caf\xC3\xA9").first_invalid, std::string::npos);
  EXPECT_EQ(ScanText("caf\xE9 au lait").first_invalid, 3u) << "Latin-1";
  EXPECT_EQ(ScanText("a\xC0\x80").first_invalid, 1u) << "overlong";
  EXPECT_EQ(ScanText("\xED\xA0\x80").first_invalid, 0u) << "surrogate";
  EXPECT_EQ(ScanText("ok \xF4\x90\x80\x80").first_invalid, 3u) << "past U+10FFFF";
  EXPECT_EQ(ScanText("cut \xE2\x82").first_invalid, 4u) << "truncated";
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("\xC3\xA9"), 1u);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1u) << "combining acute";
  EXPECT_EQ(DisplayWidth("\xE6\xBC\xA2\xE5\xAD\x97"), 4u);
  EXPECT_EQ(DisplayWidth("\xF0\x9F\x9A\x80"), 2u);
}

TEST(Printable, DisarmsWhatDrivesTerminals) {
  EXPECT_EQ(Printable("a\tb\n"), "a\tb\n");
  EXPECT_EQ(Printable("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(Printable("x\xE2\x80\xAEy"), "x\\u202ey");
  EXPECT_EQ(Printable("\xFFok"), "\\xffok");
}

}  // namespace
}  // namespace meshctl::utf8
