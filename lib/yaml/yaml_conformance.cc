// SPDX-License-Identifier: Apache-2.0
// The quirks of YAML as kubectl itself reads them, asked of the kubectl that is installed: each text is an
// object of which `kubectl annotate --local` prints what it has understood. No cluster is involved.
#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "diag/render.h"
#include "source/program.h"
#include "testing/verdicts.h"
#include "yaml/json.h"
#include "yaml/parse.h"

namespace meshctl::yaml {
namespace {

constexpr const char* kHeader = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: quirk}\n";
constexpr const char* kRefused = "refused";

struct Quirk {
  std::string name;
  std::string text;
};

/// A field of the object with this value, as it is written behind `v: `.
Quirk Value(const std::string& value) { return {"v: " + value, kHeader + ("v: " + value) + "\n"}; }

/// More lines at the end of the object.
Quirk Lines(const std::string& name, const std::string& lines) { return {name, kHeader + lines}; }

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::vector<Quirk> Quirks() {
  std::vector<Quirk> quirks;
  for (const char* value : {"y",
                            "Yes",
                            "yEs",
                            "on",
                            "OFF",
                            "n",
                            "No",
                            "true",
                            "tRUE",
                            "~",
                            "null",
                            "Null",
                            "nULL",
                            "",
                            "'yes'",
                            "\"on\"",
                            "0777",
                            "0o17",
                            "0x1F",
                            "0b101",
                            "-0b101",
                            "+12",
                            "1_000",
                            "_1",
                            "1_",
                            "1e3",
                            "1.",
                            ".5",
                            "1.5e-3",
                            "1.0",
                            "08",
                            "09.5",
                            "-0",
                            "0x",
                            "1e",
                            "1e400",
                            "NaN",
                            ".NaN",
                            ".inf",
                            "-.inf",
                            "2001-01-01",
                            "2001-01-01T00:00:00Z",
                            "190:20:30",
                            "=",
                            "1.2.3.4",
                            "001:db8::",
                            "100m",
                            "9007199254740993",
                            "9223372036854775807",
                            "18446744073709551615",
                            "-9223372036854775808",
                            "99999999999999999999",
                            "!!str 5",
                            "!!int \"5\"",
                            "!!bool yes",
                            "!foo bar",
                            "x#c",
                            "x #c",
                            "'it''s'",
                            "\"a\\tb\"",
                            "\"\\u00e9\"",
                            "\"\\x41\"",
                            "[a, b,]",
                            "[x::, y:]",
                            "{a:1}",
                            "{a: 1, b: }",
                            "a: b",
                            "*nope",
                            "{{ .Values.x }}",
                            "%x",
                            "@x",
                            "`x`",
                            "- x",
                            "[1, 2",
                            "\"open",
                            "a\tb"})
    quirks.push_back(Value(value));
  const std::vector<Quirk> documents = {
      Lines("a number as a key", "80: 1\n"),
      Lines("a boolean as a key", "yes: 1\n"),
      Lines("null as a key", "~: 1\n"),
      Lines("an empty key", ": 1\n"),
      Lines("a list as a key", "[a]: 1\n"),
      Lines("anchor and alias", "a: &x {b: 1}\nc: *x\n"),
      Lines("an anchor of nothing", "a: &x\nb: *x\n"),
      Lines("merge key", "a: &x {b: 1, c: 2}\nd: {<<: *x, b: 3}\n"),
      Lines("merge key behind the keys", "d: {b: 3, <<: {b: 1, c: 2}}\n"),
      Lines("merge of a list", "d: {<<: [{a: 1}, {a: 2, b: 3}]}\n"),
      Lines("merge of a number", "d: {<<: 1}\n"),
      Lines("literal", "a: |\n  x\n   y\n\n  z\n"),
      Lines("literal, kept", "a: |+\n  x\n\n"),
      Lines("literal, stripped", "a: |-\n  x\n"),
      Lines("literal, indented by number", "a: |2\n    x\n"),
      Lines("folded", "a: >\n  x\n  y\n\n  z\n"),
      Lines("plain over lines", "a: x\n  y\n\n  z\n"),
      Lines("quoted over lines", "a: 'x\n  y'\nb: \"x \\\n  y\"\n"),
      Lines("list not indented", "a:\n- x\n- y\n"),
      Lines("tab before a key", "a:\n\tb: 1\n"),
      Lines("tab between values", "a: [1,\t2]\nb:\tc\n"),
      Lines("wrong indentation", "a:\n  b: 1\n c: 2\n"),
      Lines("explicit key", "? a\n: b\n"),
      Lines("comments", "a: 1 # one\n# two\nb: '#3'\n"),
      Lines("end mark", "a: 1\n...\n"),
      {"byte order mark", std::string("\xEF\xBB\xBF") + kHeader + "a: 1\n"},
      {"carriage returns", Replaced(kHeader + std::string("a: |\n  x\n  y\nb: 2\n"), "\n", "\r\n")},
      {"separator first", std::string("---\n") + kHeader + "a: 1\n"},
      {"directive", std::string("%YAML 1.1\n---\n") + kHeader + "a: 1\n"},
      {"JSON",
       R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"quirk"},"a":"\/x","b":[1,2.5e1,null]})"},
      {"JSON with tabs",
       "{\"apiVersion\":\"v1\",\n\t\"kind\":\"ConfigMap\",\n\t\"metadata\":{\"name\":\"quirk\"},\n\t\"a\":"
       "\t1}"},
  };
  quirks.insert(quirks.end(), documents.begin(), documents.end());
  return quirks;
}

/// Where meshctl means to differ.
const testing::KnownGaps kGaps = {
    {"v: 18446744073709551615", "kubectl rounds what int64 cannot hold; meshctl sends all digits"},
    {"directive", "kubectl takes the directive for a document of its own; meshctl reads it as YAML says"},
};

std::string Ours(const Quirk& quirk) {
  const source::SourceFile file("quirk.yaml", quirk.text);
  diag::Report faults;
  const Stream stream = Parse(file, {}, faults);
  if (faults.Count(diag::Level::kError) > 0 || stream.documents.size() != 1) return kRefused;
  return ToJson(stream.documents.front()).dump();
}

std::string Kubectls(const Quirk& quirk, const std::string& path) {
  std::ofstream(path, std::ios::binary) << quirk.text;
  const auto output = source::RunProgram({"kubectl", "annotate", "--local", "--dry-run=client", "-o", "json",
                                          "-f", path, "meshctl.test/quirk=1"},
                                         {});
  if (!output || output->status != 0) return kRefused;
  auto object = ParseJson(output->out);
  if (!object || !object->contains("metadata")) return kRefused;
  (*object)["metadata"].erase("annotations");
  return object->dump();
}

int Run() {
  if (const auto version = source::RunProgram({"kubectl", "version", "--client"}, {});
      !version || !version->found) {
    fmt::print("skipped: no kubectl is installed\n");
    return testing::kSkipped;
  }
  const std::string path =
      std::filesystem::temp_directory_path() / fmt::format("meshctl-quirk-{}.yaml", getpid());
  testing::Verdicts verdicts(kGaps);
  for (const Quirk& quirk : Quirks()) {
    const std::string ours = Ours(quirk);
    const std::string theirs = Kubectls(quirk, path);
    verdicts.Case(quirk.name, ours == theirs, fmt::format("\n  kubectl: {}\n  meshctl: {}", theirs, ours));
  }
  std::filesystem::remove(path);
  return verdicts.Finish();
}

}  // namespace
}  // namespace meshctl::yaml

int main() { return meshctl::yaml::Run(); }
