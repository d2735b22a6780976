// SPDX-License-Identifier: Apache-2.0
#include "access/authentications.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "testing/text_mesh.h"

namespace meshctl::access {
namespace {

using Outcome = Authentication::Outcome;

constexpr char kWorkload[] = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {template: {metadata: {labels: {app: cart}}}}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: jwt, namespace: shop}
spec: {jwtRules: [)";

class Authenticate : public ::testing::Test {
 protected:
  /// With these JWT rules.
  Authentication Ask(const std::string& rules, const http::Request& request) {
    mesh_ = std::make_unique<mesh::Mesh>(testing::TextMesh(kWorkload + rules + "]}\n"));
    const mesh::Workload& workload = *mesh_->workloads().Find("shop", "cart");
    return Authentications(PolicyIndex(*mesh_), {.ns = "shop", .labels = workload.labels})
        .Authenticate(request);
  }

  static http::Request With(std::string_view claims) {
    http::Request request;
    if (!claims.empty()) request.token = std::make_shared<const http::Claims>(*http::Claims::Parse(claims));
    return request;
  }

  /// A token as it travels.
  static std::string Encoded(std::string_view claims) {
    std::string text = EncodeBase64(claims);
    while (text.ends_with('=')) text.pop_back();
    return "e30." + text + ".c2ln";
  }

  std::unique_ptr<mesh::Mesh> mesh_;
};

constexpr char kA[] = "{issuer: a}";
constexpr char kB[] = "{issuer: b, fromHeaders: [{name: X-Token, prefix: 'T '}], fromCookies: [jar]}";

TEST_F(Authenticate, AMissingTokenIsFineAWrongOneIsNot) {
  EXPECT_EQ(Ask("", With(R"({"iss": "a"})")).outcome, Outcome::kNotAsked);
  EXPECT_EQ(Ask(kA, With("")).outcome, Outcome::kNoToken);
  const Authentication accepted = Ask(kA, With(R"({"iss": "a", "sub": "anna", "scope": "read write"})"));
  EXPECT_EQ(accepted.outcome, Outcome::kAccepted);
  EXPECT_EQ(accepted.reason,
            "RequestAuthentication shop/jwt accepts the token of `a`; its signature is taken for valid");
  EXPECT_EQ(accepted.claims->text("sub"), "anna");
  const std::string scope[] = {"scope"};
  EXPECT_EQ(accepted.claims->Find(scope)->texts, (std::vector<std::string>{"read", "write"}));
  const Authentication refused = Ask(kA, With(R"({"iss": "c"})"));
  EXPECT_EQ(refused.outcome, Outcome::kRefused);
  EXPECT_EQ(refused.status, 401U);
  EXPECT_EQ(
      refused.reason,
      "RequestAuthentication shop/jwt has no rule for the token's issuer `c`: Jwt issuer is not configured");
}

TEST_F(Authenticate, AudiencesAreComparedWithoutScheme) {
  const std::string rule = "{issuer: a, audiences: ['https://shop.example/', other]}";
  EXPECT_EQ(Ask(rule, With(R"({"iss": "a", "aud": ["x", "shop.example"]})")).outcome, Outcome::kAccepted);
  const Authentication refused = Ask(rule, With(R"({"iss": "a", "aud": "x"})"));
  EXPECT_EQ(refused.outcome, Outcome::kRefused);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(Ask(rule, With(R"({"iss": "a"})")).status, 403U);
}

TEST_F(Authenticate, OneAcceptingRuleIsEnough) {
  const std::string both = std::string(kA) + ", {issuer: b}";
  EXPECT_EQ(Ask(both, With(R"({"iss": "a"})")).outcome, Outcome::kAccepted);
  EXPECT_EQ(Ask(both, With(R"({"iss": "b"})")).outcome, Outcome::kAccepted);
  EXPECT_EQ(Ask(both, With(R"({"iss": "c"})")).outcome, Outcome::kRefused);
}

TEST_F(Authenticate, LooksWhereTheRuleSays) {
  const std::string token = Encoded(R"({"iss": "b"})");
  http::Request header;
  header.AddHeader("x-token", "T " + token);
  EXPECT_EQ(Ask(kB, header).outcome, Outcome::kAccepted);
  http::Request cookie;
  cookie.AddHeader("cookie", "other=1; jar=" + token);
  EXPECT_EQ(Ask(kB, cookie).outcome, Outcome::kAccepted);
  http::Request elsewhere;
  elsewhere.AddHeader("authorization", "Bearer " + token);
  EXPECT_EQ(Ask(kB, elsewhere).outcome, Outcome::kNoToken);
  EXPECT_EQ(Ask(kA, elsewhere).outcome, Outcome::kRefused);
  http::Request parameter;
  parameter.query = "access_token=" + Encoded(R"({"iss": "a"})");
  EXPECT_EQ(Ask(kA, parameter).outcome, Outcome::kAccepted);
  http::Request basic;
  basic.AddHeader("authorization", "Basic abc");
  EXPECT_EQ(Ask(kA, basic).outcome, Outcome::kNoToken);
  http::Request broken;
  broken.AddHeader("authorization", "Bearer abc");
  EXPECT_EQ(Ask(kA, broken).status, 401U);
}

TEST_F(Authenticate, BrowsersPreflightsNeedNoToken) {
  http::Request request = With(R"({"iss": "c"})");
  request.method = "OPTIONS";
  EXPECT_EQ(Ask(kA, request).outcome, Outcome::kRefused);
  request.AddHeader("origin", "https://shop.example");
  request.AddHeader("access-control-request-method", "GET");
  EXPECT_EQ(Ask(kA, request).outcome, Outcome::kNoToken);
}

TEST_F(Authenticate, TokensGoNoFurtherUnlessTheRuleSaysSo) {
  const std::string claims = R"({"iss": "a", "sub": "anna"})";
  http::Request request;
  request.AddHeader("authorization", "Bearer " + Encoded(claims));
  request.AddHeader("x-sub", "eve");
  const std::string rest =
      ", outputClaimToHeaders: [{header: X-Sub, claim: sub}, {header: x-none, claim: none}]}";
  const http::Request behind = Authentications::After(request, Ask("{issuer: a" + rest, request));
  EXPECT_EQ(behind.header("authorization"), std::nullopt);
  EXPECT_EQ(behind.header("x-sub"), "anna");
  EXPECT_EQ(behind.header("x-none"), std::nullopt);
  EXPECT_EQ(behind.claims->text("sub"), "anna");
  const http::Request forwarded =
      Authentications::After(request, Ask("{issuer: a, forwardOriginalToken: true}", request));
  EXPECT_TRUE(forwarded.header("authorization"));
  EXPECT_EQ(Authentications::After(With(claims), Ask(kA, With(claims))).token, nullptr);
}

}  // namespace
}  // namespace meshctl::access
