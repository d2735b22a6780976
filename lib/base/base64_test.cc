// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

#include <gtest/gtest.h>

namespace meshctl {
namespace {

TEST(Base64, DecodesTheVectorsOfTheRfc) {
  EXPECT_EQ(DecodeBase64(""), "");
  EXPECT_EQ(DecodeBase64("Zg=="), "f");
  EXPECT_EQ(DecodeBase64("Zm8="), "fo");
  EXPECT_EQ(DecodeBase64("Zm9v"), "foo");
  EXPECT_EQ(DecodeBase64("Zm9vYg=="), "foob");
  EXPECT_EQ(DecodeBase64("Zm9vYmE="), "fooba");
  EXPECT_EQ(DecodeBase64("Zm9vYmFy"), "foobar");
}

TEST(Base64, EncodesTheVectorsOfTheRfc) {
  EXPECT_EQ(EncodeBase64(""), "");
  EXPECT_EQ(EncodeBase64("f"), "Zg==");
  EXPECT_EQ(EncodeBase64("fo"), "Zm8=");
  EXPECT_EQ(EncodeBase64("foobar"), "Zm9vYmFy");
}

TEST(Base64, DecodesEveryByte) { EXPECT_EQ(DecodeBase64("AP+A/w=="), std::string("\0\xff\x80\xff", 4)); }

TEST(Base64, PassesOverWhiteSpace) { EXPECT_EQ(DecodeBase64("Zm9v\n  Ym\tFy\r\n"), "foobar"); }

TEST(Base64, RefusesWhatIsMalformed) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zm8", "Zg===", "Z===", "Zm9v=", "Zg==Zg==", "Zm-v", "Zm9v!"}) {
    EXPECT_EQ(DecodeBase64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace meshctl
