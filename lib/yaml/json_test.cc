// SPDX-License-Identifier: Apache-2.0
#include "yaml/json.h"

#include <gtest/gtest.h>

#include "testing/golden.h"
#include "yaml/parse.h"
#include "yaml/scalar.h"

namespace meshctl::yaml {
namespace {

TEST(ParseJson, AnswersErrorsNotExceptions) {
  EXPECT_EQ(ParseJson("{\"a\": [1, 2]}")->dump(), "{\"a\":[1,2]}");
  EXPECT_EQ(ParseJson("{\"a\": ").error().message, "not JSON: fault at byte 7");
  EXPECT_EQ(ParseJson("").error().message, "not JSON: fault at byte 1");
  EXPECT_EQ(ParseJson("1e999").error().message, "not JSON: a number is out of range");
  EXPECT_EQ(ParseJson(std::string(100'000, '[') + std::string(100'000, ']')).error().message,
            "JSON is nested more than 1000 levels deep");
}

TEST(PrintYaml, LaysOutAsKubectl) {
  Json object = Json::parse(R"({
    "spec": {"ports": [{"port": 80, "name": "http"}, {"port": 443}], "empty": {}, "none": [], "nested": [[1, 2], []]},
    "kind": "Service", "metadata": {"name": "a", "labels": {"app": "yes", "version": "1.0",
      "since": "2026-01-02T03:04:05Z", "span": "1:30", "text": "a: b"}}})");
  EXPECT_TRUE(
      testing::SameText("kind: Service\n"
                        "metadata:\n"
                        "  labels:\n"
                        "    app: \"yes\"\n"
                        "    since: \"2026-01-02T03:04:05Z\"\n"
                        "    span: \"1:30\"\n"
                        "    text: 'a: b'\n"
                        "    version: \"1.0\"\n"
                        "  name: a\n"
                        "spec:\n"
                        "  empty: {}\n"
                        "  nested:\n"
                        "  - - 1\n"
                        "    - 2\n"
                        "  - []\n"
                        "  none: []\n"
                        "  ports:\n"
                        "  - name: http\n"
                        "    port: 80\n"
                        "  - port: 443\n",
                        PrintYaml(object)));
}

// Whatever is printed reads back as the same value.
TEST(WriteString, IsReadAsTheStringItWas) {
  for (const char* text :
       {"plain", "yes", "5", "", "a: b", "#x", "por}", "a, b", "[x", "it's", "\t", "x\ny", "- a"}) {
    for (const char* frame : {"k: %\n", "k: {a: %, b: [%]}\n", "%: 1\n", "{%: 1}\n"}) {
      std::string yaml = frame;
      for (std::size_t at; (at = yaml.find('%')) != std::string::npos;)
        yaml.replace(at, 1, WriteString(text));
      const source::SourceFile file("a.yaml", yaml);
      diag::Report faults;
      const Stream stream = Parse(file, {}, faults);
      ASSERT_TRUE(faults.empty()) << yaml;
      const std::string json = ToJson(stream.documents.front()).dump();
      EXPECT_NE(json.find(Json(text).dump()), std::string::npos) << yaml << json;
    }
  }
}

TEST(PrintYaml, RoundTripsAwkwardStrings) {
  for (const char* text : {"",
                           " ",
                           "yes",
                           "~",
                           "null",
                           "1e3",
                           "0x1F",
                           "-",
                           "- a",
                           "?",
                           "? a",
                           ":",
                           "a: b",
                           "a:",
                           "a #b",
                           "#a",
                           "*a",
                           "&a",
                           "!a",
                           "|",
                           ">",
                           "'",
                           "\"",
                           "%a",
                           "@a",
                           "`a",
                           "{",
                           "}",
                           "[a]",
                           ",",
                           "a\nb",
                           "a\nb\n",
                           "a\n\n\nb\n\n",
                           "\na",
                           " a\nb",
                           "a \nb",
                           "tab\there",
                           "\x1b",
                           "caf\xC3\xA9",
                           "---",
                           "--- a",
                           "...",
                           "<<",
                           "=",
                           "2001-01-01",
                           "a\r\nb",
                           "-1",
                           "-a",
                           "::1",
                           "line\n  indented\n",
                           "\n",
                           "trailing ",
                           "a\\b",
                           "\xF0\x9F\x9A\x80"}) {
    Json value = {{"v", text}, {"list", {text, {{text, 1}}}}};
    source::SourceFile file("t.yaml", PrintYaml(value));
    diag::Report report;
    Stream stream = Parse(file, {}, report);
    ASSERT_TRUE(report.empty()) << file.text() << report.findings().front().message;
    EXPECT_EQ(ToJson(stream.documents.at(0)), value) << file.text();
  }
}

}  // namespace
}  // namespace meshctl::yaml
