// SPDX-License-Identifier: Apache-2.0
// IST0101 for the namespaces that an AuthorizationPolicy lets in or keeps out. Values may begin or end with
// `*`, and names are compared without regard to case.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/policies/rules.h"
#include "analyze/rules/replacement.h"
#include "base/ascii.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// Whether a sorted list has a text that begins with `beginning`.
bool HasBeginning(const std::vector<std::string>& sorted, std::string_view beginning) {
  auto at = std::ranges::lower_bound(sorted, beginning);
  return at != sorted.end() && at->starts_with(beginning);
}

class NamespaceNames {
 public:
  explicit NamespaceNames(const mesh::Mesh& mesh) {
    for (const mesh::Namespace& ns : mesh.namespaces()) {
      names_.push_back(ns.name());
      sorted_.emplace_back(ns.name());
      reversed_.emplace_back(ns.name().rbegin(), ns.name().rend());
      lower_.insert(LowerAscii(ns.name()));
    }
    std::ranges::sort(sorted_);
    std::ranges::sort(reversed_);
  }

  bool HasMatch(std::string_view pattern) const {
    if (pattern.starts_with('*')) {
      const std::string_view rest = pattern.substr(1);
      return HasBeginning(reversed_, std::string(rest.rbegin(), rest.rend()));
    }
    if (pattern.ends_with('*')) return HasBeginning(sorted_, pattern.substr(0, pattern.size() - 1));
    return lower_.contains(LowerAscii(pattern));
  }

  // The name that was probably meant. Looking for it ends after so many comparisons, so that a mesh in which
  // everything is wrong costs no more than one in which nothing is.
  std::string_view Nearest(std::string_view name) {
    constexpr std::size_t kMostCompared = 20'000;
    auto [at, fresh] = nearest_.try_emplace(name);
    if (!fresh || compared_ > kMostCompared || name.find('*') != name.npos) return at->second;
    compared_ += names_.size();
    at->second = OnlyNearest(name, names_);
    return at->second;
  }

 private:
  std::vector<std::string_view> names_;
  std::vector<std::string> sorted_;
  std::vector<std::string> reversed_;  // each name backwards
  std::unordered_set<std::string> lower_;
  std::unordered_map<std::string_view, std::string_view> nearest_;  // by the name that was written
  std::size_t compared_ = 0;
};

// Files seldom hold the namespaces of other teams: there only a misspelling is certain.
void CheckNames(const model::Object& policy, const std::vector<model::Text>& written, NamespaceNames& known,
                Findings& findings) {
  for (const model::Text& name : written) {
    if (known.HasMatch(*name)) continue;
    const std::string_view near = known.Nearest(*name);
    diag::Diagnostic& d =
        findings.Add(policy, name.span, fmt::format("namespace `{}` does not exist", *name),
                     findings.KnowsCluster() || !near.empty() ? Certainty::kWrong : Certainty::kCannotKnow);
    d.primary.text = name->find('*') == name->npos ? "no Namespace of this name" : "matches no Namespace";
    ProposeReplacement(name, near, d);
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.authorization_policies().empty()) return;
  NamespaceNames known(mesh);
  for (const model::AuthorizationPolicy& policy : mesh.authorization_policies()) {
    for (const model::PolicyRule& rule : policy.rules) {
      for (const model::PolicySource& source : rule.from) {
        CheckNames(*policy.object, source.namespaces, known, findings);
        CheckNames(*policy.object, source.not_namespaces, known, findings);
      }
    }
  }
}

constexpr Kind kReads[] = {kind::kAuthorizationPolicy, kind::kNamespace};

}  // namespace

constinit const Rule kUnknownSourceNamespace = {
    .name = "unknown-source-namespace",
    .code = "IST0101",
    .analyzers = {"auth.AuthorizationPoliciesAnalyzer"},
    .level = diag::Level::kError,
    .summary = "an AuthorizationPolicy names a namespace that does not exist",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
