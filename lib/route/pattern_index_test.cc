// SPDX-License-Identifier: Apache-2.0
#include "route/pattern_index.h"

#include <gtest/gtest.h>

#include <vector>

namespace meshctl::route {
namespace {

using Numbers = std::vector<std::size_t>;

PatternIndex Earlier() {
  PatternIndex index;
  index.Add({Pattern::Kind::kPrefix, "/a"}, 0);
  index.Add({Pattern::Kind::kSegmentPrefix, "/A/B", true}, 1);
  index.Add({Pattern::Kind::kExact, "/a/b/c"}, 2);
  index.Add({Pattern::Kind::kRegex, "/a/.+"}, 3);
  index.Add({Pattern::Kind::kPrefix, "/b"}, 4);
  return index;
}

TEST(PatternIndex, FindsBeginningsEqualTextsAndExpressions) {
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kExact, "/a/b/c"}), (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kExact, "/x"}), (Numbers{3}));
}

TEST(PatternIndex, PrefixesAreContainedInPrefixesOnly) {
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kPrefix, "/a/b/c"}), (Numbers{0, 1}));
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kPrefix, "/"}), Numbers());
}

TEST(PatternIndex, ExpressionsAreFoundByTheirLeastTextOrByThemselves) {
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kRegex, "/a/b/[0-9]+"}), (Numbers{0, 1}));
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kRegex, "/a/.+"}), (Numbers{0, 3}));
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kRegex, "/b/["}), Numbers());
}

TEST(PatternIndex, NothingInNothing) { EXPECT_EQ(PatternIndex().Candidates({}), Numbers()); }

}  // namespace
}  // namespace meshctl::route
