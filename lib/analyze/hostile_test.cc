// SPDX-License-Identifier: Apache-2.0
// Rules see objects that no server would accept: every value of every example of every rule is taken away or
// given the wrong type in turn, and all rules must still come to an end and point into the text.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "mesh/config_file.h"
#include "model/manifests.h"
#include "testing/example_doc.h"
#include "testing/golden.h"
#include "yaml/parse.h"

namespace meshctl::analyze {
namespace {

void Collect(const yaml::Node& node, std::vector<source::Span>& spans) {
  if (node.span() && node.span().begin < node.span().end) spans.push_back(node.span());
  for (const yaml::Entry& entry : node.entries()) Collect(entry.value, spans);
  for (const yaml::Node& item : node.items()) Collect(item, spans);
}

// The places of all values below the top of each document.
std::vector<source::Span> ValuesOf(const source::SourceFile& file) {
  diag::Report faults;
  const yaml::Stream stream = yaml::Parse(file, {}, faults);
  std::vector<source::Span> spans;
  for (const yaml::Node& document : stream.documents) {
    for (const yaml::Entry& entry : document.entries()) Collect(entry.value, spans);
  }
  return spans;
}

// The findings of all rules; what cannot be read is left out.
std::size_t CountFindings(const std::string& text, Coverage coverage) {
  diag::Report faults;
  model::Manifests manifests;
  manifests.Add(std::make_unique<source::SourceFile>("example.yaml", text), faults);
  mesh::MeshConfig config = mesh::ConfigOf(manifests, faults);
  const mesh::Mesh mesh(std::move(manifests), std::move(config));
  const Outcome outcome = RunRules(mesh, Rules(), {.coverage = coverage});
  for (const diag::Diagnostic& d : outcome.report.findings()) {
    EXPECT_FALSE(d.message.empty());
    if (d.primary.span) {
      EXPECT_LE(d.primary.span.end, d.primary.span.file->text().size());
    }
    for (const diag::Fix& fix : d.fixes) {
      for (const source::Edit& edit : fix.edits) EXPECT_TRUE(edit.span) << d.code << ": " << fix.title;
    }
  }
  return outcome.report.findings().size();
}

class HostileTest : public ::testing::TestWithParam<const Rule*> {};

TEST_P(HostileTest, ValuesOfTheWrongTypeHurtNoRule) {
  const std::string path = "testdata/rules/" + std::string(GetParam()->name) + ".md";
  constexpr const char* kWrong[] = {"null", "[a, {b: null}]"};
  constexpr Coverage kCoverages[] = {Coverage::kFiles, Coverage::kFiles, Coverage::kCluster,
                                     Coverage::kCluster};
  std::size_t findings = 0, turn = 0;
  for (const auto& example : testing::ExampleDoc(testing::ReadSource(path)).examples()) {
    const source::SourceFile file("example.yaml", example.yaml);
    for (const source::Span& value : ValuesOf(file)) {
      std::string text = example.yaml;
      text.replace(value.begin, value.end - value.begin, kWrong[turn % std::size(kWrong)]);
      findings += CountFindings(text, kCoverages[turn++ % std::size(kCoverages)]);
    }
  }
  EXPECT_GT(findings, 0u);
}

std::string TestName(const ::testing::TestParamInfo<const Rule*>& info) {
  std::string name(info.param->name);
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, HostileTest, ::testing::ValuesIn(Rules().begin(), Rules().end()), TestName);

}  // namespace
}  // namespace meshctl::analyze
