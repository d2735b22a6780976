// SPDX-License-Identifier: Apache-2.0
// Any bytes: validation ends, every finding has a place in the file and renders, and no fix breaks the
// syntax.
#include <cstdlib>
#include <string>

#include "diag/render.h"
#include "source/edit.h"
#include "validate/custom/custom_kinds.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace {

using namespace meshctl;  // NOLINT(google-build-using-namespace)

void Require(bool claim) {
  if (!claim) std::abort();
}

constexpr yaml::Limits kLimits = {.max_depth = 50, .max_values = 10'000};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const source::SourceFile file("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  diag::Report faults;
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, kLimits, faults);
  validate::CustomKinds kinds;
  for (const yaml::Node& document : stream.documents) kinds.AddDefinition(document);
  for (const yaml::Node& document : stream.documents)
    validate::Validate(document, {.custom = &kinds}, report);
  report.Finish();
  diag::RenderText(report, {.color = true, .width = 80});
  diag::RenderJson(report);
  for (const diag::Diagnostic& finding : report.findings()) {
    const source::Span span = finding.primary.span;
    Require(span.file == &file && span.begin <= span.end && span.end <= file.text().size());
    if (!faults.empty()) continue;
    for (const diag::Fix& fix : finding.fixes) {
      if (fix.safety == diag::Safety::kDisplayOnly) continue;
      const source::SourceFile fixed("fixed.yaml", source::ApplyEdits(file, fix.edits));
      diag::Report broken;
      yaml::Parse(fixed, {.max_depth = 100}, broken);
      Require(broken.empty());
    }
  }
  return 0;
}
