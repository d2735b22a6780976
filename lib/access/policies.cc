// SPDX-License-Identifier: Apache-2.0
// As istiod's authz builder lays out the filters: CUSTOM before AUDIT, DENY and ALLOW, which Envoy asks in
// this order, and never matching policies for those without rules.
#include "access/policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace meshctl::access {
/// What the stages so far say; the first thing of each kind stays.
class Judgement {
 public:
  explicit Judgement(Verdict& verdict) : verdict_(verdict) {}

  void Deny(std::size_t policy, std::string reason, source::Span span) {
    if (verdict_.ruling == Verdict::Ruling::kDenied) return;
    Decide(Verdict::Ruling::kDenied, policy, std::move(reason), span);
  }
  void Doubt(std::size_t policy, std::string reason, source::Span span) {
    if (verdict_.ruling != Verdict::Ruling::kAllowed) return;
    Decide(Verdict::Ruling::kUnknown, policy, std::move(reason), span);
  }
  void Allow(std::size_t policy, std::string reason, source::Span span) {
    if (verdict_.ruling != Verdict::Ruling::kAllowed) return;
    Decide(Verdict::Ruling::kAllowed, policy, std::move(reason), span);
  }

 private:
  void Decide(Verdict::Ruling ruling, std::size_t policy, std::string reason, source::Span span) {
    verdict_.ruling = ruling;
    verdict_.decisive = policy;
    verdict_.reason = std::move(reason);
    verdict_.span = span;
  }

  Verdict& verdict_;
};

namespace {

constexpr std::array kOrder = {Action::kCustom, Action::kAudit, Action::kDeny, Action::kAllow};

const mesh::ExtensionProvider* FindProvider(const mesh::MeshConfig& config, std::string_view name) {
  const auto found = std::ranges::find(config.extension_providers, name, &mesh::ExtensionProvider::name);
  if (found == config.extension_providers.end() || !found->type.starts_with("envoyExtAuthz")) return nullptr;
  return &*found;
}

bool IsKnown(const mesh::Mesh& mesh, const std::string& service) {
  const std::size_t slash = service.find('/');
  const std::string_view host = std::string_view(service).substr(slash == std::string::npos ? 0 : slash + 1);
  return std::ranges::any_of(mesh.services().OfHost(host), [&](const mesh::Service* found) {
    return slash == std::string::npos || found->ns == std::string_view(service).substr(0, slash);
  });
}

/// The rule to talk about: the one that matches, else one nobody can tell of, else the first.
const ConsideredRule* Telling(const ConsideredPolicy& policy) {
  const ConsideredRule* telling = nullptr;
  for (const ConsideredRule& rule : policy.rules) {
    if (!telling || rule.matches > telling->matches) telling = &rule;
  }
  return telling;
}

std::string Named(const ConsideredPolicy& policy, const ConsideredRule& rule) {
  return fmt::format("{}, rule {}", policy.policy->object->resource(), rule.index);
}

void JudgeDeny(const ConsideredPolicy& policy, std::size_t index, Judgement& judgement) {
  const ConsideredRule* const rule = Telling(policy);
  if (!rule || policy.matches == Truth::kNo) return;
  if (policy.matches == Truth::kYes) {
    judgement.Deny(index, "denied by " + Named(policy, *rule), rule->span);
  } else {
    judgement.Doubt(index, fmt::format("{} may deny it: {}", Named(policy, *rule), rule->reason), rule->span);
  }
}

/// "AuthorizationPolicy shop/get allows it in no rule: method is `POST`, not `GET`".
std::string WhyNotAllowed(const ConsideredPolicy& policy) {
  const std::string name = policy.policy->object->resource();
  if (policy.rules.empty()) return fmt::format("{}, which has no rules and allows nothing", name);
  const ConsideredRule& rule = *Telling(policy);
  if (policy.rules.size() == 1) return fmt::format("{}, whose rule does not allow it: {}", name, rule.reason);
  return fmt::format("{}, none of whose {} rules allows it; rule {}: {}", name, policy.rules.size(),
                     rule.index, rule.reason);
}

void JudgeAllow(const Verdict& verdict, Judgement& judgement) {
  std::vector<std::size_t> enforced;
  Truth best = Truth::kNo;
  std::size_t deciding = 0;
  for (std::size_t i = 0; i < verdict.considered.size(); ++i) {
    const ConsideredPolicy& policy = verdict.considered[i];
    if (policy.action != Action::kAllow || policy.dry_run) continue;
    // Of policies that all say no, one with rules says more.
    const bool tells_more = policy.matches == best && deciding < i && !policy.rules.empty() &&
                            verdict.considered[deciding].rules.empty();
    if (enforced.empty() || policy.matches > best || tells_more) {
      best = policy.matches;
      deciding = i;
    }
    enforced.push_back(i);
  }
  if (enforced.empty()) return;
  const ConsideredPolicy& policy = verdict.considered[deciding];
  const ConsideredRule* const rule = Telling(policy);
  const source::Span span = rule ? rule->span : policy.policy->object->span();
  if (best == Truth::kYes) {
    judgement.Allow(deciding, "allowed by " + Named(policy, *rule), span);
  } else if (best == Truth::kUnknown) {
    judgement.Doubt(deciding, fmt::format("{} may allow it: {}", Named(policy, *rule), rule->reason), span);
  } else if (enforced.size() == 1) {
    judgement.Deny(deciding, "denied by " + WhyNotAllowed(policy), span);
  } else {
    judgement.Deny(deciding,
                   fmt::format("denied by {} ALLOW policies that do not allow it, for example {}",
                               enforced.size(), WhyNotAllowed(policy)),
                   span);
  }
}

}  // namespace

std::optional<Action> ParseAction(std::string_view text) {
  if (text.empty() || text == "ALLOW") return Action::kAllow;
  if (text == "DENY") return Action::kDeny;
  if (text == "AUDIT") return Action::kAudit;
  if (text == "CUSTOM") return Action::kCustom;
  return std::nullopt;
}

bool IsDryRun(const model::Object& object) {
  // What Go's strconv.ParseBool takes for true.
  constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "true", "TRUE", "True"};
  return std::ranges::find(kTrue, object.annotations.Get("istio.io/dry-run")) != kTrue.end();
}

Policies::Policies(const PolicyIndex& index, const Enforcer& enforcer, Layer layer) {
  const mesh::Mesh& mesh = index.mesh();
  // A ztunnel knows no aliases.
  const TrustDomains trust_domains =
      layer == Layer::kZtunnel ? TrustDomains(std::vector<std::string>()) : TrustDomains(mesh.config());
  Attached<model::AuthorizationPolicy> attached = index.AuthorizationPoliciesOf(enforcer);
  for (const Action action : kOrder) {
    for (const model::AuthorizationPolicy* policy : attached.concerned) {
      if (ParseAction(*policy->action) == action) Add(mesh, *policy, action, layer, trust_domains);
    }
  }
  elsewhere_ = std::make_shared<const Elsewhere>(std::move(attached.elsewhere));
  CheckProviders(mesh);
}

void Policies::Add(const mesh::Mesh& mesh, const model::AuthorizationPolicy& policy, Action action,
                   Layer layer, const TrustDomains& trust_domains) {
  Policy compiled{.policy = &policy, .action = action, .dry_run = IsDryRun(*policy.object)};
  if (action == Action::kCustom) {
    compiled.provider = *policy.provider;
    const mesh::ExtensionProvider* const provider = FindProvider(mesh.config(), compiled.provider);
    // Envoy asks HTTP providers about requests only.
    if (provider && provider->type == "envoyExtAuthzHttp" && layer == Layer::kTcp) return;
  }
  const bool known_to_ztunnel = action == Action::kAllow || action == Action::kDeny;
  if (layer == Layer::kZtunnel && (!known_to_ztunnel || compiled.dry_run)) return;
  const Condition::Context context{.policy_ns = *policy.object->namespace_,
                                   .trust_domains = trust_domains,
                                   .layer = layer,
                                   .wide = action != Action::kAllow};
  for (std::size_t i = 0; i < policy.rules.size(); ++i)
    compiled.rules.push_back(Rule::Compile(policy.rules[i], i, context));
  policies_.push_back(std::move(compiled));
}

void Policies::CheckProviders(const mesh::Mesh& mesh) {
  std::set<std::string_view> providers;
  for (const Policy& policy : policies_) {
    if (policy.action == Action::kCustom) providers.insert(policy.provider);
  }
  for (Policy& policy : policies_) {
    if (policy.action != Action::kCustom) continue;
    const mesh::ExtensionProvider* const provider = FindProvider(mesh.config(), policy.provider);
    if (providers.size() > 1) {
      policy.provider_fault =
          fmt::format("the proxy is given {} external authorizers and takes one only", providers.size());
    } else if (!provider) {
      policy.provider_fault = fmt::format("the mesh has no external authorizer `{}`", policy.provider);
      policy.provider_unsure = mesh.config().files.empty();
    } else if (!IsKnown(mesh, provider->service)) {
      policy.provider_fault = fmt::format("the service `{}` of external authorizer `{}` is not known",
                                          provider->service, policy.provider);
    }
  }
}

ConsideredPolicy Policies::Consider(const Policy& policy, const http::Request& request) {
  ConsideredPolicy considered{.policy = policy.policy, .action = policy.action, .dry_run = policy.dry_run};
  if (policy.rules.empty()) {
    considered.reason = policy.action == Action::kAllow ? "it has no rules, so that it allows nothing"
                                                        : "it has no rules, so that it matches nothing";
  }
  for (const Rule& rule : policy.rules) {
    considered.rules.push_back(rule.Consider(request));
    considered.matches = std::max(considered.matches, considered.rules.back().matches);
    if (considered.matches == Truth::kYes) break;
  }
  return considered;
}

void Policies::JudgeCustom(const Policy& policy, const ConsideredPolicy& considered, std::size_t index,
                           Judgement& judgement) {
  if (considered.matches == Truth::kNo) return;
  const ConsideredRule& rule = *Telling(considered);
  const std::string name = Named(considered, rule);
  if (policy.provider_fault.empty()) {
    // Also in a dry run: Envoy has no way to ask an authorizer and not mind the answer.
    judgement.Doubt(index,
                    fmt::format("external authorizer `{}` decides, asked by {}", policy.provider, name),
                    rule.span);
  } else if (!policy.dry_run && (policy.provider_unsure || considered.matches == Truth::kUnknown)) {
    judgement.Doubt(index, fmt::format("{} may deny it: {}", name, policy.provider_fault), rule.span);
  } else if (!policy.dry_run) {
    judgement.Deny(index, fmt::format("denied by {}: {}", name, policy.provider_fault), rule.span);
  }
}

Verdict Policies::Judge(const http::Request& request) const {
  Verdict verdict;
  verdict.elsewhere = elsewhere_;
  if (policies_.empty()) return verdict;
  verdict.reason = "no ALLOW policy concerns it and no DENY policy matches";
  Judgement judgement(verdict);
  // External authorizers are asked before tokens are looked at.
  http::Request unauthenticated;
  if (policies_.front().action == Action::kCustom) {
    unauthenticated = request;
    unauthenticated.claims = nullptr;
  }
  verdict.considered.reserve(policies_.size());
  for (const Policy& policy : policies_) {
    const std::size_t index = verdict.considered.size();
    const bool custom = policy.action == Action::kCustom;
    verdict.considered.push_back(Consider(policy, custom ? unauthenticated : request));
    if (custom) JudgeCustom(policy, verdict.considered.back(), index, judgement);
    if (policy.action == Action::kDeny && !policy.dry_run)
      JudgeDeny(verdict.considered.back(), index, judgement);
  }
  JudgeAllow(verdict, judgement);
  return verdict;
}

}  // namespace meshctl::access
