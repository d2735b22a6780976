// SPDX-License-Identifier: Apache-2.0
// Expected outputs are kubectl's (`kubectl get -f FILE -o jsonpath=...`), except where a comment says
// otherwise.
#include "yaml/json_path.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>

namespace meshctl::yaml {
namespace {

const Json kPod = Json::parse(R"({
  "kind": "Pod",
  "metadata": {"name": "web", "annotations": {"example.com/a": "x"}},
  "spec": {"containers": [{"name": "a", "image": "i:1", "ports": [1, 2]},
                          {"name": "b", "image": "i:2"}, {"name": "c"}]},
  "status": {"phase": "Running", "count": 3, "ratio": 0.5, "on": true, "nothing": null,
             "conditions": [{"type": "Ready", "status": "True"}, {"type": "Other", "status": "<b>"}]}})");

std::string Print(std::string_view text) {
  const auto path = JsonPath::Parse(text);
  if (!path) return path.error().message;
  const auto printed = path->Print(kPod);
  return printed ? *printed : "error: " + printed.error().message;
}

TEST(JsonPath, PrintsWhatKubectlPrints) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"text only", "text only"},
      {"{.metadata.name}", "web"},
      {"{$.metadata.name}", "web"},
      {"{@.metadata.name}", "web"},
      {"{ .metadata.name }", "web"},
      {"{['metadata']['name']}", "web"},
      {"{.metadata['name','missing']}", "web"},
      {"{.metadata.annotations.example\\.com/a}", "x"},
      {"{.missing.field}", ""},
      {"{.missing[0]}", ""},
      {"{.status.count} of {.status.ratio} {.status.on}", "3 of 0.5 true"},
      {"{.metadata}", R"({"annotations":{"example.com/a":"x"},"name":"web"})"},
      {"{.status.conditions[1]}", R"({"status":"\u003cb\u003e","type":"Other"})"},
      {"{.spec.containers[*].name}", "a b c"},
      {"{.spec.containers[0].name}", "a"},
      {"{.spec.containers[-1].name}", "c"},
      {"{.spec.containers[0:2].name}", "a b"},
      {"{.spec.containers[1:].name}", "b c"},
      {"{.spec.containers[:-1].name}", "a b"},
      {"{.spec.containers[0:3:2].name}", "a c"},
      {"{.spec.containers[0,2].name}", "a c"},
      {"{.spec.containers[*].ports[1]}", "2"},
      {"{..image}", "i:1 i:2"},
      {"{.metadata.*}", R"({"example.com/a":"x"} web)"},
      {"{.spec.containers[?(@.name==\"b\")].image}", "i:2"},
      {"{.spec.containers[?(@.name=='b')].image}", "i:2"},
      {"{.spec.containers[?(@.name != 'b')].name}", "a c"},
      {"{.spec.containers[?(@.image)].name}", "a b"},
      {"{.spec.containers[?(@.name > 'a')].name}", "b c"},
      {"{.status.conditions[?(@.type==\"Ready\")].status}", "True"},
      {"{range .spec.containers[*]}{.name}={.image}{\"\\n\"}{end}done", "a=i:1\nb=i:2\nc=\ndone"},
      {"{range .spec.containers[*]}{.name}:{range .ports[*]}{@}{','}{end};{end}", "a:1,2,;b:;c:;"},
      {"{range .missing[*]}x{end}y", "y"},
      {"{\"a\\tb\"}{'c'}", "a\tbc"},
  };
  for (const auto& [text, printed] : cases) EXPECT_EQ(Print(text), printed) << text;
}

TEST(JsonPath, FaultsAreNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"{.metadata.name", "the JSONPath `{.metadata.name` cannot be read: `}` is missing at column 16"},
      {"{.a[}", "the JSONPath `{.a[}` cannot be read: an index is missing at column 5"},
      {"{.a[1}", "the JSONPath `{.a[1}` cannot be read: `]` is missing at column 6"},
      {"{.a[99999999999999999999]}",
       "the JSONPath `{.a[99999999999999999999]}` cannot be read: the index cannot be read at column 5"},
      {"{.}", "the JSONPath `{.}` cannot be read: a field name is missing at column 3"},
      {"{foo}", "the JSONPath `{foo}` cannot be read: unrecognized identifier `foo` at column 2"},
      {"{\"a}", "the JSONPath `{\"a}` cannot be read: a quote is not closed at column 2"},
      {"{.a[?(@.b==1]}", "the JSONPath `{.a[?(@.b==1]}` cannot be read: unexpected `]` at column 13"},
      {"{.a[?(@.b=1)]}",
       "the JSONPath `{.a[?(@.b=1)]}` cannot be read: the filter has no operator that is known at column 10"},
      {"{range .a[*]}", "the JSONPath `{range .a[*]}` cannot be read: `{range}` has no `{end}` at column 14"},
      {"{end}", "the JSONPath `{end}` cannot be read: `{end}` has no `{range}` at column 6"},
      {"{1.2.3}", "the JSONPath `{1.2.3}` cannot be read: cannot read the number `1.2.3` at column 2"},
      {"{.spec.containers[7]}", "error: array index out of bounds: index 7, length 3"},
      {"{.spec.containers[2:1]}", "error: starting index 2 is greater than ending index 1"},
      {"{.spec.containers[0:2:0]}", "error: a step must be greater than 0"},
      {"{.metadata[0]}", "error: an object cannot be indexed"},
      {"{.metadata[?(@.a)]}", "error: an object cannot be filtered"},
      {"{.spec.containers[?(@.name==1)]}", "error: text and a number cannot be compared"},
      {"{.spec.containers[?(@.ports[*]==1)]}", "error: can only compare one element at a time"},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(Print(text), message) << text;
}

TEST(JsonPath, RelaxedFormsNeedNoBraces) {
  for (const char* text : {"status.phase", ".status.phase", "{.status.phase}", "{status.phase}"}) {
    const auto path = JsonPath::ParseRelaxed(text);
    ASSERT_TRUE(path) << text;
    EXPECT_EQ(*path->Print(kPod), "Running");
  }
  const auto refused = JsonPath::ParseRelaxed("{.a}{.b}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "`{.a}{.b}` is no path to a field");
  EXPECT_FALSE(JsonPath::ParseRelaxed(""));
  EXPECT_FALSE(JsonPath::ParseRelaxed("{}"));
}

TEST(JsonPath, NestingIsBounded) {
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "{range .a}";
  const auto path = JsonPath::Parse(deep);
  ASSERT_FALSE(path);
  EXPECT_NE(path.error().message.find("ranges are nested too deeply"), std::string::npos);
  std::string filters = "{";
  for (int i = 0; i < 1000; ++i) filters += ".a[?(@";
  EXPECT_FALSE(JsonPath::Parse(filters));
}

// Texts made of pieces of paths, most of them nonsense: each is read or refused, and never more than that.
TEST(JsonPath, BearsWithNonsense) {
  constexpr std::string_view kPieces[] = {"{",   "}",     ".",    "..",     "[",   "]",    "(",    ")",
                                          "?(@", "@",     "$",    "*",      ",",   ":",    "-1",   "0",
                                          "2",   "\"a\"", "'",    "==",     "<",   "name", "spec", " ",
                                          "\\",  "end",   "true", "range ", "1.5", "{end}"};
  std::uint32_t state = 1;
  std::size_t read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = "{";
    for (int n = 0; n < 12; ++n) {
      state = state * 1664525u + 1013904223u;
      text += kPieces[(state >> 16) % std::size(kPieces)];
    }
    const auto path = JsonPath::Parse(text);
    if (!path) continue;
    ++read;
    (void)path->Print(kPod);
  }
  EXPECT_GT(read, 0u);
}

}  // namespace
}  // namespace meshctl::yaml
