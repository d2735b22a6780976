// SPDX-License-Identifier: Apache-2.0
// The order of things is upstream's: namespace filter, annotation, `-S`, then merging. The thresholds are the
// caller's, because they decide about printing and exit statuses only.
#include "analyze/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "model/workload.h"

namespace meshctl::analyze {
namespace {

// Upstream never looks into these, whatever they hold.
constexpr std::array<std::string_view, 4> kSystemNamespaces = {"kube-system", "kube-public",
                                                               "kube-node-lease", "local-path-storage"};

// Kinds that manifests seldom hold in full. All others are configuration: what a folder lacks does not exist.
constexpr std::array kClusterKinds = {kind::kNamespace, kind::kNode, kind::kPod, kind::kSecret,
                                      kind::kService};

bool IsNamespace(const model::Object& object) {
  return object.Is(kind::kNamespace.group, kind::kNamespace.name);
}

// The namespace that decides whether an object is looked at; empty for cluster-scoped ones.
std::string_view NamespaceOf(const model::Object& object) {
  return IsNamespace(object) ? *object.name : *object.namespace_;
}

// Which of the cluster's kinds the user gave: what meshctl made up itself does not count, and a template of
// Pods counts as Pods.
class Given {
 public:
  explicit Given(const mesh::Mesh& mesh) {
    for (const model::Object& object : mesh.manifests().objects()) {
      if (object.file().origin() == source::Origin::kGenerated) continue;
      for (std::size_t i = 0; i < kClusterKinds.size(); ++i) {
        if (object.Is(kClusterKinds[i].group, kClusterKinds[i].name)) given_[i] = true;
        if (kClusterKinds[i] == kind::kPod && model::IsWorkload(object)) given_[i] = true;
      }
    }
  }

  std::vector<Kind> MissingFor(const Rule& rule) const {
    std::vector<Kind> missing;
    for (std::size_t i = 0; i < kClusterKinds.size(); ++i) {
      bool read = std::ranges::find(rule.reads, kClusterKinds[i]) != rule.reads.end();
      if (read && !given_[i]) missing.push_back(kClusterKinds[i]);
    }
    return missing;
  }

 private:
  std::array<bool, kClusterKinds.size()> given_ = {};
};

class Filter {
 public:
  explicit Filter(const Options& options) : options_(options) {}

  bool IsOutOfScope(const model::Object& object) const {
    if (object.file().origin() == source::Origin::kGenerated) return true;
    std::string_view ns = NamespaceOf(object);
    if (std::ranges::find(kSystemNamespaces, ns) != kSystemNamespaces.end()) return true;
    return !options_.only_namespace.empty() && !ns.empty() && ns != options_.only_namespace;
  }

  bool IsSuppressed(const Finding& finding) const {
    const diag::Diagnostic& d = finding.diagnostic;
    if (AnnotationSilences(finding.object->annotations.Get(kSuppressAnnotation), d.code, d.name)) return true;
    return std::ranges::any_of(options_.suppressions, [&](const Suppression& suppression) {
      return suppression.Silences(d.code, d.name, d.resource);
    });
  }

 private:
  const Options& options_;
};

// Istio tells two findings apart by their line and text; a second one in the same line is the same to it.
std::string Identity(const diag::Diagnostic& d) {
  return fmt::format("{}\n{}\n{}:{}\n{}", d.code, d.resource,
                     d.primary.span ? d.primary.span.file->name() : "", d.primary.span.position().line,
                     d.message);
}

}  // namespace

Outcome RunRules(const mesh::Mesh& mesh, std::span<const Rule* const> rules, const Options& options) {
  Outcome outcome;
  const Given given(mesh);
  const Filter filter(options);
  std::unordered_set<std::string> identities;
  for (const Rule* rule : rules) {
    if (options.coverage == Coverage::kFiles) {
      if (auto missing = given.MissingFor(*rule); !missing.empty()) {
        outcome.skipped.push_back({rule, std::move(missing)});
        continue;
      }
    }
    outcome.ran.push_back(rule);
    Findings findings(*rule);
    rule->check(mesh, findings);
    for (Finding& finding : findings.Take()) {
      if (filter.IsOutOfScope(*finding.object)) continue;
      if (filter.IsSuppressed(finding)) {
        ++outcome.suppressed;
      } else if (identities.insert(Identity(finding.diagnostic)).second) {
        outcome.report.Add(std::move(finding.diagnostic));
      }
    }
  }
  outcome.report.Finish();
  return outcome;
}

}  // namespace meshctl::analyze
