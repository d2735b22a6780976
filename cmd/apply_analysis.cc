// SPDX-License-Identifier: Apache-2.0
// The same analysis as `meshctl analyze --use-kube --new-since cluster FILES`, on texts that were read
// already.
#include "cmd/apply_analysis.h"

#include <algorithm>
#include <memory>
#include <ostream>
#include <sstream>

#include "analyze/baseline.h"
#include "analyze/registry.h"
#include "cmd/analysis.h"
#include "cmd/analysis_input.h"
#include "diag/render.h"
#include "diag/report.h"
#include "source/inputs.h"

namespace meshctl::cmd {
namespace {

source::Inputs CopyOf(const model::Manifests& manifests) {
  source::Inputs inputs;
  for (const auto& file : manifests.files()) {
    inputs.files.push_back(
        std::make_unique<source::SourceFile>(file->name(), std::string(file->text()), file->origin()));
  }
  return inputs;
}

AnalysisPlan DefaultRules() {
  AnalysisPlan plan;
  for (const analyze::Rule* rule : analyze::Rules()) {
    if (rule->by_default) plan.rules.push_back(rule);
  }
  return plan;
}

/// What is worth stopping or warning for.
diag::Report Grave(const diag::Report& findings) {
  diag::Report grave;
  for (const diag::Diagnostic& finding : findings.findings()) {
    if (finding.level != diag::Level::kInfo) grave.Add(finding);
  }
  grave.Finish();
  return grave;
}

}  // namespace

Result<std::size_t> CountNewErrors(const ManifestInput& input, const model::Manifests& manifests,
                                   const kube::Connection& connection, cli::Env& env) {
  AnalysisFlags flags;
  flags.manifests = input;
  flags.live.connection = connection;
  flags.live.remote_contexts = {""};
  flags.use_kube = "true";
  flags.texts = [&] { return CopyOf(manifests); };
  const AnalysisPlan plan = DefaultRules();
  const auto analysis = RunAnalysis(flags, plan, env);
  if (!analysis) return std::unexpected(analysis.error());
  if (Grave(analysis->outcome.report).empty()) return 0;
  const auto before = FindingsInCluster(flags, plan, *analysis, env);
  if (!before) return std::unexpected(before.error());
  const diag::Report introduced = Grave(analyze::Compare(analysis->outcome.report, *before).introduced);
  *env.err.stream << diag::RenderText(introduced, env.StyleFor(env.err));
  return introduced.Count(diag::Level::kError);
}

}  // namespace meshctl::cmd
