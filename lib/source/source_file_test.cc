// SPDX-License-Identifier: Apache-2.0
#include "source/source_file.h"

#include <gtest/gtest.h>

namespace meshctl::source {
namespace {

TEST(SourceFile, CountsLinesAndColumnsFromOne) {
  SourceFile file("a.yaml", "one\ntwo\n");
  EXPECT_EQ(file.position(0), (Position{1, 1}));
  EXPECT_EQ(file.position(2), (Position{1, 3}));
  EXPECT_EQ(file.position(4), (Position{2, 1}));
  EXPECT_EQ(file.position(8), (Position{3, 1}));
  EXPECT_EQ(file.position(99), (Position{3, 1})) << "clamped to the end";
  EXPECT_EQ(file.line_count(), 2u);
}

TEST(SourceFile, CountsColumnsInCharacters) {
  SourceFile file("a.yaml", "n\xC3\xA9: \xE6\xBC\xA2 x\n");
  EXPECT_EQ(file.position(9), (Position{1, 7})) << "the x";
}

TEST(SourceFile, LinesHaveNoEndings) {
  SourceFile file("a.yaml", "one\r\ntwo");
  EXPECT_EQ(file.line(1), "one");
  EXPECT_EQ(file.line(2), "two");
  EXPECT_EQ(file.line(3), "");
  EXPECT_EQ(file.line_begin(2), 5u);
  EXPECT_EQ(file.line_count(), 2u);
}

TEST(Span, ShowsItsTextAndPlace) {
  SourceFile file("a.yaml", "kind: Service\n");
  Span span{&file, 6, 13};
  EXPECT_EQ(span.text(), "Service");
  EXPECT_EQ(ToString(span), "a.yaml:1:7");
  EXPECT_EQ(ToString(Span{}), "");
}

}  // namespace
}  // namespace meshctl::source
