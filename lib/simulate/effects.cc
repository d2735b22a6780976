// SPDX-License-Identifier: Apache-2.0
// One wording for an answer about one request and for lists of rules.
#include "simulate/effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace meshctl::simulate {
namespace {

void Append(std::vector<Effect>& effects, std::vector<Effect> more) {
  std::ranges::move(more, std::back_inserter(effects));
}

std::string RetryText(const route::Retries& retries) {
  if (retries.attempts == 0) return "none";
  std::string text = fmt::format("{} on {}", retries.attempts, retries.on);
  if (!retries.per_try_timeout.empty()) text += fmt::format(", {} each", retries.per_try_timeout);
  return text;
}

}  // namespace

std::vector<Effect> RewritesOf(const route::Route& route) {
  if (route.action->kind != route::Action::Kind::kForward || !route.action->rewrite) return {};
  const route::Rewrite& rewrite = *route.action->rewrite;
  std::vector<Effect> effects;
  if (!rewrite.pattern.empty()) {
    effects.push_back(
        {"rewrite", fmt::format("path: `{}` becomes `{}`", rewrite.pattern, rewrite.substitution), {}});
  } else if (rewrite.uri) {
    using Kind = route::PathMatch::Kind;
    const Kind kind = route.match.path.kind();
    const bool rest = kind == Kind::kPrefix || kind == Kind::kSegmentPrefix;
    effects.push_back({"rewrite", fmt::format("path to `{}{}`", *rewrite.uri, rest ? "…" : ""), {}});
  }
  if (!rewrite.authority.empty())
    effects.push_back({"rewrite", fmt::format("host to `{}`", rewrite.authority), {}});
  return effects;
}

std::vector<Effect> FaultsOf(const route::Action& action) {
  std::vector<Effect> effects;
  if (!action.fault) return effects;
  const route::Fault& fault = *action.fault;
  if (fault.delay_percent > 0) {
    effects.push_back(
        {"fault", fmt::format("{:g} % are delayed by {}", fault.delay_percent, fault.delay), {}});
  }
  if (fault.abort_percent > 0) {
    const std::string status = fault.abort_grpc_status.empty()
                                   ? fmt::format("{}", fault.abort_status)
                                   : fmt::format("gRPC status {}", fault.abort_grpc_status);
    effects.push_back({"fault", fmt::format("{:g} % are answered with {}", fault.abort_percent, status), {}});
  }
  return effects;
}

std::vector<Effect> HeaderEffects(std::string_view side, const route::HeaderChanges& changes) {
  std::vector<Effect> effects;
  for (const auto& [name, value] : changes.set)
    effects.push_back({"headers", fmt::format("{}: set `{}: {}`", side, name, value), {}});
  for (const auto& [name, value] : changes.add)
    effects.push_back({"headers", fmt::format("{}: add `{}: {}`", side, name, value), {}});
  for (const std::string& name : changes.remove)
    effects.push_back({"headers", fmt::format("{}: remove `{}`", side, name), {}});
  return effects;
}

std::vector<Effect> EffectsOf(const route::Action& action) {
  std::vector<Effect> effects = HeaderEffects("request", action.request_headers);
  Append(effects, HeaderEffects("response", action.response_headers));
  if (!action.timeout.empty()) effects.push_back({"timeout", action.timeout, {}});
  if (action.retries && action.retries->written)
    effects.push_back({"retries", RetryText(*action.retries), {}});
  for (const route::Mirror& mirror : action.mirrors) {
    effects.push_back(
        {"mirror", fmt::format("{:g} % to {}", mirror.percent, mirror.cluster->name), mirror.span});
  }
  return effects;
}

std::vector<Effect> AllEffectsOf(const route::Route& route) {
  std::vector<Effect> effects = FaultsOf(*route.action);
  Append(effects, RewritesOf(route));
  Append(effects, EffectsOf(*route.action));
  return effects;
}

}  // namespace meshctl::simulate
