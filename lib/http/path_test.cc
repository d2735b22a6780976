// SPDX-License-Identifier: Apache-2.0
#include "http/path.h"

#include <gtest/gtest.h>

namespace meshctl::http {
namespace {

TEST(NormalizePath, ResolvesDotsAndEscapes) {
  EXPECT_EQ(NormalizePath("/a/b"), "/a/b");
  EXPECT_EQ(NormalizePath("/a/./b/../c"), "/a/c");
  EXPECT_EQ(NormalizePath("/../.."), "/");
  EXPECT_EQ(NormalizePath("/a/.."), "/");
  EXPECT_EQ(NormalizePath("/a/b/."), "/a/b/");
  EXPECT_EQ(NormalizePath("/%61\\b%2F%zz%"), "/a/b%2F%zz%");
  EXPECT_EQ(NormalizePath("/a//b"), "/a//b");
  EXPECT_EQ(NormalizePath("/.well-known/x"), "/.well-known/x");
}

TEST(NormalizePath, DoesAsMuchAsTheMeshAsksFor) {
  constexpr std::string_view kPath = "/a//b/../%2Fc%5Cd/%61";
  EXPECT_EQ(NormalizePath(kPath, PathNormalization::kNone), kPath);
  EXPECT_EQ(NormalizePath(kPath, PathNormalization::kBase), "/a//%2Fc%5Cd/a");
  EXPECT_EQ(NormalizePath(kPath, PathNormalization::kMergeSlashes), "/a/%2Fc%5Cd/a");
  EXPECT_EQ(NormalizePath(kPath, PathNormalization::kDecodeAndMergeSlashes), "/a/c/d/a");
}

TEST(NormalizePath, DecodesSlashesBeforeItResolvesDots) {
  EXPECT_EQ(NormalizePath("/public%2f..%2Fadmin", PathNormalization::kDecodeAndMergeSlashes), "/admin");
  EXPECT_EQ(NormalizePath("/public%2f..%2Fadmin"), "/public%2f..%2Fadmin");
}

}  // namespace
}  // namespace meshctl::http
