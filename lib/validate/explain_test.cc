// SPDX-License-Identifier: Apache-2.0
#include "validate/explain.h"

#include <gtest/gtest.h>

#include <string>

namespace meshctl::validate {
namespace {

TEST(Explain, PutsFactsBetweenHeadingAndProse) {
  const std::string text = Explain("SCHEMA0007");
  EXPECT_TRUE(text.starts_with(
      "# missing-kind\n"
      "\n"
      "SCHEMA0007, error; checked by the schema of the kind\n"
      "\n"
      "The object does not say what it is. Without `kind` nothing else in it has a meaning.\n"))
      << text;
  EXPECT_EQ(Explain("missing-kind"), text);
  EXPECT_EQ(Explain("schema0007"), text);
  EXPECT_EQ(Explain("SCHEMA9999"), "");
  EXPECT_EQ(Explain(""), "");
}

TEST(Explain, EveryWordHasItsOwnDocument) {
  for (const std::string_view word : ExplainedWords()) {
    const std::string text = Explain(word);
    EXPECT_TRUE(text.starts_with("# ")) << word;
    EXPECT_NE(text.find("\n## Flagged\n"), std::string::npos) << word << " has no document";
    EXPECT_EQ(text.find("\n# "), std::string::npos) << word << " has the document of another rule";
    EXPECT_TRUE(text.ends_with('\n') && !text.ends_with("\n\n")) << word;
  }
}

}  // namespace
}  // namespace meshctl::validate
