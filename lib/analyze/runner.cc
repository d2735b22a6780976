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

bool IsNamespace(const model::Object& object) {
  return object.Is(kind::kNamespace.group, kind::kNamespace.name);
}

// The namespace that decides whether an object is looked at; empty for cluster-scoped ones.
std::string_view NamespaceOf(const model::Object& object) {
  return IsNamespace(object) ? *object.name : *object.namespace_;
}

class Filter {
 public:
  explicit Filter(const Options& options) : options_(options) {}

  bool IsOutOfScope(const model::Object* about) const {
    if (!about) return false;
    const model::Object& object = *about;
    if (object.file().origin() == source::Origin::kGenerated) return true;
    std::string_view ns = NamespaceOf(object);
    if (std::ranges::find(kSystemNamespaces, ns) != kSystemNamespaces.end()) return true;
    return !options_.only_namespace.empty() && !ns.empty() && ns != options_.only_namespace;
  }

  bool IsSuppressed(const Finding& finding) const {
    const diag::Diagnostic& d = finding.diagnostic;
    if (finding.object &&
        AnnotationSilences(finding.object->annotations.Get(kSuppressAnnotation), d.code, d.name))
      return true;
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
  const Given given(mesh, options.coverage);
  const Filter filter(options);
  std::unordered_set<std::string> identities;
  for (const Rule* rule : rules) {
    if (auto missing = given.MissingFor(*rule); !missing.empty()) {
      outcome.skipped.push_back({rule, std::move(missing)});
      continue;
    }
    outcome.ran.push_back(rule);
    Findings findings(*rule, given);
    rule->check(mesh, findings);
    for (Finding& finding : findings.Take()) {
      if (filter.IsOutOfScope(finding.object)) continue;
      const bool wrong = finding.certainty == Certainty::kWrong;
      if (filter.IsSuppressed(finding)) {
        outcome.suppressed += wrong;
      } else if (identities.insert(Identity(finding.diagnostic)).second) {
        (wrong ? outcome.report : outcome.unknown).Add(std::move(finding.diagnostic));
      }
    }
  }
  outcome.report.Finish();
  outcome.unknown.Finish();
  return outcome;
}

}  // namespace meshctl::analyze
