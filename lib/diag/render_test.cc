// SPDX-License-Identifier: Apache-2.0
// Renderings asserted whole: a caret in the wrong column is a fault.
#include "diag/render.h"

#include <gtest/gtest.h>

#include "testing/golden.h"

namespace meshctl::diag {
namespace {

using source::SourceFile;

Diagnostic Finding(const SourceFile& file, std::uint32_t begin, std::uint32_t end, std::string label = {}) {
  Diagnostic d;
  d.code = "IST0101";
  d.name = "unknown-gateway";
  d.message = "gateway `shop/missing` does not exist";
  d.primary = {{&file, begin, end}, std::move(label)};
  return d;
}

std::string Text(const Diagnostic& d, Style style = {}) {
  Report report;
  report.Add(d);
  report.Finish();
  return RenderText(report, style);
}

TEST(RenderText, PointsAndAdvises) {
  SourceFile file("vs.yaml", "spec:\n  gateways:\n  - missing\n");
  Diagnostic d = Finding(file, 22, 29, "not found");
  d.notes = {"a VirtualService without its gateway receives no traffic"};
  d.help = "did you mean `main`?";
  d.fixes = {{"replace `missing` by `main`", {{{&file, 22, 29}, "main"}}, Safety::kUnsafe}};
  EXPECT_TRUE(
      testing::SameText("error[IST0101]: gateway `shop/missing` does not exist\n"
                        " --> vs.yaml:3:5\n"
                        "  |\n"
                        "3 |   - missing\n"
                        "  |     ^^^^^^^ not found\n"
                        "  |\n"
                        "  = note: a VirtualService without its gateway receives no traffic\n"
                        "  = help: did you mean `main`?\n"
                        "  = fix: replace `missing` by `main`\n\n",
                        Text(d)));
}

TEST(RenderText, ShowsOtherPlacesAndOtherFiles) {
  SourceFile file("a.yaml", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n");
  SourceFile other("b.yaml", "kind: Gateway\n");
  Diagnostic d = Finding(file, 38, 42, "here");
  d.secondary = {{{&file, 0, 3}, "and here"}, {{&file, 8, 13}, ""}, {{&other, 6, 13}, "because of this"}};
  EXPECT_TRUE(
      testing::SameText("error[IST0101]: gateway `shop/missing` does not exist\n"
                        " --> a.yaml:8:5\n"
                        "  |\n"
                        "1 | one\n"
                        "  | --- and here\n"
                        "2 | two\n"
                        "3 | three\n"
                        "  | -----\n"
                        "...\n"
                        "8 | eight\n"
                        "  |     ^ here\n"
                        "  |\n"
                        " ::: b.yaml:1:7\n"
                        "  |\n"
                        "1 | kind: Gateway\n"
                        "  |       ------- because of this\n"
                        "  |\n\n",
                        Text(d)));
}

TEST(RenderText, PutsCaretsByDisplayWidth) {
  SourceFile file("a.yaml", "\tn\xC3\xA9: \xE6\xBC\xA2\xE5\xAD\x97 x\n");
  EXPECT_TRUE(
      testing::SameText("error[IST0101]: gateway `shop/missing` does not exist\n"
                        " --> a.yaml:1:9\n"
                        "  |\n"
                        "1 |     n\xC3\xA9: \xE6\xBC\xA2\xE5\xAD\x97 x\n"
                        "  |              ^\n"
                        "  |\n\n",
                        Text(Finding(file, 13, 14))));
}

TEST(RenderText, DisarmsControlCharacters) {
  SourceFile file("a\x1b.yaml", "x: \x1b[31m\n");
  Diagnostic d = Finding(file, 3, 8);
  d.message = "bad \x1b[0m";
  std::string text = Text(d);
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
  EXPECT_NE(text.find("1 | x: \\x1b[31m\n  |    ^^^^^^^^\n"), std::string::npos) << text;
}

TEST(RenderText, CutsLongLinesAroundTheSpan) {
  std::string line(500, 'a');
  line.replace(300, 3, "XYZ");
  SourceFile file("a.yaml", line + "\n");
  std::string text = Text(Finding(file, 300, 303, "here"), {.color = false, .width = 60});
  std::istringstream lines(text);
  std::string shown, caret;
  for (int i = 0; i < 4; ++i) std::getline(lines, shown);
  std::getline(lines, caret);
  EXPECT_LE(shown.size(), 63u);
  std::size_t at = caret.find("^^^");
  ASSERT_NE(at, std::string::npos) << text;
  EXPECT_EQ(shown.substr(at, 3), "XYZ") << text;
}

TEST(RenderText, WithoutAPlaceNamesTheObject) {
  Diagnostic d;
  d.code = "IST0101";
  d.level = Level::kWarning;
  d.message = "something";
  d.resource = "Service shop/web";
  EXPECT_EQ(Text(d), "warning[IST0101]: something\n  = object: Service shop/web\n\n");
}

TEST(RenderText, PointsAtTheEndOfTheFile) {
  SourceFile file("a.yaml", "a: 1");
  EXPECT_NE(Text(Finding(file, 4, 4)).find("1 | a: 1\n  |     ^\n"), std::string::npos);
  SourceFile empty("b.yaml", "");
  EXPECT_NE(Text(Finding(empty, 0, 0)).find("1 |\n  | ^\n"), std::string::npos) << Text(Finding(empty, 0, 0));
}

TEST(RenderText, ColorsOnlyWhenAsked) {
  SourceFile file("a.yaml", "a: 1\n");
  EXPECT_EQ(Text(Finding(file, 0, 1)).find('\x1b'), std::string::npos);
  EXPECT_NE(Text(Finding(file, 0, 1), {.color = true}).find("\x1b[1;31merror"), std::string::npos);
}

TEST(RenderJson, HasIstioctlsNamesAndOurs) {
  SourceFile file("a.yaml", "a: 1\n");
  Diagnostic d = Finding(file, 3, 4, "here");
  d.resource = "Gateway shop/web";
  d.fixes = {{"drop it", {{{&file, 0, 4}, ""}}, Safety::kSafe}};
  Report report;
  report.Add(d);
  EXPECT_TRUE(
      testing::SameText("[\n"
                        "  {\n"
                        "    \"code\": \"IST0101\",\n"
                        "    \"documentationUrl\": \"https://istio.io/v1.32/docs/reference/config/analysis/"
                        "ist0101/?ref=istioctl-analyze\",\n"
                        "    \"name\": \"unknown-gateway\",\n"
                        "    \"level\": \"Error\",\n"
                        "    \"message\": \"gateway `shop/missing` does not exist\",\n"
                        "    \"origin\": \"Gateway shop/web\",\n"
                        "    \"reference\": \"a.yaml:1\",\n"
                        "    \"span\": {\n"
                        "      \"file\": \"a.yaml\",\n"
                        "      \"line\": 1,\n"
                        "      \"column\": 4,\n"
                        "      \"endLine\": 1,\n"
                        "      \"endColumn\": 5\n"
                        "    },\n"
                        "    \"label\": \"here\",\n"
                        "    \"fixes\": [\n"
                        "      {\n"
                        "        \"title\": \"drop it\",\n"
                        "        \"safety\": \"safe\",\n"
                        "        \"edits\": [\n"
                        "          {\n"
                        "            \"file\": \"a.yaml\",\n"
                        "            \"line\": 1,\n"
                        "            \"column\": 1,\n"
                        "            \"endLine\": 1,\n"
                        "            \"endColumn\": 5,\n"
                        "            \"replacement\": \"\"\n"
                        "          }\n"
                        "        ]\n"
                        "      }\n"
                        "    ]\n"
                        "  }\n"
                        "]\n",
                        RenderJson(report)));
  EXPECT_EQ(RenderJson(Report()), "[]\n");
}

TEST(RenderJson, SurvivesBytesThatAreNotUtf8) {
  SourceFile file("caf\xE9.yaml", "a: 1\n");
  Report report;
  report.Add(Finding(file, 0, 1));
  EXPECT_NE(RenderJson(report).find("caf\xEF\xBF\xBD.yaml"), std::string::npos);
}

TEST(Report, OrdersByPlaceAndMergesEquals) {
  SourceFile a("a.yaml", "0123456789"), b("b.yaml", "0123456789");
  Report report;
  report.Add(Finding(b, 1, 2));
  report.Add(Finding(a, 5, 6));
  report.Add(Finding(a, 1, 2));
  report.Add(Finding(a, 5, 6));
  report.Finish();
  std::string order;
  for (const Diagnostic& d : report.findings()) order += source::ToString(d.primary.span) + " ";
  EXPECT_EQ(order, "a.yaml:1:2 a.yaml:1:6 b.yaml:1:2 ");
  EXPECT_EQ(report.worst(), Level::kError);
}

TEST(Summary, CountsByLevel) {
  SourceFile a("a.yaml", "0123456789");
  Report report;
  EXPECT_EQ(Summary(report), "no findings");
  report.Add(Finding(a, 1, 2));
  Diagnostic warning = Finding(a, 2, 3);
  warning.level = Level::kWarning;
  report.Add(warning);
  warning.primary.span.begin = 0;
  report.Add(warning);
  EXPECT_EQ(Summary(report), "1 error, 2 warnings");
}

}  // namespace
}  // namespace meshctl::diag
