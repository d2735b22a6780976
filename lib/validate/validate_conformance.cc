// SPDX-License-Identifier: Apache-2.0
// The recorded verdicts of an API server with Istio's definitions and of `istioctl validate`, each asked of
// the same authority here. Only verdicts are compared: words are our own.
#include <fmt/core.h>

#include <fstream>
#include <iterator>
#include <string>

#include "diag/render.h"
#include "testing/conformance.h"
#include "testing/verdicts.h"
#include "validate/validate.h"
#include "yaml/json.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

using testing::Verdicts;

/// None. A gap would be `{"api:file.yaml#3", "why we answer differently"}`.
const testing::KnownGaps kGaps = {};

Json Cases(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return Json::parse(std::string(std::istreambuf_iterator<char>(stream), {}), nullptr, false);
}

diag::Report Ask(Options::As as, const source::SourceFile& file) {
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  for (const yaml::Node& document : stream.documents) Validate(document, {.as = as}, report);
  report.Finish();
  return report;
}

void Compare(const Json& test_case, const std::string& name, Options::As as, Verdicts& verdicts) {
  const source::SourceFile file(name, test_case.value("yaml", ""));
  const diag::Report report = Ask(as, file);
  const bool valid = report.Count(diag::Level::kError) == 0;
  const bool warns = report.Count(diag::Level::kWarning) > 0;
  std::string detail;
  if (valid != test_case.value("valid", true)) detail = valid ? "accepted, should be refused" : "refused";
  // With errors istioctl keeps its warnings to itself.
  if (valid && test_case.contains("warns") && warns != test_case["warns"].get<bool>())
    detail = warns ? "warned about" : "no warning";
  verdicts.Case(name, detail.empty(), detail + "\n" + diag::RenderText(report, {}));
}

int Run() {
  const auto api = testing::ConformancePath("validate/api-validation.json");
  const auto istioctl = testing::ConformancePath("validate/validate-cases.json");
  if (!api && !istioctl) {
    fmt::print("skipped: {}\n", testing::kNoConformanceData);
    return testing::kSkipped;
  }
  Verdicts verdicts(kGaps);
  if (api) {
    for (const Json& test_case : Cases(*api))
      Compare(test_case, test_case.value("id", "?"), Options::As::kApiServer, verdicts);
  }
  if (istioctl) {
    for (const Json& test_case : Cases(*istioctl))
      Compare(test_case, "istioctl: " + test_case.value("name", "?"), Options::As::kIstioctl, verdicts);
  }
  return verdicts.Finish();
}

}  // namespace
}  // namespace meshctl::validate

int main() { return meshctl::validate::Run(); }
