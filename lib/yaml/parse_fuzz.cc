// SPDX-License-Identifier: Apache-2.0
// Any bytes: parsing answers documents or findings within its bounds, every span lies in the file, findings
// render, and what was read prints and reads back as the same value.
#include <cstdlib>
#include <string>

#include "diag/render.h"
#include "yaml/json.h"
#include "yaml/parse.h"

namespace {

using namespace meshctl;  // NOLINT(google-build-using-namespace)

void Require(bool claim) {
  if (!claim) std::abort();
}

void CheckSpans(const yaml::Node& node, const source::SourceFile& file) {
  source::Span span = node.span();
  Require(span.file == &file && span.begin <= span.end && span.end <= file.text().size());
  for (const yaml::Node& item : node.items()) CheckSpans(item, file);
  for (const yaml::Entry& entry : node.entries()) {
    Require(entry.key_end <= file.text().size() && entry.key_begin <= entry.key_end);
    CheckSpans(entry.value, file);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  source::SourceFile file("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  diag::Report report;
  yaml::Limits limits{.max_depth = 50, .max_values = 10'000};
  yaml::Stream stream = yaml::Parse(file, limits, report);
  report.Finish();
  diag::RenderText(report, {.color = true, .width = 80});
  diag::RenderJson(report);
  for (const yaml::Node& document : stream.documents) {
    CheckSpans(document, file);
    Json value = yaml::ToJson(document);
    source::SourceFile printed("printed.yaml", yaml::PrintYaml(value));
    diag::Report faults;
    yaml::Stream again = yaml::Parse(printed, {.max_depth = 100}, faults);
    Require(faults.empty());
    Json reread = again.documents.empty() ? Json() : yaml::ToJson(again.documents.front());
    Require(reread == value);
  }
  return 0;
}
