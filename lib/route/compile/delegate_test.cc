// SPDX-License-Identifier: Apache-2.0
#include "route/compile/delegate.h"

#include <gtest/gtest.h>

namespace meshctl::route {
namespace {

using Kind = model::StringMatch::Kind;

model::HttpMatch Path(Kind kind, std::string_view text) {
  model::HttpMatch match;
  match.uri.emplace();
  match.uri->kind = kind;
  match.uri->value.value = text;
  return match;
}

model::HttpMatch Header(std::string_view name, Kind kind, std::string_view text) {
  model::HttpMatch match;
  model::NamedMatch header;
  header.name.value = name;
  header.match.kind = kind;
  header.match.value.value = text;
  match.headers.push_back(header);
  return match;
}

TEST(Conflict, PathsOfTheLeafMustLieBelowTheRoot) {
  EXPECT_FALSE(Conflict(Path(Kind::kPrefix, "/a"), Path(Kind::kExact, "/a/b")));
  EXPECT_FALSE(Conflict(Path(Kind::kPrefix, "/a"), Path(Kind::kPrefix, "/ab")));
  EXPECT_TRUE(Conflict(Path(Kind::kPrefix, "/a"), Path(Kind::kPrefix, "/c")));
  EXPECT_FALSE(Conflict(Path(Kind::kExact, "/a"), Path(Kind::kExact, "/a")));
  EXPECT_TRUE(Conflict(Path(Kind::kExact, "/a"), Path(Kind::kPrefix, "/a")));
  EXPECT_TRUE(Conflict(Path(Kind::kRegex, "/a"), Path(Kind::kRegex, "/a")));
  EXPECT_FALSE(Conflict(Path(Kind::kRegex, "/a"), model::HttpMatch()));
}

TEST(Conflict, OnlyHeadersThatBothNameCount) {
  EXPECT_FALSE(Conflict(Header("a", Kind::kExact, "1"), Header("b", Kind::kExact, "2")));
  EXPECT_TRUE(Conflict(Header("a", Kind::kExact, "1"), Header("a", Kind::kExact, "2")));
}

TEST(Conflict, ANamespaceOfTheRootMustBeRepeated) {
  model::HttpMatch root;
  root.source_namespace.value = "shop";
  EXPECT_TRUE(Conflict(root, model::HttpMatch()));
  EXPECT_FALSE(Conflict(model::HttpMatch(), root));
}

TEST(MergeMatches, LeafByLeafAndRootByRoot) {
  JoinedNames names;
  const auto merged = MergeMatches({Path(Kind::kPrefix, "/a"), Header("h", Kind::kExact, "1")},
                                   {Path(Kind::kExact, "/a/b")}, names);
  ASSERT_TRUE(merged);
  ASSERT_EQ(merged->size(), 2u);
  EXPECT_EQ(*merged->at(0).uri->value, "/a/b");
  EXPECT_EQ(merged->at(0).headers.size(), 0u);
  EXPECT_EQ(*merged->at(1).uri->value, "/a/b");
  EXPECT_EQ(merged->at(1).headers.size(), 1u);
}

TEST(MergeMatches, ALeafWithoutAnyRootEndsTheRule) {
  JoinedNames names;
  EXPECT_FALSE(MergeMatches({Path(Kind::kPrefix, "/a")},
                            {Path(Kind::kExact, "/a/b"), Path(Kind::kPrefix, "/c")}, names));
}

TEST(MergeRules, TheLeafWinsAndNamesAreJoined) {
  JoinedNames names;
  model::HttpRoute root;
  root.name.value = "root";
  root.timeout.value = Nanoseconds(1);
  root.redirect.emplace();
  model::HttpRoute leaf;
  leaf.name.value = "leaf";
  leaf.retries.emplace();
  const auto merged = MergeRules(root, leaf, names);
  ASSERT_TRUE(merged);
  EXPECT_EQ(*merged->name, "root-leaf");
  EXPECT_EQ(merged->timeout.value, Nanoseconds(1));
  EXPECT_TRUE(merged->retries);
  EXPECT_FALSE(merged->redirect) << "redirects are not inherited";
}

}  // namespace
}  // namespace meshctl::route
