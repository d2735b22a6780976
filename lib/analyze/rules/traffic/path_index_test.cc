// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/traffic/path_index.h"

#include <gtest/gtest.h>

#include <vector>

namespace meshctl::analyze {
namespace {

using Numbers = std::vector<std::size_t>;

PathIndex Earlier() {
  PathIndex index;
  index.Add({Pattern::Kind::kPrefix, "/a"}, 0);
  index.Add({Pattern::Kind::kSegmentPrefix, "/A/B", true}, 1);
  index.Add({Pattern::Kind::kExact, "/a/b/c"}, 2);
  index.Add({Pattern::Kind::kRegex, "/a/.+"}, 3);
  index.Add({Pattern::Kind::kPrefix, "/b"}, 4);
  return index;
}

TEST(PathIndex, FindsBeginningsEqualTextsAndExpressions) {
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kExact, "/a/b/c"}), (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kExact, "/x"}), (Numbers{3}));
}

TEST(PathIndex, PrefixesAreContainedInPrefixesOnly) {
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kPrefix, "/a/b/c"}), (Numbers{0, 1}));
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kPrefix, "/"}), Numbers());
}

TEST(PathIndex, ExpressionsAreFoundByTheirLeastTextOrByThemselves) {
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kRegex, "/a/b/[0-9]+"}), (Numbers{0, 1}));
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kRegex, "/a/.+"}), (Numbers{0, 3}));
  EXPECT_EQ(Earlier().Candidates({Pattern::Kind::kRegex, "/b/["}), Numbers());
}

TEST(PathIndex, NothingInNothing) { EXPECT_EQ(PathIndex().Candidates({}), Numbers()); }

}  // namespace
}  // namespace meshctl::analyze
