// SPDX-License-Identifier: Apache-2.0
// Everything in testdata/broken is read and validated as `meshctl validate` does, and must give the findings
// in the `.expected` file beside it: at least one, with a place, and never a crash.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "diag/render.h"
#include "testing/golden.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

class BrokenInputTest : public ::testing::TestWithParam<std::string> {};

TEST_P(BrokenInputTest, IsExplained) {
  const std::string path = "testdata/broken/" + GetParam();
  const source::SourceFile file(GetParam(), testing::ReadSource(path));
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  for (const yaml::Node& document : stream.documents) Validate(document, {}, report);
  report.Finish();
  EXPECT_FALSE(report.empty());
  for (const diag::Diagnostic& finding : report.findings()) EXPECT_EQ(finding.primary.span.file, &file);
  EXPECT_TRUE(testing::MatchesFile(path + ".expected", diag::RenderText(report, {.width = 100})));
}

std::vector<std::string> BrokenFiles() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(testing::SourcePath("testdata/broken"))) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".expected") && !name.starts_with('.')) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::string TestName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace_if(name, [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, BrokenInputTest, ::testing::ValuesIn(BrokenFiles()), TestName);

}  // namespace
}  // namespace meshctl::validate
