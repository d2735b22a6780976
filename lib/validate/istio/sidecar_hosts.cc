// SPDX-License-Identifier: Apache-2.0
// In `namespace/host` the namespace may be `*` (all), `.` (this one), `~` (none) or `~name` (all but this
// one).
#include "validate/istio/sidecar_hosts.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "validate/istio/addresses.h"
#include "validate/istio/hosts.h"
#include "validate/istio/labels.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kEgressWithoutHosts = {
    .code = "ISTIO0712", .name = "egress-without-hosts", .summary = "an egress listener sees no host"};
constinit const Rule kInvalidEgressHost = {
    .code = "ISTIO0713",
    .name = "invalid-egress-host",
    .summary =
        "a host of an egress listener is not `namespace/host` with a full DNS name, `*` or `*.` before one"};
constinit const Rule kRepeatedEgressHost = {
    .code = "ISTIO0714",
    .name = "repeated-egress-host",
    .level = diag::Level::kWarning,
    .summary = "a host of an egress listener is covered by another one"};
constinit const Rule kHostsBesideAll = {
    .code = "ISTIO0715",
    .name = "hosts-beside-all",
    .level = diag::Level::kWarning,
    .summary = "`*/*` is every host of every namespace; others add nothing"};

namespace {

struct EgressHost {
  std::string_view ns;
  std::string_view host;
};

/// Nothing for what names no hosts of a namespace, or is not written as it should be.
std::optional<EgressHost> Split(std::string_view text, std::string_view own) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.starts_with('~')) return std::nullopt;
  const std::string_view ns = text.substr(0, slash);
  return EgressHost{ns == "." ? own : ns, text.substr(slash + 1)};
}

void CheckHost(const yaml::Node& value, Verdict& verdict) {
  const std::string_view text = value.string();
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    At(verdict, kInvalidEgressHost, value, "is not `namespace/host`",
       Label("no namespace", "write `./host` for a host of this namespace, `*/host` for one of any"));
    return;
  }
  std::string_view ns = text.substr(0, slash);
  const std::string_view host = text.substr(slash + 1);
  if (ns.starts_with('~')) ns.remove_prefix(1);
  const bool known = (ns.empty() && slash > 0) || ns == "*" || ns == "." || IsLabel(ns);
  if (!known) {
    At(verdict, kInvalidEgressHost, value, "has no namespace in front of its `/`",
       Label("not `namespace/host`", "write a namespace, `.` for this one, `*` for all or `~` for none"));
  } else if (!IsWildcardDomain(host)) {
    At(verdict, kInvalidEgressHost, value, "names no host",
       Label(IsIpAddress(host) ? "an IP address is no host here" : "not a DNS name"));
  } else if (host != "*" && host.find('.') == std::string_view::npos) {
    At(verdict, kInvalidEgressHost, value, "names a host by its short name",
       Label("no dot", "write the full DNS name, or `*` for all hosts of the namespace"));
  } else if (HasPartialWildcard(host)) {
    At(verdict, kInvalidEgressHost, value, "has a `*` that is only part of a label",
       Label("partial wildcard", "write `*` or `*.` in front of a domain"));
  }
}

}  // namespace

void CheckEgressHosts(const yaml::Node& listener, std::string_view ns, Verdict& verdict) {
  const yaml::Node& hosts = listener.Get("hosts");
  if (hosts.size() == 0) {
    Missing(verdict, kEgressWithoutHosts, listener, "hosts", "is required: what the workload sees",
            Help("write `hosts: [\"./*\"]` for this namespace, `[\"~/*\"]` for nothing"));
  }
  const auto items = hosts.items();
  const yaml::Node* all = nullptr;
  bool others = false;
  for (const yaml::Node& value : items) {
    CheckHost(value, verdict);
    const std::optional<EgressHost> host = Split(value.string(), ns);
    if (!host) continue;
    if (host->ns == "*" && host->host == "*" && all == nullptr) all = &value;
    if (host->ns != "*") others = true;
    const auto before = items.first(static_cast<std::size_t>(&value - items.data()));
    const auto covering = std::ranges::find_if(before, [&](const yaml::Node& earlier) {
      const std::optional<EgressHost> other = Split(earlier.string(), ns);
      return other && other->ns == host->ns &&
             (other->host == host->host || other->host == "*" || host->host == "*");
    });
    if (covering == before.end()) continue;
    At(verdict, kRepeatedEgressHost, value, fmt::format("repeats `{}` in part or whole", covering->string()),
       {.label = "one covers the other", .secondary = {{covering->span(), "the other"}}});
  }
  if (all == nullptr || !others) return;
  At(verdict, kHostsBesideAll, *all, "is every host, beside which others add nothing",
     Label("all hosts of all namespaces", "remove it, or the other hosts"));
}

}  // namespace meshctl::validate::istio
