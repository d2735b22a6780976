// SPDX-License-Identifier: Apache-2.0
// Every rule of istio/ and kubernetes/ is held to its section in testdata/validate: flagged examples give
// exactly the findings printed there, among them one of the rule; accepted ones give none. A file holds the
// sections of one kind; each begins with `# name-of-the-rule`.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "diag/render.h"
#include "testing/example_doc.h"
#include "testing/golden.h"
#include "validate/istio/mesh_config.h"
#include "validate/rule.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

using testing::ExampleDoc;

std::vector<std::string> Files() {
  std::vector<std::string> files;
  for (const char* folder : {"istio", "kubernetes"}) {
    const std::string path = std::string("testdata/validate/") + folder;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(MESHCTL_SOURCE_DIR) + "/" + path))
      files.push_back(path + "/" + entry.path().filename().string());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<ExampleDoc> Sections(const std::string& file) {
  const std::string text = "\n" + testing::ReadSource(file);
  std::vector<ExampleDoc> sections;
  for (std::size_t at = text.find("\n# "); at != std::string::npos;) {
    const std::size_t next = text.find("\n# ", at + 1);
    sections.emplace_back(text.substr(at + 1, next == std::string::npos ? next : next - at));
    at = next;
  }
  return sections;
}

const Rule* FindRule(std::string_view name) {
  for (const Rule* rule : AllRules()) {
    if (rule->name == name) return rule;
  }
  return nullptr;
}

/// A document with `networks` is no object but the configuration of a mesh of several.
diag::Report Check(const source::SourceFile& file, Options::As as) {
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  for (const yaml::Node& document : stream.documents) {
    if (document.Get("networks").present()) {
      istio::ValidateMeshNetworks(document, report);
    } else {
      Validate(document, {.as = as}, report);
    }
  }
  report.Finish();
  return report;
}

std::string Render(const diag::Report& report) {
  std::string text = diag::RenderText(report, {});
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

/// Who is asked about flagged examples. Rules of istiod are shown as istioctl tells them: without the limits
/// of CRDs, which often say the same. Rules of the API server are its own affair.
Options::As Speaker(std::string_view file) {
  return file.find("/istio/") == std::string_view::npos ? Options::As::kApiServer : Options::As::kIstioctl;
}

/// Who must accept the accepted ones: examples for Istio are right for everybody.
Options::As Listener(std::string_view file) {
  return file.find("/istio/") == std::string_view::npos ? Options::As::kApiServer : Options::As::kEverybody;
}

/// What takes a page to show; istio/large_values_test.cc has examples.
constexpr std::array<std::string_view, 3> kTooLargeToShow = {"oversized-body", "large-body",
                                                             "long-proxy-version"};

class RuleDocTest : public ::testing::TestWithParam<std::string> {};

TEST_P(RuleDocTest, FlaggedExamplesGiveTheirFindings) {
  std::string text;
  for (const ExampleDoc& section : Sections(GetParam())) {
    const Rule* rule = FindRule(section.title().substr(2));
    ASSERT_NE(rule, nullptr) << section.title() << " is the name of no rule";
    if (!text.empty()) text += "\n";
    text += section.WithResults([&](const ExampleDoc::Example& example) {
      const source::SourceFile file("example.yaml", example.yaml);
      const diag::Report report = Check(file, Speaker(GetParam()));
      EXPECT_TRUE(std::ranges::any_of(
          report.findings(),
          [&](const auto& finding) { return finding.code == rule->code && finding.level == rule->level; }))
          << "no " << rule->name << " in\n"
          << example.yaml << Render(report);
      return ExampleDoc::Results{Render(report), {}};
    });
  }
  EXPECT_TRUE(testing::MatchesFile(GetParam(), text));
}

TEST_P(RuleDocTest, AcceptedExamplesAreSilent) {
  for (const ExampleDoc& section : Sections(GetParam())) {
    for (const ExampleDoc::Example& example : section.examples()) {
      if (example.flagged) continue;
      const source::SourceFile file("example.yaml", example.yaml);
      EXPECT_EQ(Render(Check(file, Listener(GetParam()))), "") << section.title();
    }
  }
}

std::string TestName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).parent_path().filename().string() + "_" +
                     std::filesystem::path(info.param).stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, RuleDocTest, ::testing::ValuesIn(Files()), TestName);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RuleDocTest);

TEST(Rules, HaveOneSectionEachWithBothSortsOfExamples) {
  std::map<std::string, int> documented;
  for (const std::string& file : Files()) {
    for (const ExampleDoc& section : Sections(file)) {
      const std::string name(section.title().substr(2));
      ++documented[name];
      const auto examples = section.examples();
      EXPECT_TRUE(std::ranges::any_of(examples, [](const auto& example) { return example.flagged; }) ||
                  std::ranges::find(kTooLargeToShow, name) != kTooLargeToShow.end())
          << name;
      EXPECT_TRUE(std::ranges::any_of(examples, [](const auto& example) { return !example.flagged; }))
          << name;
    }
  }
  std::set<std::string_view> names;
  std::set<std::string_view> codes;
  for (const Rule* rule : AllRules()) {
    EXPECT_EQ(documented[std::string(rule->name)], 1) << rule->code << " " << rule->name;
    EXPECT_TRUE(names.insert(rule->name).second) << rule->name;
    EXPECT_TRUE(codes.insert(rule->code).second) << rule->code;
    EXPECT_FALSE(rule->summary.empty()) << rule->name;
  }
}

}  // namespace
}  // namespace meshctl::validate
