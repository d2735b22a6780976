// SPDX-License-Identifier: Apache-2.0
// Reports held to the rules of SARIF 2.1.0 (OASIS standard, section 3): the objects we write may have these
// properties and no others, with these types and limits.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/render.h"

namespace meshctl::diag {
namespace {

using Json = nlohmann::json;
using Faults = std::vector<std::string>;

/// Collects what is wrong below a place such as `/runs/0/results/3`.
class Checker {
 public:
  explicit Checker(const Json& log) { Log(log); }
  const Faults& faults() const { return faults_; }

 private:
  using Check = std::function<void(const Json&, const std::string&)>;
  struct Property {
    Check check;
    bool required = false;
  };
  using Properties = std::map<std::string, Property>;

  void Fail(const std::string& at, std::string_view what) {
    faults_.push_back(fmt::format("{}: {}", at, what));
  }

  void Object(const Json& value, const std::string& at, const Properties& properties) {
    if (!value.is_object()) return Fail(at, "no object");
    for (const auto& [name, property] : properties) {
      if (property.required && !value.contains(name)) Fail(at, fmt::format("`{}` is missing", name));
    }
    for (const auto& [name, child] : value.items()) {
      const auto property = properties.find(name);
      if (property == properties.end()) {
        Fail(at, fmt::format("`{}` is no property", name));
      } else {
        property->second.check(child, at + "/" + name);
      }
    }
  }

  Check Array(Check item, bool unique, std::size_t least = 0) {
    return [this, item = std::move(item), unique, least](const Json& value, const std::string& at) {
      if (!value.is_array()) return Fail(at, "no array");
      if (value.size() < least) Fail(at, "too few items");
      std::set<std::string> seen;
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (unique && !seen.insert(value[i].dump()).second) Fail(at, "items are not unique");
        item(value[i], fmt::format("{}/{}", at, i));
      }
    };
  }

  Check Text() {
    return [this](const Json& value, const std::string& at) {
      if (!value.is_string() || value.get<std::string>().empty()) Fail(at, "no text");
    };
  }
  Check OneOf(std::vector<std::string> words) {
    return [this, words = std::move(words)](const Json& value, const std::string& at) {
      const std::string word = value.is_string() ? value.get<std::string>() : "";
      if (std::ranges::find(words, word) == words.end()) Fail(at, fmt::format("is {}", value.dump()));
    };
  }
  Check Number(std::int64_t least) {
    return [this, least](const Json& value, const std::string& at) {
      if (!value.is_number_integer() || value.get<std::int64_t>() < least)
        Fail(at, fmt::format("is {}", value.dump()));
    };
  }
  Check Level() { return OneOf({"none", "note", "warning", "error"}); }
  Check Message() {
    return [this](const Json& value, const std::string& at) {
      Object(value, at, {{"text", {Text(), true}}, {"markdown", {Text()}}});
    };
  }

  static bool IsUriText(std::string_view uri) {
    for (std::size_t i = 0; i < uri.size(); ++i) {
      const auto c = static_cast<unsigned char>(uri[i]);
      if (c <= ' ' || c >= 0x7F || std::string_view("\"<>\\^`{|}").find(uri[i]) != uri.npos) return false;
      if (c != '%') continue;
      if (i + 2 >= uri.size() || !std::isxdigit(uri[i + 1]) || !std::isxdigit(uri[i + 2])) return false;
    }
    return !uri.empty();
  }
  static bool HasScheme(std::string_view uri) {
    const std::size_t colon = uri.find(':');
    return colon != uri.npos && colon < uri.find('/');
  }
  Check Uri(bool absolute) {
    return [this, absolute](const Json& value, const std::string& at) {
      const std::string uri = value.is_string() ? value.get<std::string>() : "";
      if (!IsUriText(uri) || (absolute && !HasScheme(uri)))
        Fail(at, fmt::format("is no URI: {}", value.dump()));
    };
  }

  void Region(const Json& value, const std::string& at) {
    Object(value, at,
           {{"startLine", {Number(1), true}},
            {"startColumn", {Number(1)}},
            {"endLine", {Number(1)}},
            {"endColumn", {Number(1)}}});
    const std::pair begin(value.value("startLine", 1), value.value("startColumn", 1));
    const std::pair end(value.value("endLine", begin.first), value.value("endColumn", begin.second));
    if (end < begin) Fail(at, "ends before it begins");
  }
  void Artifact(const Json& value, const std::string& at) {
    Object(value, at, {{"uri", {Uri(false), true}}, {"uriBaseId", {Text()}}});
    if (value.contains("uriBaseId") && HasScheme(value.value("uri", "")))
      Fail(at, "an absolute URI has a base");
  }
  void PhysicalLocation(const Json& value, const std::string& at) {
    Object(value, at,
           {{"artifactLocation", {std::bind_front(&Checker::Artifact, this), true}},
            {"region", {std::bind_front(&Checker::Region, this)}}});
  }
  void LogicalLocation(const Json& value, const std::string& at) {
    Object(value, at, {{"fullyQualifiedName", {Text()}}, {"kind", {Text()}}});
  }
  void Location(const Json& value, const std::string& at) {
    Object(value, at,
           {{"physicalLocation", {std::bind_front(&Checker::PhysicalLocation, this)}},
            {"logicalLocations", {Array(std::bind_front(&Checker::LogicalLocation, this), true)}},
            {"message", {Message()}}});
  }
  void Replacement(const Json& value, const std::string& at) {
    const Check content = [this](const Json& inserted, const std::string& where) {
      Object(inserted, where, {{"text", {[this](const Json& text, const std::string& place) {
                                  if (!text.is_string()) Fail(place, "no text");
                                }}}});
    };
    Object(
        value, at,
        {{"deletedRegion", {std::bind_front(&Checker::Region, this), true}}, {"insertedContent", {content}}});
  }
  void ArtifactChange(const Json& value, const std::string& at) {
    Object(value, at,
           {{"artifactLocation", {std::bind_front(&Checker::Artifact, this), true}},
            {"replacements", {Array(std::bind_front(&Checker::Replacement, this), false, 1), true}}});
  }
  void Fix(const Json& value, const std::string& at) {
    Object(value, at,
           {{"description", {Message()}},
            {"artifactChanges", {Array(std::bind_front(&Checker::ArtifactChange, this), true, 1), true}}});
  }
  void Result(const Json& value, const std::string& at) {
    const Check texts = [this](const Json& map, const std::string& where) {
      if (!map.is_object()) return Fail(where, "no object");
      for (const auto& [name, text] : map.items()) Text()(text, where + "/" + name);
    };
    Object(value, at,
           {{"ruleId", {Text(), true}},
            {"ruleIndex", {Number(-1)}},
            {"level", {Level()}},
            {"message", {Message(), true}},
            {"locations", {Array(std::bind_front(&Checker::Location, this), false)}},
            {"relatedLocations", {Array(std::bind_front(&Checker::Location, this), true)}},
            {"partialFingerprints", {texts}},
            {"fixes", {Array(std::bind_front(&Checker::Fix, this), true)}}});
    const std::size_t index = value.value("ruleIndex", rules_.size());
    if (index >= rules_.size() || rules_[index].value("id", "") != value.value("ruleId", ""))
      Fail(at, "`ruleIndex` and `ruleId` disagree");
  }

  void Rule(const Json& value, const std::string& at) {
    const Check configuration = [this](const Json& defaults, const std::string& where) {
      Object(defaults, where, {{"level", {Level()}}});
    };
    Object(value, at,
           {{"id", {Text(), true}},
            {"name", {Text()}},
            {"shortDescription", {Message()}},
            {"help", {Message()}},
            {"helpUri", {Uri(true)}},
            {"defaultConfiguration", {configuration}}});
  }
  void Driver(const Json& value, const std::string& at) {
    Object(value, at,
           {{"name", {Text(), true}},
            {"version", {Text()}},
            {"semanticVersion", {Text()}},
            {"rules", {Array(std::bind_front(&Checker::Rule, this), true)}}});
    rules_ = value.value("rules", std::vector<Json>());
    std::set<std::string> ids;
    for (const Json& rule : rules_) {
      if (!ids.insert(rule.value("id", "")).second) Fail(at, "two rules have one id");
    }
  }
  void Tool(const Json& value, const std::string& at) {
    Object(value, at, {{"driver", {std::bind_front(&Checker::Driver, this), true}}});
  }
  void RunOf(const Json& value, const std::string& at) {
    // The results are held against the rules, which have to be known by then.
    if (value.contains("tool")) Tool(value["tool"], at + "/tool");
    Object(value, at,
           {{"tool", {[](const Json&, const std::string&) {}, true}},
            {"columnKind", {OneOf({"utf16CodeUnits", "unicodeCodePoints"})}},
            {"results", {Array(std::bind_front(&Checker::Result, this), false), true}}});
  }
  void Log(const Json& value) {
    Object(value, "",
           {{"$schema", {Uri(true)}},
            {"version", {OneOf({"2.1.0"}), true}},
            {"runs", {Array(std::bind_front(&Checker::RunOf, this), false), true}}});
  }

  Faults faults_;
  std::vector<Json> rules_;
};

Faults FaultsOf(const std::string& sarif) {
  const Json log = Json::parse(sarif, nullptr, false);
  if (log.is_discarded()) return {"no JSON"};
  return Checker(log).faults();
}

/// One finding of everything that a finding can have.
Diagnostic Full(const source::SourceFile& file, source::Span at) {
  Diagnostic d{.code = "IST0101", .name = "unknown-host", .message = "no `host`", .primary = {at, "here"}};
  d.secondary = {{{&file, 0, 1}, "there"}, {{&file, 0, 1}, "there"}, {{}, "nowhere"}, {at, ""}};
  d.notes = {"a note"};
  d.help = "write `b`";
  d.resource = "VirtualService shop/web";
  d.fixes = {{"replace it", {{at, "b"}}, Safety::kSafe},
             {"remove it", {{at, ""}}, Safety::kUnsafe},
             {"think about it", {}, Safety::kDisplayOnly}};
  return d;
}

TEST(Sarif, KeepsTheRulesOfTheStandard) {
  const source::SourceFile plain("./k8s/a b#c%.yaml", "spec:\n  host: \"é\"\n");
  const source::SourceFile empty("/abs/empty.yaml", "");
  const source::SourceFile cluster("cluster:Service/shop/web", "a: 1\n", source::Origin::kCluster);
  const source::SourceFile remote("https://example.com/a.yaml", "a: 1\n", source::Origin::kGenerated);
  const source::SourceFile bytes("caf\xE9.yaml", "a: \xE9\n");
  Report report;
  report.Add(Full(plain, {&plain, 14, 18}));
  report.Add(Full(plain, {&plain, 0, 19}));
  report.Add(Full(empty, {&empty, 0, 0}));
  report.Add(Full(cluster, {&cluster, 3, 4}));
  report.Add(Full(remote, {&remote, 3, 4}));
  report.Add(Full(bytes, {&bytes, 3, 4}));
  report.Add({.code = "MESH0001", .name = "unused", .level = Level::kWarning, .message = "about nothing"});
  report.Add({.code = "MESH0002",
              .name = "rendered",
              .level = Level::kInfo,
              .message = "a",
              .primary = {{&plain, 0, 4}, ""},
              .source = "shop/templates/web.yaml"});
  const meshctl::diag::Run run{.command = "meshctl analyze",
                               .files = {},
                               .summary = [](std::string_view) { return "what it finds"; },
                               .explanation = [](std::string_view) { return "# why\n"; },
                               .source_file = [](const std::string& source) { return "charts/" + source; }};
  for (const std::string& sarif : {RenderSarif(report, run), RenderSarif(report, {}), RenderSarif({}, run)})
    EXPECT_EQ(FaultsOf(sarif), Faults()) << sarif;
}

TEST(Sarif, CheckerSeesWhatServicesRefuse) {
  EXPECT_EQ(FaultsOf("{}\nmore"), Faults{"no JSON"});
  EXPECT_EQ(FaultsOf(R"({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "m"}}}]})"),
            Faults{"/runs/0: `results` is missing"});
  const std::string zero = R"({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "m",
      "rules": [{"id": "A"}]}}, "results": [{"ruleId": "A", "ruleIndex": 0, "message": {"text": "t"},
      "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a b", "x": 1},
      "region": {"startLine": 0}}}]}]}]})";
  EXPECT_EQ(FaultsOf(zero),
            (Faults{"/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri: is no URI: \"a b\"",
                    "/runs/0/results/0/locations/0/physicalLocation/artifactLocation: `x` is no property",
                    "/runs/0/results/0/locations/0/physicalLocation/region/startLine: is 0"}));
}

}  // namespace
}  // namespace meshctl::diag
