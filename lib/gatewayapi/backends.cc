// SPDX-License-Identifier: Apache-2.0
// A backend that may not be used, or that Istio does not know, leaves an empty destination behind, so that
// its share of requests is answered with 500. A backend that is written wrongly refuses the whole route.
#include "gatewayapi/backends.h"

#include <fmt/format.h>

#include <algorithm>

namespace meshctl::gatewayapi {
namespace {

constexpr std::string_view kMultiCluster = "multicluster.x-k8s.io";
constexpr std::string_view kInference = "inference.networking.k8s.io";

ResolvedBackend Refused(const Backend& backend, const Parts& parts, std::string reason) {
  ResolvedBackend resolved;
  resolved.destination.span = backend.ref.span;
  resolved.destination.complete = true;
  resolved.destination.refusal = parts.made.Keep(std::move(reason));
  return resolved;
}

ResolvedBackend Wrong(const Backend& backend, std::string reason) {
  ResolvedBackend resolved;
  resolved.error = HardError{backend.ref.span, std::move(reason)};
  return resolved;
}

ResolvedBackend Destination(const Backend& backend, std::string host, const Parts& parts) {
  if (!backend.port.value) return Wrong(backend, fmt::format("backend `{}` has no port", *backend.ref.name));
  ResolvedBackend resolved;
  resolved.destination.span = backend.ref.span;
  resolved.destination.host = parts.Keep(std::move(host), backend.ref.name.span);
  resolved.destination.port = backend.port;
  resolved.destination.complete = true;
  return resolved;
}

/// Whether a host of the mesh lives in `ns`.
bool HasHost(std::string_view host, std::string_view ns, const Parts& parts) {
  const std::string suffix = parts.ServiceHost("", ns);
  if (host.ends_with(suffix) && parts.HasService(host.substr(0, host.size() - suffix.size()), ns))
    return true;
  return parts.entry_hosts.contains({ns, host});
}

}  // namespace

ResolvedBackend Resolve(const Backend& backend, const Route& route, GrantPolicy grants, const Parts& parts) {
  const Reference& ref = backend.ref;
  const std::string_view ns = ref.NamespaceFrom(route.ns());
  if (grants == GrantPolicy::kEnforced && ns != route.ns() &&
      !parts.grants.Allow(Name(route.kind), route.ns(), *ref.group, *ref.kind, ns, *ref.name)) {
    return Refused(backend, parts,
                   fmt::format("no ReferenceGrant in namespace `{}` lets {}s of namespace `{}` use {} `{}`",
                               ns, Name(route.kind), route.ns(), *ref.kind, *ref.name));
  }
  if (ref.Is("", "Service") || ref.Is(kMultiCluster, "ServiceImport")) {
    if (ref.Is("", "Service") && ref.name->find('.') != std::string_view::npos)
      return Wrong(backend, fmt::format("backend `{}` is a host name, and the name of a Service is wanted",
                                        *ref.name));
    return Destination(backend, parts.ServiceHost(*ref.name, ns), parts);
  }
  if (ref.Is(model::kNetworking, "Hostname")) {
    if (ref.ns.span) return Wrong(backend, "a backend of kind `Hostname` has no namespace");
    return Destination(backend, std::string(*ref.name), parts);
  }
  if (ref.Is(kInference, "InferencePool") || ref.Is(kExperimentalGroup, "XBackend"))
    return Refused(backend, parts,
                   fmt::format("backends of kind `{}` are not enabled by default", *ref.kind));
  return Refused(backend, parts, fmt::format("Istio knows no backends of kind `{}`", *ref.kind));
}

std::string WhyNoMirror(const Backend& backend, const ResolvedBackend& resolved, const Route& route,
                        const Parts& parts) {
  if (resolved.error) return resolved.error->reason;
  if (!resolved.destination.refusal.empty()) return std::string(resolved.destination.refusal);
  const std::string_view ns = backend.ref.NamespaceFrom(route.ns());
  if (backend.ref.Is(model::kNetworking, "Hostname")) {
    return HasHost(*backend.ref.name, ns, parts)
               ? std::string()
               : fmt::format("namespace `{}` has no host `{}`", ns, *backend.ref.name);
  }
  return parts.HasService(*backend.ref.name, ns)
             ? std::string()
             : fmt::format("there is no Service `{}/{}`", ns, *backend.ref.name);
}

std::vector<const Backend*> WeightedBackends(const RouteRule& rule) {
  std::vector<const Backend*> weighted;
  for (const Backend& backend : rule.backends) {
    if (backend.weight != 0) weighted.push_back(&backend);
  }
  return weighted;
}

}  // namespace meshctl::gatewayapi
