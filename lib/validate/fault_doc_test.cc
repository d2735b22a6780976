// SPDX-License-Identifier: Apache-2.0
// Every fault is held to its document in testdata/validate/structure: flagged examples give exactly the
// findings printed there, among them one of the fault; accepted ones give none; each fix silences what it
// fixes.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "diag/render.h"
#include "source/edit.h"
#include "testing/example_doc.h"
#include "testing/golden.h"
#include "validate/findings.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

using testing::ExampleDoc;

/// What validation says about a text; the report points into the file.
struct Checked {
  explicit Checked(const std::string& yaml) : file("example.yaml", yaml) {
    const yaml::Stream stream = yaml::Parse(file, {}, faults);
    for (const yaml::Node& document : stream.documents) Validate(document, {}, report);
    report.Finish();
  }

  /// What tells findings apart when a fix has moved them.
  std::multiset<std::string> Identities() const {
    std::multiset<std::string> identities;
    for (const diag::Diagnostic& finding : report.findings())
      identities.insert(finding.code + finding.message);
    return identities;
  }

  source::SourceFile file;
  diag::Report faults;
  diag::Report report;
};

/// The text after the first fix of every finding; empty when there is none.
std::string FixAll(const Checked& checked) {
  std::vector<source::Edit> edits;
  for (const diag::Diagnostic& finding : checked.report.findings()) {
    if (finding.fixes.empty() || finding.fixes.front().safety == diag::Safety::kDisplayOnly) continue;
    edits.insert(edits.end(), finding.fixes.front().edits.begin(), finding.fixes.front().edits.end());
  }
  return edits.empty() ? std::string() : source::ApplyEdits(checked.file, edits);
}

class FaultTest : public ::testing::TestWithParam<FaultRow> {
 protected:
  static std::string Path() { return "testdata/validate/structure/" + std::string(GetParam().name) + ".md"; }
  static ExampleDoc Doc() { return ExampleDoc(testing::ReadSource(Path())); }
};

TEST_P(FaultTest, HasADocumentWithBothSortsOfExamples) {
  EXPECT_EQ(Doc().title(), "# " + std::string(GetParam().name));
  const std::vector<ExampleDoc::Example> examples = Doc().examples();
  EXPECT_TRUE(std::ranges::any_of(examples, [](const auto& example) { return example.flagged; }));
  EXPECT_TRUE(std::ranges::any_of(examples, [](const auto& example) { return !example.flagged; }));
}

TEST_P(FaultTest, FlaggedExamplesGiveTheirFindings) {
  const std::string text = Doc().WithResults([](const ExampleDoc::Example& example) {
    const Checked checked(example.yaml);
    EXPECT_TRUE(checked.faults.empty()) << diag::RenderText(checked.faults, {});
    EXPECT_TRUE(
        std::ranges::any_of(checked.report.findings(),
                            [](const diag::Diagnostic& finding) { return finding.code == GetParam().code; }))
        << "no " << GetParam().name << " in\n"
        << example.yaml;
    std::string findings = diag::RenderText(checked.report, {});
    while (findings.ends_with("\n\n")) findings.pop_back();
    return ExampleDoc::Results{findings, FixAll(checked)};
  });
  EXPECT_TRUE(testing::MatchesFile(Path(), text));
}

TEST_P(FaultTest, AcceptedExamplesAreSilent) {
  for (const ExampleDoc::Example& example : Doc().examples()) {
    if (example.flagged) continue;
    const Checked checked(example.yaml);
    EXPECT_EQ(diag::RenderText(checked.faults, {}) + diag::RenderText(checked.report, {}), "");
  }
}

TEST_P(FaultTest, FixesSilenceTheirFinding) {
  for (const ExampleDoc::Example& example : Doc().examples()) {
    const Checked before(example.yaml);
    for (const diag::Diagnostic& finding : before.report.findings()) {
      for (const diag::Fix& fix : finding.fixes) {
        if (fix.safety == diag::Safety::kDisplayOnly) continue;
        const Checked after(source::ApplyEdits(before.file, fix.edits));
        EXPECT_TRUE(after.faults.empty()) << fix.title;
        EXPECT_FALSE(after.Identities().contains(finding.code + finding.message)) << fix.title;
      }
    }
  }
}

std::string TestName(const ::testing::TestParamInfo<FaultRow>& info) {
  std::string name(info.param.name);
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, FaultTest, ::testing::ValuesIn(AllFaults().begin(), AllFaults().end()),
                         TestName);

TEST(Faults, AreNumberedInOrderAndNamedOnce) {
  std::set<std::string_view> names;
  int number = 0;
  for (const FaultRow& row : AllFaults()) {
    EXPECT_EQ(static_cast<int>(row.fault), ++number);
    EXPECT_EQ(row.code.substr(0, 6), "SCHEMA");
    EXPECT_EQ(std::stoi(std::string(row.code.substr(6))), number);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(&Describe(row.fault), &row);
  }
}

}  // namespace
}  // namespace meshctl::validate
