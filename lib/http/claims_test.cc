// SPDX-License-Identifier: Apache-2.0
#include "http/claims.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "testing/conformance.h"

namespace meshctl::http {
namespace {

using Path = std::vector<std::string>;

TEST(Claims, KeepTextsAndListsOfTexts) {
  const Claims claims =
      Claims::Parse(R"({"iss": "a", "aud": ["x", 1, "y"], "n": 7, "realm": {"role": "admin"}})").value();
  EXPECT_EQ(claims.text("iss"), "a");
  EXPECT_EQ(claims.Find(Path{"aud"})->texts, (Path{"x", "y"}));
  EXPECT_EQ(claims.text("aud"), "") << "a list is no text";
  EXPECT_TRUE(claims.Find(Path{"n"})->texts.empty()) << "numbers equal no text";
  EXPECT_EQ(claims.Find(Path{"realm", "role"})->texts, Path{"admin"});
  EXPECT_EQ(claims.Find(Path{"realm", "nothing"}), nullptr);
  EXPECT_EQ(claims.Find(Path{"iss", "x"}), nullptr);
}

TEST(Claims, SplitWordsOnlyOfTexts) {
  Claims claims = Claims::Parse(R"({"scope": "read  write", "groups": ["a b"]})").value();
  for (const char* name : {"scope", "groups", "missing"}) claims.SplitWords(name);
  EXPECT_EQ(claims.Find(Path{"scope"})->texts, (Path{"read", "write"}));
  EXPECT_EQ(claims.Find(Path{"groups"})->texts, Path{"a b"});
}

TEST(ParseToken, ReadsClaimsAndTokens) {
  EXPECT_EQ(ParseToken(R"( {"sub": "anna"})")->text("sub"), "anna");
  // {"alg":"none"} . {"sub":"anna?>"} . nothing
  EXPECT_EQ(ParseToken("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hPz4ifQ.\n")->text("sub"), "anna?>");
}

TEST(ParseToken, SaysWhatIsWrong) {
  EXPECT_EQ(ParseToken("abc").error().message,
            "the token is neither a JSON object of claims nor `header.payload.signature`");
  EXPECT_EQ(ParseToken("a.***.c").error().message,
            "the token is neither a JSON object of claims nor `header.payload.signature`");
  EXPECT_EQ(ParseToken("{").error().message, "the claims of the token are no JSON");
  EXPECT_EQ(ParseToken("a.MQ.c").error().message, "the claims of the token are no JSON object");
}

TEST(ParseClaimName, KnowsBothSpellings) {
  EXPECT_EQ(ParseClaimName("@request.auth.claims.a.b"), (Path{"a", "b"}));
  EXPECT_EQ(ParseClaimName("@Request.Auth.Claims[a.b][C]"), (Path{"a.b", "C"}));
  EXPECT_EQ(ParseClaimName("@request.auth.claims.a..b"), (Path{"a", "", "b"}));
  for (const char* header : {"x-user", "@request.auth.claims", "@request.auth.claims.",
                             "@request.auth.claims[]", "@request.auth.claims[a", "@request.auth.claims-a"}) {
    EXPECT_EQ(ParseClaimName(header), std::nullopt) << header;
  }
}

TEST(ParseClaimName, AgreesWithIstio) {
  const auto path = testing::ConformancePath("route/table-cases.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  std::ifstream file(*path);
  int rows = 0;
  for (const auto& row : nlohmann::json::parse(file)) {
    if (row["suite"] != "jwt.ToRoutingClaim") continue;
    ++rows;
    const std::string header = row["data"]["name"];
    const nlohmann::json& want = row["data"]["want"];
    EXPECT_EQ(ParseClaimName(header),
              want.contains("claims") ? std::optional(want["claims"].get<Path>()) : std::nullopt)
        << header;
  }
  EXPECT_GT(rows, 0);
}

}  // namespace
}  // namespace meshctl::http
