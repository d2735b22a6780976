// SPDX-License-Identifier: Apache-2.0
#include "route/path_index.h"

#include <gtest/gtest.h>

namespace meshctl::route {
namespace {

using Kind = PathMatch::Kind;

/// Every list of three conditions against every path: the index finds what trying one by one finds.
TEST(PathIndex, FindsTheFirstRouteThatMatches) {
  std::vector<PathMatch> conditions;
  for (const char* text : {"", "/", "/a", "/A", "/a/", "/a/b"}) {
    for (const bool ignore_case : {false, true}) {
      conditions.emplace_back(Kind::kPrefix, text, ignore_case);
      conditions.emplace_back(Kind::kExact, text, ignore_case);
    }
  }
  conditions.emplace_back(Kind::kSegmentPrefix, "/a", false);
  conditions.emplace_back(Kind::kSegmentPrefix, "/a", true);
  for (const char* pattern : {".*", "/a", "/[ab]", "(?i)/A.*", "a(", ""})
    conditions.emplace_back(Kind::kRegex, pattern, false);
  for (const PathMatch& first : conditions) {
    for (const PathMatch& second : conditions) {
      for (const PathMatch& third : conditions) {
        const PathMatch* const routes[] = {&first, &second, &third};
        PathIndex index;
        for (const PathMatch* route : routes) index.Add(*route);
        index.Finish();
        for (const char* path : {"/", "/a", "/A", "/a/", "/a/b", "/ab", "/b", ""}) {
          std::uint32_t expected = PathIndex::none;
          for (std::uint32_t i = 3; i-- > 0;) {
            if (routes[i]->Matches(path)) expected = i;
          }
          const auto found = index.FindFirst(path, [&](std::uint32_t i) { return routes[i]->Matches(path); });
          ASSERT_EQ(found, expected) << path << " in " << first.text() << ' ' << second.text() << ' '
                                     << third.text();
        }
      }
    }
  }
}

TEST(PathIndex, OtherConditionsDecideAmongEqualPaths) {
  PathIndex index;
  for (int i = 0; i < 5; ++i) index.Add(PathMatch(Kind::kPrefix, "/a", false));
  index.Finish();
  EXPECT_EQ(index.FindFirst("/a/b", [](std::uint32_t route) { return route >= 3; }), 3u);
  EXPECT_EQ(index.FindFirst("/b", [](std::uint32_t) { return true; }), PathIndex::none);
}

TEST(PathIndex, PatternsTooLargeForOneAutomatonAreTriedOneByOne) {
  PathIndex index;
  std::vector<PathMatch> routes;
  for (int i = 0; i < 40; ++i)
    routes.emplace_back(Kind::kRegex, "/" + std::to_string(i) + "(.*[ab].{14}){1,6}c", false);
  for (const PathMatch& route : routes) index.Add(route);
  index.Finish();
  const std::string path = "/7" + std::string(20, 'a') + "c";
  const auto matches = [&](std::uint32_t i) { return routes[i].Matches(path); };
  EXPECT_EQ(index.FindFirst(path, matches), 7u);
}

}  // namespace
}  // namespace meshctl::route
