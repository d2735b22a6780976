// SPDX-License-Identifier: Apache-2.0
// The order of things is upstream's: namespace filter, annotation, `-S`, then merging. The thresholds are the
// caller's, because they decide about printing and exit statuses only.
#include "analyze/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rendered.h"
#include "analyze/rules/suppressions/rules.h"
#include "analyze/silencers.h"
#include "model/workload.h"

namespace meshctl::analyze {
namespace {

// The namespace that decides whether an object is looked at; empty for cluster-scoped ones.
std::string_view NamespaceOf(const model::Object& object) {
  const bool is_namespace = object.Is(kind::kNamespace.group, kind::kNamespace.name);
  return is_namespace ? *object.name : *object.namespace_;
}

bool IsOfOtherKind(const Rule& rule, const model::Object& about, const Options& options) {
  if (options.only_kinds.empty()) return false;
  const auto& analyzers = rule.analyzers;
  return std::ranges::find(analyzers, kValidationAnalyzer) != analyzers.end() &&
         std::ranges::find(options.only_kinds, *about.kind) == options.only_kinds.end();
}

// Istio tells two findings apart by their line and text; a second one in the same line is the same to it.
std::string Identity(const diag::Diagnostic& d) {
  return fmt::format("{}\n{}\n{}\n{}:{}\n{}", d.cluster, d.code, d.resource,
                     d.primary.span ? d.primary.span.file->name() : "", d.primary.span.position().line,
                     d.message);
}

// Whoever mends what a program wrote has it overwritten by the next run of that program.
void NameSource(const model::Object& object, diag::Diagnostic& d) {
  d.source = RenderedFrom(object);
  if (d.source.empty()) return;
  for (diag::Fix& fix : d.fixes) fix.safety = diag::Safety::kDisplayOnly;
}

class Runner {
 public:
  Runner(std::span<const Cluster> clusters, const Options& options)
      : clusters_(clusters),
        options_(options),
        silencers_(clusters, options.suppressions),
        now_(options.now) {
    for (const Cluster& cluster : clusters) {
      given_.emplace_back(*cluster.mesh, options.coverage, cluster.hidden);
      shared_.emplace_back(*cluster.mesh);
    }
  }

  void Run(const Rule& rule) { rule.compare ? Compare(rule) : CheckEach(rule); }

  // For when all others have run.
  void ReportUnusedSuppressions() {
    Findings findings(kUnusedSuppression, given_.front(), shared_.front(), now_);
    silencers_.ReportUnused(outcome_.ran, findings);
    Keep(kUnusedSuppression, findings.Take());
  }

  Outcome Finish() && {
    outcome_.report.Finish();
    outcome_.unknown.Finish();
    return std::move(outcome_);
  }

 private:
  void CheckEach(const Rule& rule) {
    bool ran = false;
    for (std::size_t i = 0; i < clusters_.size(); ++i) {
      if (IsBlind(rule, i)) continue;
      ran = true;
      Findings findings(rule, given_[i], shared_[i], now_);
      rule.check(*clusters_[i].mesh, findings);
      std::vector<Finding> found = findings.Take();
      for (Finding& finding : found) finding.diagnostic.cluster = NameOf(i);
      Keep(rule, std::move(found));
    }
    if (ran) outcome_.ran.push_back(&rule);
  }

  void Compare(const Rule& rule) {
    std::vector<Cluster> seen;
    for (std::size_t i = 0; i < clusters_.size(); ++i) {
      if (!IsBlind(rule, i)) seen.push_back(clusters_[i]);
    }
    if (seen.size() < 2) {
      if (seen.size() == clusters_.size()) outcome_.skipped.push_back({.rule = &rule});
      return;
    }
    outcome_.ran.push_back(&rule);
    Findings findings(rule, given_.front(), shared_.front(), now_);
    rule.compare(seen, findings);
    Keep(rule, findings.Take());
  }

  // Whether the rule lacks something in a cluster; if so, that is written down.
  bool IsBlind(const Rule& rule, std::size_t cluster) {
    std::vector<Kind> missing = given_[cluster].MissingFor(rule);
    if (missing.empty()) return false;
    outcome_.skipped.push_back({&rule, std::move(missing), NameOf(cluster)});
    return true;
  }

  std::string NameOf(std::size_t cluster) const {
    return clusters_.size() > 1 ? std::string(clusters_[cluster].name) : std::string();
  }

  bool IsWanted(const Rule& rule, const model::Object& about) const {
    return IsInScope(about, options_) && !IsOfOtherKind(rule, about, options_);
  }

  void Keep(const Rule& rule, std::vector<Finding> findings) {
    for (Finding& finding : findings) {
      // A suppression of what is out of scope today is in use all the same.
      const bool silenced = silencers_.Silences(finding);
      if (finding.object && !IsWanted(rule, *finding.object)) continue;
      const bool wrong = finding.certainty == Certainty::kWrong;
      if (silenced) {
        outcome_.suppressed += wrong;
      } else if (identities_.insert(Identity(finding.diagnostic)).second) {
        if (finding.object) NameSource(*finding.object, finding.diagnostic);
        (wrong ? outcome_.report : outcome_.unknown).Add(std::move(finding.diagnostic));
      }
    }
  }

  std::span<const Cluster> clusters_;
  const Options& options_;
  Silencers silencers_;
  const Findings::Time now_;
  std::vector<Given> given_;    // one for each cluster
  std::vector<Shared> shared_;  // the same
  std::unordered_set<std::string> identities_;
  Outcome outcome_;
};

}  // namespace

bool IsInScope(const model::Object& object, const Options& options) {
  const source::Origin origin = object.file().origin();
  if (origin == source::Origin::kGenerated) return false;
  const std::string_view ns = NamespaceOf(object);
  if (std::ranges::find(kSystemNamespaces, ns) != kSystemNamespaces.end()) return false;
  if (options.filtered == Filtered::kLive && origin != source::Origin::kCluster) return true;
  return options.only_namespace.empty() || ns.empty() || ns == options.only_namespace;
}

Outcome RunRules(const mesh::Mesh& mesh, std::span<const Rule* const> rules, const Options& options) {
  const Cluster only[] = {{.mesh = &mesh}};
  return RunRules(only, rules, options);
}

Outcome RunRules(std::span<const Cluster> clusters, std::span<const Rule* const> rules,
                 const Options& options) {
  Runner runner(clusters, options);
  for (const Rule* rule : rules) runner.Run(*rule);
  if (std::ranges::find(rules, &kUnusedSuppression) != rules.end()) runner.ReportUnusedSuppressions();
  return std::move(runner).Finish();
}

}  // namespace meshctl::analyze
