// SPDX-License-Identifier: Apache-2.0
// The same analysis as `meshctl analyze --use-kube --new-since cluster FILES`, on texts that were read
// already.
#include "cmd/apply_analysis.h"

#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <utility>

#include "analyze/baseline.h"
#include "analyze/registry.h"
#include "cmd/analysis.h"
#include "cmd/analysis_input.h"
#include "diag/render.h"
#include "diag/report.h"
#include "schema/kinds.h"
#include "source/inputs.h"
#include "source/source_file.h"
#include "yaml/node.h"

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

/// Where an object begins in the texts: that stays the same when they are read again.
using Place = std::pair<std::string, std::size_t>;

Place PlaceOf(const yaml::Node& root) { return {root.span().file->name(), root.span().begin}; }

/// Which objects there will be: of the texts those of the plan, of the cluster those that are not removed.
std::function<bool(const yaml::Node&)> WhatWillBe(const Coming& coming) {
  std::set<Place> applied;
  for (const apply::Item& item : coming.plan.items) applied.insert(PlaceOf(item.root));
  std::set<std::string> removed;
  for (const apply::Member& member : coming.removed) removed.insert(member.key());
  return [applied = std::move(applied), removed = std::move(removed)](const yaml::Node& root) {
    if (root.span().file->origin() != source::Origin::kCluster) return applied.contains(PlaceOf(root));
    if (removed.empty()) return true;
    const auto [group, version] = schema::SplitApiVersion(root.Get("apiVersion").string());
    const yaml::Node& metadata = root.Get("metadata");
    return !removed.contains(apply::MemberKey({std::string(group), std::string(root.Get("kind").string())},
                                              std::string(metadata.Get("namespace").string()),
                                              std::string(metadata.Get("name").string())));
  };
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

Result<std::size_t> CountNewErrors(const Coming& coming, const kube::Connection& connection, cli::Env& env) {
  AnalysisFlags flags;
  flags.manifests = coming.input;
  flags.live.connection = connection;
  flags.live.remote_contexts = {""};
  flags.use_kube = "true";
  flags.reports_everywhere = true;
  flags.texts = [&] { return CopyOf(coming.manifests); };
  flags.selects = WhatWillBe(coming);
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
