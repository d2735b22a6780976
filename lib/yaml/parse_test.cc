// SPDX-License-Identifier: Apache-2.0
// What Kubernetes' reader makes of a text, as a table; the answers were taken from sigs.k8s.io/yaml 1.6.
#include "yaml/parse.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "diag/render.h"
#include "testing/golden.h"
#include "yaml/json.h"

namespace meshctl::yaml {
namespace {

struct Parsed {
  explicit Parsed(std::string text, Limits limits = {}) : file("t.yaml", std::move(text)) {
    stream = Parse(file, limits, report);
    report.Finish();
  }
  // Every document as JSON on one line, or the first message.
  std::string Shown() const {
    std::string out;
    for (const Node& document : stream.documents) out += (out.empty() ? "" : " ") + ToJson(document).dump();
    if (!report.empty()) out += "fault: " + report.findings().front().message;
    return out;
  }
  source::SourceFile file;
  diag::Report report;
  Stream stream;
};

struct Row {
  std::string text, json;
};

class Scalars : public ::testing::TestWithParam<Row> {};

TEST_P(Scalars, ReadAsInKubernetes) {
  EXPECT_EQ(Parsed("v: " + GetParam().text + "\n").Shown(), "{\"v\":" + GetParam().json + "}");
}

INSTANTIATE_TEST_SUITE_P(
    Table, Scalars,
    ::testing::Values(
        Row{"y", "true"}, Row{"Yes", "true"}, Row{"yEs", "\"yEs\""}, Row{"on", "true"}, Row{"OFF", "false"},
        Row{"n", "false"}, Row{"tRUE", "\"tRUE\""}, Row{"~", "null"}, Row{"Null", "null"},
        Row{"nULL", "\"nULL\""}, Row{"", "null"}, Row{"'5'", "\"5\""}, Row{"\"yes\"", "\"yes\""},
        Row{"0777", "511"}, Row{"0o17", "15"}, Row{"0x1F", "31"}, Row{"0b101", "5"}, Row{"-0b101", "-5"},
        Row{"+12", "12"}, Row{"1_000", "1000"}, Row{"_1", "\"_1\""}, Row{"1_", "1"}, Row{"0x_1F", "31"},
        Row{"1e3", "1000"}, Row{"1.", "1"}, Row{".5", "0.5"}, Row{"1.5e-3", "0.0015"}, Row{"1_0.5", "10.5"},
        Row{"08", "8"}, Row{"-0", "0"}, Row{"0x", "\"0x\""}, Row{"0b2", "\"0b2\""}, Row{"1e", "\"1e\""},
        Row{"1e400", "\"1e400\""}, Row{"NaN", "\"NaN\""}, Row{"2001-01-01", "\"2001-01-01\""},
        Row{"190:20:30", "\"190:20:30\""}, Row{"=", "\"=\""}, Row{"<<", "\"<<\""},
        Row{"9223372036854775807", "9223372036854775807"},
        Row{"18446744073709551615", "18446744073709551615"},
        Row{"-9223372036854775808", "-9223372036854775808"}, Row{"!!str 5", "\"5\""}, Row{"!!int \"5\"", "5"},
        Row{"!!bool yes", "true"}, Row{"! 5", "\"5\""}, Row{"!foo bar", "\"bar\""}, Row{"x#c", "\"x#c\""},
        Row{"'it''s'", "\"it's\""}, Row{"\"a\\tb\"", "\"a\\tb\""}, Row{"100m", "\"100m\""}));

class Texts : public ::testing::TestWithParam<Row> {};

TEST_P(Texts, ReadAsInKubernetes) { EXPECT_EQ(Parsed(GetParam().text).Shown(), GetParam().json); }

INSTANTIATE_TEST_SUITE_P(
    Table, Texts,
    ::testing::Values(Row{"80: 1\n", R"({"80":1})"}, Row{"yes: 1\n", R"({"true":1})"},
                      Row{"'yes': 1\n", R"({"yes":1})"}, Row{"0x10: 1\n", R"({"16":1})"},
                      Row{"a: &x {b: 1}\nc: *x\n", R"({"a":{"b":1},"c":{"b":1}})"},
                      Row{"a: &x {b: 1}\nc: {<<: *x, b: 2, d: 3}\n", R"({"a":{"b":1},"c":{"b":2,"d":3}})"},
                      Row{"c: {b: 2, <<: {b: 1, d: 3}}\n", R"({"c":{"b":1,"d":3}})"},
                      Row{"c: {<<: [{a: 1}, {a: 2, b: 3}]}\n", R"({"c":{"a":1,"b":3}})"},
                      Row{"a: [1.2.3.4, 001:db8::]\n", R"({"a":["1.2.3.4","001:db8::"]})"},
                      Row{"a: [x::, y:]\n", R"({"a":["x::","y:"]})"},
                      Row{"a: |\n  x\n  y\nb: >\n  x\n  y\n\n  z\n", R"({"a":"x\ny\n","b":"x y\nz\n"})"},
                      Row{"a: |+\n  x\n\n", R"({"a":"x\n\n"})"}, Row{"a: |-\n  x\n", R"({"a":"x"})"},
                      Row{"\xEF\xBB\xBF"
                          "a: 1\nb: 2\n---\n\xEF\xBB\xBF"
                          "c: 3\n",
                          R"({"a":1,"b":2} {"c":3})"},
                      Row{"a: 1\r\nb: 2\r\n", R"({"a":1,"b":2})"}, Row{"a: 'x\n  y'\n", R"({"a":"x y"})"},
                      Row{"# only a comment\n", ""}, Row{"", ""},
                      Row{"---\na: 1\n---\n\n---\nb: 2\n", R"({"a":1} {"b":2})"},
                      Row{"a: 1\n--- # next\nb: 2\n", R"({"a":1} {"b":2})"},
                      Row{"%YAML 1.1\n---\na: 1\n", R"({"a":1})"}, Row{"a: {b:1}\n", R"({"a":{"b:1":null}})"},
                      Row{"a: [a,b,]\n", R"({"a":["a","b"]})"}, Row{"a: &b\n", R"({"a":null})"},
                      Row{"{\"a\": \"\\/x\",\n\t\"b\": [1,\t2]}", R"({"a":"/x","b":[1,2]})"},
                      Row{"? a\n: b\n", R"({"a":"b"})"}));

TEST(Parse, SpansAreBytesOfKeysAndValues) {
  Parsed p("kind: Café # x\nspec:\n  hosts:\n  - \"a.b\"\n  - c\n\n# end\n");
  const Node& root = p.stream.documents.at(0);
  EXPECT_EQ(root.Get("kind").span().text(), "Café");
  EXPECT_EQ(root.Find("spec")->key_span().text(), "spec");
  const Node& hosts = root.Get("spec").Get("hosts");
  EXPECT_EQ(hosts.items()[0].span().text(), "\"a.b\"");
  EXPECT_EQ(hosts.span().text(), "- \"a.b\"\n  - c") << "a block ends with its last child";
  EXPECT_EQ(source::ToString(hosts.items()[1].span()), "t.yaml:5:5");
}

TEST(Parse, EmptyValuesStandBehindTheirColon) {
  Parsed p("a:\nb: 1\n");
  source::Span span = p.stream.documents.at(0).Get("a").span();
  EXPECT_EQ(span.begin, 2u);
  EXPECT_EQ(span.text(), "");
}

TEST(Parse, AFaultDropsItsDocumentOnly) {
  Parsed p("a: 1\n---\nb: [\n---\nc: 3\n");
  EXPECT_EQ(p.stream.documents.size(), 2u);
  EXPECT_EQ(p.report.findings().size(), 1u);
}

TEST(Parse, ManyDocumentsInOneFileStayLinear) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "a: é\n---\n";
  EXPECT_EQ(Parsed(text).stream.documents.size(), 20'000u);
}

TEST(Parse, HoldsItsLimits) {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "[";
  EXPECT_EQ(Parsed(deep).Shown(), "fault: more than 100 lists and maps inside each other");
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 60; ++i) bomb += fmt::format("a{0}: &a{0} [*a{1}, *a{1}]\n", i, i - 1);
  EXPECT_EQ(Parsed(bomb).Shown(), "fault: aliases make this document more than 10000000 values large");
}

// One line per fault: the whole rendering is asserted, place and caret included.
struct FaultRow {
  std::string text, rendering;
};

class Faults : public ::testing::TestWithParam<FaultRow> {};

TEST_P(Faults, PointAtTheirPlace) {
  EXPECT_TRUE(testing::SameText(GetParam().rendering, diag::RenderText(Parsed(GetParam().text).report, {})));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Faults,
    ::testing::Values(
        FaultRow{"a: 1\nb: 2\na: 3\n",
                 "error[YAML0002]: key `a` is given twice\n"
                 " --> t.yaml:3:1\n"
                 "  |\n"
                 "1 | a: 1\n"
                 "  | - first given here\n"
                 "2 | b: 2\n"
                 "3 | a: 3\n"
                 "  | ^ given again\n"
                 "  |\n"
                 "  = help: keep one of the two\n\n"},
        FaultRow{"a:\n\tb: 1\n",
                 "error[YAML0001]: a tab is not allowed as indentation\n"
                 " --> t.yaml:2:1\n"
                 "  |\n"
                 "2 |     b: 1\n"
                 "  | ^^^^ tab\n"
                 "  |\n"
                 "  = help: indent with spaces\n\n"},
        FaultRow{"a: \"open\nb: 1\n",
                 "error[YAML0001]: quoted text is not closed\n"
                 " --> t.yaml:1:4\n"
                 "  |\n"
                 "1 | a: \"open\n"
                 "  |    ^ opened here\n"
                 "  |\n"
                 "  = help: add the closing quote\n\n"},
        FaultRow{"a:\n  b: 1\n c: 2\n",
                 "error[YAML0001]: this line does not fit the map it stands in\n"
                 " --> t.yaml:3:2\n"
                 "  |\n"
                 "1 | a:\n"
                 "  | - it begins here\n"
                 "2 |   b: 1\n"
                 "3 |  c: 2\n"
                 "  |  ^^^^ wrong indentation\n"
                 "  |\n"
                 "  = help: align the key with the keys around it\n\n"},
        FaultRow{"a: b: c\n",
                 "error[YAML0001]: a `key: value` is not allowed here\n"
                 " --> t.yaml:1:5\n"
                 "  |\n"
                 "1 | a: b: c\n"
                 "  |     ^ unexpected `:`\n"
                 "  |\n"
                 "  = help: check the indentation of this line; quote a value that contains `: `\n\n"},
        FaultRow{"a: *nope\n",
                 "error[YAML0004]: alias `*nope` names no anchor above it\n"
                 " --> t.yaml:1:4\n"
                 "  |\n"
                 "1 | a: *nope\n"
                 "  |    ^^^^^ not defined\n"
                 "  |\n"
                 "  = help: define it with `&nope`, or quote the value if it is text\n\n"},
        FaultRow{"n: caf\xE9\n",
                 "error[YAML0003]: text is not UTF-8\n"
                 " --> t.yaml:1:7\n"
                 "  |\n"
                 "1 | n: caf\\xe9\n"
                 "  |       ^^^^ byte 0xE9\n"
                 "  |\n"
                 "  = help: save the file as UTF-8\n\n"},
        FaultRow{"a: {{ .Values.x }}\n",
                 "error[YAML0007]: a map cannot be a key\n"
                 " --> t.yaml:1:5\n"
                 "  |\n"
                 "1 | a: {{ .Values.x }}\n"
                 "  |     ^\n"
                 "  |\n"
                 "  = help: keys are strings; template text like `{{ ... }}` has to be rendered first\n\n"},
        FaultRow{"a: [1, 2\nb: 3\n",
                 "error[YAML0001]: list opened with `[` is not closed\n"
                 " --> t.yaml:1:4\n"
                 "  |\n"
                 "1 | a: [1, 2\n"
                 "  |    ^ opened here\n"
                 "  |\n"
                 "  = help: add the closing `]`, and a comma between items\n\n"},
        FaultRow{"a: &x [*x]\n",
                 "error[YAML0004]: alias `*x` stands inside its own anchor\n"
                 " --> t.yaml:1:8\n"
                 "  |\n"
                 "1 | a: &x [*x]\n"
                 "  |        ^^ would contain itself\n"
                 "  |\n\n"},
        FaultRow{"a: .inf\n",
                 "error[YAML0010]: `.inf` has no place in JSON, so Kubernetes refuses it\n"
                 " --> t.yaml:1:4\n"
                 "  |\n"
                 "1 | a: .inf\n"
                 "  |    ^^^^\n"
                 "  |\n"
                 "  = help: quote it if it is text\n\n"},
        FaultRow{"a: 1\n--- b\n",
                 "error[YAML0009]: Kubernetes' reader ignores everything from here on\n"
                 " --> t.yaml:2:1\n"
                 "  |\n"
                 "2 | --- b\n"
                 "  | ^^^ a second document in the same piece\n"
                 "  |\n"
                 "  = help: put `---` on a line of its own between two documents\n\n"}));

}  // namespace
}  // namespace meshctl::yaml
