// SPDX-License-Identifier: Apache-2.0
#include "analyze/suppression.h"

#include <gtest/gtest.h>

namespace meshctl::analyze {
namespace {

TEST(MatchesPattern, StarsStandForAnyTextWithSlashes) {
  EXPECT_TRUE(MatchesPattern("Pod shop/web", "Pod shop/web"));
  EXPECT_TRUE(MatchesPattern("Pod shop/web", "Pod *"));
  EXPECT_TRUE(MatchesPattern("Pod shop/web", "*/web"));
  EXPECT_TRUE(MatchesPattern("Pod shop/web", "*"));
  EXPECT_TRUE(MatchesPattern("aXbXc", "a*b*c"));
  EXPECT_TRUE(MatchesPattern("", "**"));
  EXPECT_FALSE(MatchesPattern("Pod shop/web", "Pod web"));
  EXPECT_FALSE(MatchesPattern("Pod shop/web-2", "*/web"));
  EXPECT_FALSE(MatchesPattern("", "?"));
}

TEST(MatchesPattern, ManyStarsDoNotExplode) {
  std::string text(20000, 'a'), pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  EXPECT_FALSE(MatchesPattern(text, pattern + "b"));
}

TEST(Suppression, ComparesBothPrintedForms) {
  auto slash = ParseSuppression("IST0103=Pod shop/*");
  auto dot = ParseSuppression("IST0103=Pod *.shop");
  auto name = ParseSuppression("unknown-host=VirtualService *");
  ASSERT_TRUE(slash && dot && name);
  EXPECT_TRUE(slash->Silences("IST0103", "pod-not-injected", "Pod shop/web"));
  EXPECT_FALSE(slash->Silences("IST0102", "namespace-not-injected", "Pod shop/web"));
  EXPECT_FALSE(slash->Silences("IST0103", "pod-not-injected", "Pod web"));
  EXPECT_TRUE(dot->Silences("IST0103", "pod-not-injected", "Pod shop/web"));
  EXPECT_FALSE(dot->Silences("IST0103", "pod-not-injected", "Pod web/shop"));
  EXPECT_TRUE(name->Silences("IST0101", "unknown-host", "VirtualService shop/web"));
  EXPECT_FALSE(name->Silences("IST0101", "unknown-gateway", "VirtualService shop/web"));
}

TEST(Suppression, NeedsOneEqualsSign) {
  for (const char* text : {"IST0103", "IST0103=a=b"}) {
    auto result = ParseSuppression(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().kind, Error::Kind::kUsage);
    EXPECT_EQ(result.error().message, "invalid suppression `" + std::string(text) + "`");
  }
}

}  // namespace
}  // namespace meshctl::analyze
