// SPDX-License-Identifier: Apache-2.0
// Files are independent of each other, so each is parsed, checked and forgotten by whichever thread is free.
// What lasts is the text, which findings point into.
#include "validate/files.h"

#include <utility>

#include "base/parallel.h"
#include "validate/custom/custom_kinds.h"

namespace meshctl::validate {
namespace {

/// Nothing is lighter than any level.
std::optional<diag::Level> Heavier(std::optional<diag::Level> a, std::optional<diag::Level> b) {
  return !a || (b && *b > *a) ? b : a;
}

}  // namespace

Outcome ValidateFiles(Files files, const Options& options, const yaml::Limits& limits,
                      const std::function<void()>& done) {
  std::vector<Outcome> outcomes(files.size());
  ParallelFor(files.size(), [&](std::size_t i) {
    Outcome& outcome = outcomes[i];
    diag::Report faults;
    const yaml::Stream stream = yaml::Parse(*files[i], limits, faults);
    for (const yaml::Node& document : stream.documents)
      outcome.objects += Validate(document, options, outcome.report);
    outcome.worst = outcome.report.worst();
    for (const diag::Diagnostic& fault : faults.findings()) {
      if (fault.level == diag::Level::kError) outcome.unreadable = true;
      if (fault.level != diag::Level::kError) outcome.worst = Heavier(outcome.worst, fault.level);
    }
    outcome.report.Add(std::move(faults).Take());
    if (done) done();
  });
  Outcome all;
  for (Outcome& outcome : outcomes) {
    all.report.Add(std::move(outcome.report).Take());
    all.unreadable = all.unreadable || outcome.unreadable;
    all.worst = Heavier(all.worst, outcome.worst);
    all.objects += outcome.objects;
  }
  all.report.Finish();
  return all;
}

void AddDefinitions(Files files, const yaml::Limits& limits, CustomKinds& kinds) {
  for (const auto& file : files) {
    // Reading every file twice to find the few definitions would double the work.
    if (file->text().find("CustomResourceDefinition") == std::string_view::npos) continue;
    diag::Report faults;
    const yaml::Stream stream = yaml::Parse(*file, limits, faults);
    for (const yaml::Node& document : stream.documents) {
      if (IsDefinition(document)) kinds.AddDefinition(document);
    }
  }
}

}  // namespace meshctl::validate
