// SPDX-License-Identifier: Apache-2.0
// ztunnel obeys what it can of a policy: of an ALLOW policy it drops the rules that ask about requests, of a
// DENY policy only the questions, and a rule with them when nothing is left of one of its parts. istiod says
// so in the policy's status and nowhere else. A waypoint obeys what is attached to it and nothing that
// selects workloads.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/captured.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/ambient/ztunnel_policy.h"
#include "mesh/mesh.h"
#include "model/fields.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kHelp =
    "attach it with `targetRefs` to the service, and give the service a waypoint";

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), captured_(findings.Get(Captured)) {}

  void Check() {
    if (captured_.empty()) return;
    for (const model::AuthorizationPolicy& policy : mesh_.authorization_policies()) {
      if (!IsForZtunnel(policy)) continue;
      const auto workloads = captured_.SelectedBy(policy);
      if (!workloads.empty()) CheckPolicy(policy, *workloads.front());
    }
    const Kind& kind = kind::kRequestAuthentication;
    for (const model::Object* object : mesh_.ObjectsOf(kind.group, kind.name)) CheckTokens(*object);
  }

 private:
  void CheckPolicy(const model::AuthorizationPolicy& policy, const mesh::Workload& workload) {
    const std::string_view action = policy.action->empty() ? "ALLOW" : *policy.action;
    if (action != "ALLOW" && action != "DENY") return AddUnsupported(policy, action, workload);
    const bool deny = action == "DENY";
    // Then nothing is left at all, which is worse: l7-deny-ignored.
    if (deny && std::ranges::none_of(policy.rules, HoldsAtZtunnel)) return;

    std::vector<std::string_view> names;
    diag::Diagnostic* d = nullptr;
    bool denies_more = !deny;
    for (const model::PolicyRule& rule : policy.rules) {
      const auto fields = HttpFieldsOf(rule);
      for (const HttpField& field : fields) {
        if (std::ranges::find(names, field.name) == names.end()) names.push_back(field.name);
      }
      if (fields.empty()) continue;
      const bool widened = deny && HoldsAtZtunnel(rule);
      denies_more = denies_more || widened;
      const std::string text = widened ? "denied without asking this" : "the rule is left out";
      if (d) {
        d->secondary.push_back({fields.front().span, text});
        continue;
      }
      d = &findings_.Add(*policy.object, fields.front().span, "");
      d->primary.text = text;
    }
    if (!d) return;
    d->message = fmt::format("policy `{}` asks about requests ({}), which ztunnel does not see before `{}`",
                             *policy.object->name, fmt::join(names, ", "), workload.name);
    d->notes.emplace_back(denies_more ? "more is denied than was written"
                                      : "less is denied than was written");
    d->help = kHelp;
  }

  void AddUnsupported(const model::AuthorizationPolicy& policy, std::string_view action,
                      const mesh::Workload& workload) {
    diag::Diagnostic& d =
        findings_.Add(*policy.object, policy.action.span,
                      fmt::format("policy `{}` is not enforced before `{}`: ztunnel knows no action {}",
                                  *policy.object->name, workload.name, action));
    d.help = kHelp;
  }

  // Sidecars and gateways read tokens too: only when nothing but ztunnel is concerned, nobody reads them.
  void CheckTokens(const model::Object& object) {
    const model::Fields spec(object.Get("spec"));
    if (!model::DecodeTargetRefs(spec).empty()) return;
    const std::string_view ns = *object.namespace_;
    const model::Labels selector = spec.In("selector").GetLabels("matchLabels");
    const auto captured = captured_.SelectedBy(ns, selector);
    const bool root = ns == mesh_.config().root_namespace;
    const auto selected =
        root ? mesh_.workloads().MatchingAnywhere(selector) : mesh_.workloads().Matching(ns, selector);
    if (captured.empty() || captured.size() != selected.size()) return;
    diag::Diagnostic& d = findings_.Add(
        object, object.span(),
        fmt::format("RequestAuthentication `{}` is not enforced before `{}`: ztunnel reads no tokens",
                    *object.name, captured.front()->name));
    d.help = kHelp;
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  const CapturedWorkloads& captured_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

constexpr Kind kReads[] = {kind::kAuthorizationPolicy, kind::kMeshConfig, kind::kNamespace, kind::kPod,
                           kind::kRequestAuthentication};

}  // namespace

constinit const Rule kL7PolicyWithoutWaypoint = {
    .name = "l7-policy-without-waypoint",
    .code = "MESH0301",
    .level = diag::Level::kWarning,
    .summary = "a policy about requests selects ambient workloads, before which only ztunnel stands",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
