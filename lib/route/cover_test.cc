// SPDX-License-Identifier: Apache-2.0
#include "route/cover.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "route/compile/http_routes.h"
#include "route/pattern.h"
#include "testing/text_mesh.h"

namespace meshctl::route {
namespace {

Pattern Path(PathMatch::Kind kind, const std::string& text, bool ignore_case = false) {
  return PatternOf(PathMatch(kind, text, ignore_case));
}
Pattern Exact(const std::string& text) { return Path(PathMatch::Kind::kExact, text); }
Pattern Prefix(const std::string& text) { return Path(PathMatch::Kind::kPrefix, text); }
Pattern Regex(const std::string& text) { return Path(PathMatch::Kind::kRegex, text); }

TEST(Pattern, RegexThatIsNoneIsSeenThrough) {
  EXPECT_EQ(Regex("^/api/.*$").kind, Pattern::Kind::kPrefix);
  EXPECT_EQ(Regex("^/api/.*$").text, "/api/");
  EXPECT_EQ(Regex("/api(/.*)?").kind, Pattern::Kind::kSegmentPrefix);
  EXPECT_EQ(Regex("/api\\.json").kind, Pattern::Kind::kExact);
  EXPECT_EQ(Regex("/api\\.json").text, "/api.json");
  EXPECT_EQ(Regex("/api.json").kind, Pattern::Kind::kRegex);
  EXPECT_EQ(Regex("/a\\$").text, "/a$");
  EXPECT_EQ(Regex("/\\d").kind, Pattern::Kind::kRegex);
  EXPECT_EQ(Regex("(?i)/api").kind, Pattern::Kind::kRegex);
  EXPECT_EQ(Regex("/.*").text, "");
}

TEST(Pattern, TextsAndPrefixesAreComparedExactly) {
  EXPECT_TRUE(Contains(Prefix("/"), Regex("[a-z]+")));
  EXPECT_TRUE(Contains(Prefix("/api"), Prefix("/api/v1")));
  EXPECT_TRUE(Contains(Prefix("/api"), Exact("/apis")));
  EXPECT_FALSE(Contains(Prefix("/api/"), Exact("/api")));
  EXPECT_FALSE(Contains(Exact("/api"), Prefix("/api")));
  EXPECT_TRUE(Contains(Exact("/api"), Exact("/api")));
  EXPECT_FALSE(Contains(Exact("/api"), Exact("/apis")));
  EXPECT_TRUE(Contains(Regex("/api(/.*)?"), Exact("/api")));
  EXPECT_TRUE(Contains(Regex("/api(/.*)?"), Prefix("/api/")));
  EXPECT_FALSE(Contains(Regex("/api(/.*)?"), Prefix("/api")));
}

TEST(Pattern, CaseMatters) {
  const Pattern loose = Path(PathMatch::Kind::kPrefix, "/API", true);
  EXPECT_TRUE(Contains(loose, Exact("/api/x")));
  EXPECT_FALSE(Contains(Prefix("/api"), Path(PathMatch::Kind::kExact, "/api", true)));
  EXPECT_TRUE(Contains(Prefix("/1"), Path(PathMatch::Kind::kExact, "/1/2", true)));
}

TEST(Pattern, RegexesAreComparedThroughRe2) {
  EXPECT_TRUE(Contains(Regex("/v[0-9]+"), Exact("/v12")));
  EXPECT_FALSE(Contains(Regex("/v[0-9]+"), Exact("/v12/x")));
  EXPECT_TRUE(Contains(Regex("/v[0-9]+"), Regex("/v[0-9]+")));
  EXPECT_FALSE(Contains(Regex("/v[0-9]+"), Regex("/v[0-8]+")));
  EXPECT_TRUE(Contains(Prefix("/api/"), Regex("/api/v[0-9]+/.*")));
  EXPECT_TRUE(Contains(Prefix("/api/v"), Regex("^/api/v[0-9].*$")));
  EXPECT_TRUE(Contains(Prefix("/api/"), Regex("/api/.*\\.json")));
  EXPECT_FALSE(Contains(Prefix("/api/"), Regex("/api(/v[0-9])?")));
  EXPECT_FALSE(Contains(Prefix("/api/"), Regex("/(api|web)/.+")));
  EXPECT_FALSE(Contains(Prefix("/api"), Regex("(?i)/api/.*")));
  EXPECT_FALSE(Contains(Prefix("/api"), Regex("/api|/web")));
  EXPECT_FALSE(Contains(Prefix("/api"), Regex("/api/[")));
  EXPECT_FALSE(Contains(Prefix("/api"), Regex("/api/a)|(/api/b")));
}

// The matches of the one rule of a VirtualService, compiled.
class Matches {
 public:
  explicit Matches(const std::string& matches)
      : mesh_(testing::TextMesh("apiVersion: networking.istio.io/v1\nkind: VirtualService\n"
                                "metadata: {name: a, namespace: shop}\nspec:\n  hosts: [a.example]\n"
                                "  http:\n  - match:\n" +
                                matches + "    route: [{destination: {host: a}}]\n")) {
    for (const model::HttpMatch& match : mesh_.virtual_services().front().http.front().match)
      compiled_.push_back(CompileMatch(&match));
  }

  const RouteMatch& operator[](std::size_t i) const { return compiled_.at(i); }

 private:
  mesh::Mesh mesh_;
  std::vector<RouteMatch> compiled_;
};

bool FirstCovers(const std::string& matches) {
  Matches all(matches);
  return Covers(all[0], all[1]);
}

TEST(Cover, EveryConditionNeedsAPartner) {
  EXPECT_TRUE(FirstCovers("    - uri: {prefix: /a}\n    - {uri: {prefix: /a/b}, method: {exact: GET}}\n"));
  EXPECT_FALSE(FirstCovers("    - {uri: {prefix: /a}, method: {exact: GET}}\n    - uri: {prefix: /a/b}\n"));
  EXPECT_TRUE(FirstCovers("    - method: {regex: GET|POST}\n    - method: {exact: POST}\n"));
  EXPECT_TRUE(FirstCovers("    - method: {regex: '.*'}\n    - uri: {exact: /a}\n"));
  EXPECT_TRUE(FirstCovers("    - headers: {x: {}}\n    - headers: {X: {exact: '1'}, y: {}}\n"));
  EXPECT_FALSE(FirstCovers("    - headers: {x: {exact: '1'}}\n    - headers: {x: {}}\n"));
  EXPECT_FALSE(FirstCovers("    - headers: {x: {}}\n    - withoutHeaders: {x: {exact: '1'}}\n"));
  EXPECT_TRUE(FirstCovers("    - queryParams: {q: {prefix: a}}\n    - queryParams: {q: {exact: ab}}\n"));
  EXPECT_FALSE(FirstCovers("    - queryParams: {q: {exact: a}}\n    - uri: {prefix: /}\n"));
}

TEST(Cover, AbsenceFollowsFromAbsenceAndFromOtherValues) {
  EXPECT_TRUE(FirstCovers("    - withoutHeaders: {x: {exact: a}}\n    - headers: {x: {exact: b}}\n"));
  EXPECT_FALSE(FirstCovers("    - withoutHeaders: {x: {exact: a}}\n    - headers: {x: {prefix: b}}\n"));
  EXPECT_TRUE(FirstCovers("    - withoutHeaders: {x: {exact: a}}\n    - withoutHeaders: {x: {}}\n"));
  EXPECT_FALSE(FirstCovers("    - withoutHeaders: {x: {}}\n    - withoutHeaders: {x: {exact: a}}\n"));
  EXPECT_TRUE(
      FirstCovers("    - withoutHeaders: {x: {exact: ab}}\n    - withoutHeaders: {x: {prefix: a}}\n"));
}

TEST(Cover, ClaimsAreComparedAsTexts) {
  const std::string claim = "    - headers: {'@request.auth.claims.group': {exact: dev}}\n";
  EXPECT_TRUE(FirstCovers(claim + claim));
  EXPECT_FALSE(FirstCovers(claim + "    - uri: {exact: /a}\n"));
}

std::string Sample(const std::string& matches) {
  Matches all(matches);
  std::optional<http::Request> request = RequestFor({&all[0], &all[1]}, "a.example");
  return request ? Describe(*request) : "none";
}

TEST(Cover, SampleMeetsBothConditions) {
  EXPECT_EQ(Sample("    - uri: {prefix: /a}\n    - {uri: {prefix: /a/b}, method: {exact: POST}}\n"),
            "`POST /a/b`");
  EXPECT_EQ(Sample("    - headers: {x: {}, z: {}}\n    - {headers: {x: {exact: '1'}}, "
                   "queryParams: {q: {regex: '[a-c]'}}}\n"),
            "`GET /?q=a` with header `x: 1` and `z: x`");
  EXPECT_EQ(Sample("    - uri: {regex: '/v[0-9]/.*'}\n    - uri: {prefix: /v}\n"), "`GET /v0/`");
}

TEST(Cover, NoSampleWhereNoneExists) {
  EXPECT_EQ(Sample("    - uri: {exact: /a}\n    - uri: {exact: /b}\n"), "none");
  EXPECT_EQ(Sample("    - headers: {x: {exact: a}}\n    - headers: {x: {exact: b}}\n"), "none");
  EXPECT_EQ(Sample("    - headers: {x: {}}\n    - withoutHeaders: {x: {}}\n"), "none");
  EXPECT_EQ(Sample("    - headers: {'@request.auth.claims.a': {exact: b}}\n    - uri: {exact: /}\n"), "none");
}

}  // namespace
}  // namespace meshctl::route
