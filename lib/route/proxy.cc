// SPDX-License-Identifier: Apache-2.0
// Finding the proxy somebody means. Names are matched as kubectl users write them; what cannot be found is
// answered with the nearest name and the choices.
#include "route/proxy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"

namespace meshctl::route {
namespace {

/// A name that may say its namespace.
struct Name {
  std::string_view name;
  std::string_view ns;  ///< empty: any

  bool Means(std::string_view other, std::string_view other_ns) const {
    return name == other && (ns.empty() || ns == other_ns);
  }
};

/// The ways to read `a.b`: `a` in namespace `b`, or the name `a.b`.
std::vector<Name> Readings(std::string_view text) {
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    return {{text.substr(slash + 1), text.substr(0, slash)}};
  }
  std::vector<Name> readings = {{text, {}}};
  if (const std::size_t dot = text.rfind('.'); dot != std::string_view::npos) {
    readings.push_back({text.substr(0, dot), text.substr(dot + 1)});
  }
  return readings;
}

std::string FullName(const Proxy& proxy) { return fmt::format("{}/{}", proxy.workload_ns, proxy.name); }

std::string Quoted(std::vector<std::string> names) {
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  constexpr std::size_t kShown = 8;
  const std::size_t more = names.size() > kShown ? names.size() - kShown : 0;
  names.resize(names.size() - more);
  std::string text = fmt::format("`{}`", fmt::join(names, "`, `"));
  if (more > 0) text += fmt::format(" and {} more", more);
  return text;
}

/// "there is no KIND `x`", with what was probably meant.
Error NotFound(std::string_view kind, std::string_view name, const std::vector<std::string>& names) {
  Error error = UsageError(fmt::format("there is no {} `{}`", kind, name));
  // People leave the namespace out, so the bare names are near as well.
  std::vector<std::string_view> candidates;
  for (const std::string& full : names) candidates.push_back(full);
  for (const std::string& full : names)
    candidates.push_back(std::string_view(full).substr(full.find('/') + 1));
  if (const std::string_view near = Nearest(name, candidates); !near.empty()) {
    error.hints.push_back(fmt::format("did you mean `{}`?", near));
  } else if (!names.empty()) {
    error.hints.push_back(fmt::format("there is {}", Quoted(names)));
  } else {
    error.hints.push_back(fmt::format("the manifests hold no {} at all", kind));
  }
  return error;
}

Error Ambiguous(std::string_view kind, std::string_view name, const std::vector<Proxy>& found) {
  std::vector<std::string> names;
  for (const Proxy& proxy : found) names.push_back(FullName(proxy));
  return UsageError(fmt::format("`{}` names {} {}s", name, found.size(), kind))
      .Hint(fmt::format("choose one of {}", Quoted(names)));
}

Proxy FromWorkload(const mesh::Workload& workload, Proxy::Kind kind) {
  Proxy proxy;
  proxy.kind = kind;
  proxy.name = workload.name;
  proxy.ns = proxy.workload_ns = workload.ns;
  proxy.labels = *workload.labels;
  for (const std::string& address : workload.pod_ips) {
    if (!address.empty()) proxy.addresses.push_back(address);
  }
  proxy.workload = &workload;
  proxy.span = workload.object->span();
  return proxy;
}

/// The name people know a Gateway by: that of the Gateway API object it was made of.
std::string NameOf(const model::Gateway& gateway) {
  return gateway.api_gateway.empty() ? fmt::format("{}/{}", gateway.ns(), gateway.name())
                                     : gateway.api_gateway;
}

/// The labels that the Service of a Gateway wants; null when it names no Service that selects anybody.
const model::Labels* LabelsBehind(const model::Gateway& gateway, const mesh::Mesh& mesh) {
  for (const std::string_view host : gateway.services) {
    for (const mesh::Service* service : mesh.services().OfHost(host)) {
      if (service->ns == gateway.services_ns && service->kubernetes && !service->kubernetes->selector.empty())
        return &service->kubernetes->selector;
    }
  }
  return nullptr;
}

Proxy Implied(const model::Gateway& gateway, const model::Labels& labels) {
  Proxy proxy;
  proxy.kind = Proxy::Kind::kGateway;
  proxy.name = fmt::format("({})", labels.empty() ? std::string("any") : labels.ToString());
  proxy.ns = proxy.workload_ns = gateway.services.empty() ? gateway.ns() : gateway.services_ns;
  proxy.labels = labels;
  proxy.span = gateway.selector_span ? gateway.selector_span : gateway.object->span();
  return proxy;
}

void AddOnce(Proxy proxy, std::vector<Proxy>& proxies) {
  const bool known = std::ranges::any_of(proxies, [&](const Proxy& other) {
    return proxy.workload ? other.workload == proxy.workload
                          : !other.workload && other.labels == proxy.labels && other.ns == proxy.ns;
  });
  if (!known) proxies.push_back(std::move(proxy));
}

void AddProxiesOf(const model::Gateway& gateway, const mesh::Mesh& mesh, std::vector<Proxy>& proxies) {
  const std::vector<const mesh::Workload*> workloads = mesh.WorkloadsOf(gateway);
  for (const mesh::Workload* workload : workloads)
    AddOnce(FromWorkload(*workload, Proxy::Kind::kGateway), proxies);
  if (!workloads.empty()) return;
  if (gateway.services.empty()) return AddOnce(Implied(gateway, gateway.selector), proxies);
  if (const model::Labels* labels = LabelsBehind(gateway, mesh)) AddOnce(Implied(gateway, *labels), proxies);
}

}  // namespace

Proxy SidecarOf(const mesh::Workload& workload) { return FromWorkload(workload, Proxy::Kind::kSidecar); }

std::vector<Proxy> GatewayProxies(const mesh::Mesh& mesh) {
  std::vector<Proxy> proxies;
  for (const model::Gateway& gateway : mesh.gateways()) AddProxiesOf(gateway, mesh, proxies);
  return proxies;
}

Result<Proxy> FindSidecar(const mesh::Mesh& mesh, std::string_view name) {
  std::vector<std::string> names;
  std::vector<Proxy> found;
  const std::vector<Name> readings = Readings(name);
  for (const mesh::Workload& workload : mesh.workloads().all()) {
    names.push_back(fmt::format("{}/{}", workload.ns, workload.name));
    const bool meant =
        std::ranges::any_of(readings, [&](const Name& r) { return r.Means(workload.name, workload.ns); });
    if (meant) found.push_back(SidecarOf(workload));
  }
  if (found.size() == 1) return std::move(found.front());
  return std::unexpected(found.empty() ? NotFound("workload", name, names)
                                       : Ambiguous("workload", name, found));
}

Result<Proxy> FindGateway(const mesh::Mesh& mesh, std::string_view name) {
  std::vector<std::string> names;
  std::vector<Proxy> found;
  const std::vector<Name> readings = Readings(name);
  const auto meant = [&](std::string_view other, std::string_view ns) {
    return std::ranges::any_of(readings, [&](const Name& reading) { return reading.Means(other, ns); });
  };
  for (const model::Gateway& gateway : mesh.gateways()) {
    const std::string full = NameOf(gateway);
    const std::size_t slash = full.find('/');
    if (meant(std::string_view(full).substr(slash + 1), std::string_view(full).substr(0, slash)))
      AddProxiesOf(gateway, mesh, found);
    names.push_back(full);
  }
  for (const Proxy& proxy : GatewayProxies(mesh)) {
    if (proxy.workload) names.push_back(FullName(proxy));
    if (meant(proxy.name, proxy.workload_ns)) AddOnce(proxy, found);
  }
  if (found.size() == 1) return std::move(found.front());
  return std::unexpected(found.empty() ? NotFound("gateway", name, names)
                                       : Ambiguous("gateway", name, found));
}

}  // namespace meshctl::route
