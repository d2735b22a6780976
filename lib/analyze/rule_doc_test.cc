// SPDX-License-Identifier: Apache-2.0
// Every rule is held to its document in testdata/rules: examples give exactly the findings printed there,
// fixes silence what they fix, and `.reads` says neither too much nor too little.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "analyze/documents.h"
#include "analyze/kinds.h"
#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"
#include "model/workload.h"
#include "source/edit.h"
#include "testing/example_doc.h"
#include "testing/golden.h"

namespace meshctl::analyze {
namespace {

using Example = testing::ExampleDoc::Example;

// When the examples are looked at, whatever the day.
constexpr std::chrono::sys_days kToday = std::chrono::January / 1 / 2026;

constexpr std::string_view kExampleName = "example.yaml";

// Of a text with several clusters, each from its line `# cluster: NAME` to the next: the names, and the text
// with all that is of others blanked out, so that everything stays in its place.
std::vector<std::pair<std::string, std::string>> ClustersOf(const std::string& yaml) {
  constexpr std::string_view kMark = "# cluster: ";
  std::vector<std::pair<std::string, std::string>> clusters;
  for (std::size_t begin = yaml.find(kMark); begin != yaml.npos;) {
    const std::size_t end = std::min(yaml.find(kMark, begin + 1), yaml.size());
    const std::size_t name = begin + kMark.size();
    std::string text = yaml;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if ((at < begin || at >= end) && text[at] != '\n') text[at] = ' ';
    }
    clusters.emplace_back(yaml.substr(name, yaml.find('\n', name) - name), std::move(text));
    begin = end < yaml.size() ? end : yaml.npos;
  }
  return clusters;
}

// Runs one rule on one text and hands the outcome to `use` while the texts it points into live.
template <typename Use>
auto WithOutcome(const Rule& rule, const std::string& yaml, Use use, Coverage coverage = Coverage::kFiles) {
  std::vector<std::pair<std::string, std::string>> texts = {{"", yaml}};
  if (rule.compare) texts = ClustersOf(yaml);
  std::vector<mesh::Mesh> meshes;
  for (const auto& [_, text] : texts) meshes.push_back(MeshOf({{std::string(kExampleName), text}}));
  std::vector<Cluster> clusters;
  for (std::size_t i = 0; i < texts.size(); ++i) clusters.push_back({texts[i].first, &meshes[i]});
  const Rule* const rules[] = {&rule};
  return use(RunRules(clusters, rules, {.coverage = coverage, .now = kToday}),
             *meshes.front().manifests().files().front());
}

// What tells findings apart across two versions of a text.
using Identities = std::multiset<std::string>;

Identities IdentitiesOf(const Outcome& outcome) {
  Identities identities;
  for (const diag::Diagnostic& d : outcome.report.findings()) {
    identities.insert(d.code + " " + d.resource + ": " + d.message);
  }
  return identities;
}

// Of a cluster by default: nothing is skipped, so that a kind that is missing shows in what the rule says.
Identities IdentitiesOf(const Rule& rule, const std::string& yaml, Coverage coverage = Coverage::kCluster) {
  auto identities = [](const Outcome& outcome, const source::SourceFile&) { return IdentitiesOf(outcome); };
  return WithOutcome(rule, yaml, identities, coverage);
}

// The text after the first fix of every finding.
std::string FixAll(const Outcome& outcome, const source::SourceFile& file) {
  std::vector<source::Edit> edits;
  for (const diag::Diagnostic& d : outcome.report.findings()) {
    if (d.fixes.empty()) continue;
    edits.insert(edits.end(), d.fixes.front().edits.begin(), d.fixes.front().edits.end());
  }
  return edits.empty() ? std::string() : source::ApplyEdits(file, edits);
}

// Whether an object is meant where a rule says that it reads a kind.
bool Means(const Kind& read, const model::Object& object) {
  if (read == kind::kAny) return true;
  if (read == kind::kPod && model::IsWorkload(object)) return true;
  if (read == kind::kMeshConfig) return object.Is("", "ConfigMap") && *object.name == "istio";
  return object.Is(read.group, read.name);
}

// The text with the objects that `keep` refuses blanked out, so that everything else stays in its place.
template <typename Keep>
std::string Keeping(const std::string& yaml, Keep keep) {
  std::string text = yaml;
  model::Manifests manifests = LoadTexts({{std::string(kExampleName), yaml}});
  for (const model::Object& object : manifests.objects()) {
    if (keep(object)) continue;
    source::Span span = object.root->span();
    for (std::uint32_t at = span.begin; at < span.end; ++at) {
      if (text[at] != '\n') text[at] = ' ';
    }
  }
  return text;
}

std::string PathOf(const Rule& rule) { return "testdata/rules/" + std::string(rule.name) + ".md"; }

testing::ExampleDoc DocOf(const Rule& rule) { return testing::ExampleDoc(testing::ReadSource(PathOf(rule))); }

// Every example of every rule in one text: a mesh in which rules meet kinds that they should not read.
std::string Everything() {
  std::string all;
  for (const Rule* rule : Rules()) {
    for (const Example& example : DocOf(*rule).examples()) all += "---\n" + example.yaml;
  }
  return all;
}

class RuleTest : public ::testing::TestWithParam<const Rule*> {
 protected:
  const Rule& rule() const { return *GetParam(); }
};

TEST_P(RuleTest, NameSaysWhatIsWrong) {
  std::string_view name = rule().name;
  EXPECT_FALSE(name.empty() || name.front() == '-' || name.back() == '-' || name.find("--") != name.npos)
      << name;
  EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), name.npos) << name;
  for (std::string_view demand : {"no-", "must-", "require-", "check-", "use-", "valid-", "avoid-"}) {
    EXPECT_FALSE(name.starts_with(demand)) << name << " reads badly behind \"allow\"";
  }
}

TEST_P(RuleTest, LooksAtOneMeshOrComparesSeveral) {
  EXPECT_NE(rule().check == nullptr, rule().compare == nullptr);
}

TEST_P(RuleTest, IsDescribed) {
  std::string_view code = rule().code, summary = rule().summary;
  EXPECT_TRUE((code.starts_with("IST") && code.size() == 7) || (code.starts_with("MESH") && code.size() == 8))
      << code;
  EXPECT_EQ(code.starts_with("MESH"), rule().upstream().empty());
  ASSERT_FALSE(summary.empty());
  EXPECT_FALSE(summary.ends_with('.') || summary.find('\n') != summary.npos) << summary;
  EXPECT_LE(summary.size(), 90u) << summary;
  EXPECT_EQ(DocOf(rule()).title(), "# " + std::string(rule().name));
}

TEST_P(RuleTest, DocumentIsInTheBinary) {
  if (testing::Updating()) GTEST_SKIP() << "documents are being rewritten";
  EXPECT_EQ(Documentation(rule()), testing::ReadSource(PathOf(rule())));
}

TEST_P(RuleTest, HasFlaggedAndAcceptedExamples) {
  auto examples = DocOf(rule()).examples();
  EXPECT_TRUE(std::ranges::any_of(examples, [](const Example& e) { return e.flagged; }));
  EXPECT_TRUE(std::ranges::any_of(examples, [](const Example& e) { return !e.flagged; }));
}

TEST_P(RuleTest, FlaggedExamplesGiveTheirFindings) {
  std::string text = DocOf(rule()).WithResults([&](const Example& example) {
    return WithOutcome(rule(), example.yaml, [&](const Outcome& outcome, const source::SourceFile& file) {
      EXPECT_FALSE(outcome.report.empty()) << "nothing is wrong with\n" << example.yaml;
      std::string findings = diag::RenderText(outcome.report, {});
      while (findings.ends_with("\n\n")) findings.pop_back();
      return testing::ExampleDoc::Results{findings, FixAll(outcome, file)};
    });
  });
  EXPECT_TRUE(testing::MatchesFile(PathOf(rule()), text));
}

TEST_P(RuleTest, AcceptedExamplesAreLookedAtAndSilent) {
  for (const Example& example : DocOf(rule()).examples()) {
    if (example.flagged) continue;
    WithOutcome(rule(), example.yaml, [&](const Outcome& outcome, const source::SourceFile&) {
      EXPECT_EQ(outcome.ran.size(), 1u) << "skipped on\n" << example.yaml;
      EXPECT_EQ(diag::RenderText(outcome.report, {}), "");
    });
  }
}

// Each fix on its own: the text still parses (LoadTexts fails otherwise) and only its finding is gone.
TEST_P(RuleTest, FixesSilenceTheirFinding) {
  for (const Example& example : DocOf(rule()).examples()) {
    WithOutcome(rule(), example.yaml, [&](const Outcome& outcome, const source::SourceFile& file) {
      for (const diag::Diagnostic& d : outcome.report.findings()) {
        for (const diag::Fix& fix : d.fixes) {
          if (fix.safety == diag::Safety::kDisplayOnly) continue;
          Identities expected = IdentitiesOf(outcome);
          expected.erase(expected.find(d.code + " " + d.resource + ": " + d.message));
          EXPECT_EQ(IdentitiesOf(rule(), source::ApplyEdits(file, fix.edits), Coverage::kFiles), expected)
              << fix.title;
        }
      }
    });
  }
}

TEST_P(RuleTest, ReadsNoOtherKinds) {
  auto is_read = [&](const model::Object& object) {
    return std::ranges::any_of(rule().reads, [&](const Kind& kind) { return Means(kind, object); });
  };
  std::string all = Everything();
  EXPECT_EQ(IdentitiesOf(rule(), Keeping(all, is_read)), IdentitiesOf(rule(), all));
}

TEST_P(RuleTest, NeedsEveryKindItReads) {
  auto examples = DocOf(rule()).examples();
  for (const Kind& kind : rule().reads) {
    // What refines an answer may do so for templates alone, which stand for Pods in files.
    const bool refines = std::ranges::find(rule().refined_by, kind) != rule().refined_by.end();
    const Coverage coverage = refines ? Coverage::kFiles : Coverage::kCluster;
    bool matters = std::ranges::any_of(examples, [&](const Example& example) {
      std::string without =
          Keeping(example.yaml, [&](const model::Object& object) { return !Means(kind, object); });
      return IdentitiesOf(rule(), without, coverage) != IdentitiesOf(rule(), example.yaml, coverage);
    });
    EXPECT_TRUE(matters) << "no example changes without " << kind.group << " " << kind.name;
  }
}

TEST_P(RuleTest, ReadsAreSorted) {
  EXPECT_TRUE(std::ranges::is_sorted(rule().reads, {},
                                     [](const Kind& kind) { return std::pair(kind.name, kind.group); }));
}

std::string TestName(const ::testing::TestParamInfo<const Rule*>& info) {
  std::string name(info.param->name);
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, RuleTest, ::testing::ValuesIn(Rules().begin(), Rules().end()), TestName);

TEST(Registry, IsSortedByCodeThenName) {
  EXPECT_TRUE(std::ranges::is_sorted(Rules(), {},
                                     [](const Rule* rule) { return std::pair(rule->code, rule->name); }));
}

TEST(Registry, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const Rule* rule : Rules()) EXPECT_TRUE(names.insert(rule->name).second) << rule->name;
}

TEST(Registry, EveryDocumentBelongsToARule) {
  for (const diag::Document& document : Documents())
    EXPECT_EQ(FindRules(document.name).size(), 1u) << document.name;
}

TEST(Registry, FindsRulesByCodeNameAndAnalyzer) {
  const auto of_code = FindRules("IST0101");
  EXPECT_GT(of_code.size(), 1u);
  EXPECT_TRUE(std::ranges::all_of(of_code, [](const Rule* rule) { return rule->code == "IST0101"; }));
  EXPECT_EQ(FindRules("ist0102").size(), 1u);
  ASSERT_EQ(FindRules("unknown-host").size(), 1u);
  EXPECT_EQ(FindRules("unknown-host").front()->name, "unknown-host");
  EXPECT_EQ(FindRules("virtualservice.GatewayAnalyzer").size(), 3u);
  EXPECT_EQ(FindRules("schema.ValidationAnalyzer.Gateway").size(), 2u);
  EXPECT_EQ(FindRules("schema.ValidationAnalyzer.VirtualService").size(), 4u);
  EXPECT_EQ(KindOf("schema.ValidationAnalyzer.Gateway"), "Gateway");
  EXPECT_EQ(KindOf("schema.ValidationAnalyzer."), "");
  EXPECT_EQ(KindOf("virtualservice.GatewayAnalyzer"), "");
  EXPECT_TRUE(FindRules("").empty());
  EXPECT_TRUE(FindRules("unknown").empty());
}

TEST(Registry, NamesTheNearestRule) {
  EXPECT_EQ(NearestRule("unknown-hots"), "unknown-host");
  EXPECT_EQ(NearestRule("IST010l"), "IST0101");
  EXPECT_EQ(NearestRule("something-else"), "");
}

}  // namespace
}  // namespace meshctl::analyze
