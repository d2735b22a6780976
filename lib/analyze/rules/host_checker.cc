// SPDX-License-Identifier: Apache-2.0
// Upstream knows the domain `cluster.local` only and takes every host in another one for missing
// (istio#48326). Neither manifests nor the mesh's settings tell the cluster's domain, so nobody can judge.
#include "analyze/rules/host_checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "mesh/host.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kDomain = "cluster.local";

// A host read as the name of a Kubernetes Service.
struct ServiceName {
  std::string_view name;
  std::string_view ns;
  std::string_view domain;  // what follows `svc.`; empty when nothing does
};

std::optional<ServiceName> AsServiceName(std::string_view host, std::string_view own_ns) {
  const std::size_t dot = host.find('.');
  if (dot == host.npos) return ServiceName{host, own_ns, kDomain};
  ServiceName parts{.name = host.substr(0, dot), .ns = host.substr(dot + 1), .domain = {}};
  constexpr std::string_view kService = ".svc";
  if (const std::size_t end = parts.ns.find(".svc."); end != parts.ns.npos) {
    parts.domain = parts.ns.substr(end + kService.size() + 1);
    parts.ns = parts.ns.substr(0, end);
  } else if (parts.ns.ends_with(kService)) {
    parts.ns.remove_suffix(kService.size());
  }
  if (parts.name.empty() || parts.ns.empty() || parts.ns.contains('.')) return std::nullopt;
  return parts;
}

}  // namespace

const mesh::Service* HostChecker::Resolve(const model::Object& object, const model::Text& host,
                                          std::string_view role, const std::vector<model::Text>& export_to) {
  const std::string_view ns = *object.namespace_;
  if (const mesh::Service* service = mesh_.services().FindForAnalysis(*host, ns, export_to)) return service;
  const auto hidden = mesh_.services().OfHost(mesh::ExpandForAnalysis(*host, ns));
  if (hidden.empty()) {
    AddUnknown(object, host, role);
  } else {
    AddHidden(object, host, role, hidden);
  }
  return nullptr;
}

void HostChecker::AddHidden(const model::Object& object, const model::Text& host, std::string_view role,
                            std::span<const mesh::Service* const> hidden) {
  diag::Diagnostic& d = findings_.Add(
      object, host.span,
      fmt::format("{} `{}` is not exported to namespace `{}`", role, *host, *object.namespace_));
  for (const mesh::Service* service : hidden)
    d.secondary.push_back({service->object->span(), "the host is defined here"});
  d.help = "add the namespace to its `exportTo`";
}

void HostChecker::AddUnknown(const model::Object& object, const model::Text& host, std::string_view role) {
  const std::string_view ns = *object.namespace_;
  if (std::string doubt = Doubt(*host, ns); !doubt.empty()) {
    findings_.Add(object, host.span, fmt::format("{} `{}` is not given", role, *host), Certainty::kCannotKnow)
        .primary.text = std::move(doubt);
    return;
  }
  diag::Diagnostic& d = findings_.Add(object, host.span, fmt::format("{} `{}` does not exist", role, *host));
  d.primary.text = "no Service or ServiceEntry has this host";
  if (!names_) names_.emplace(mesh_);
  ProposeReplacement(host, names_->Intended(*host, ns), d);
}

std::string HostChecker::Doubt(std::string_view host, std::string_view ns) const {
  if (mesh::IsWildcard(host)) {
    return findings_.KnowsCluster() ? std::string() : "Services that it covers may be deployed elsewhere";
  }
  const auto parts = AsServiceName(host, ns);
  if (!parts) return {};
  if (!findings_.Knows(kind::kService, parts->ns))
    return fmt::format("no Service of namespace `{}` was given", parts->ns);
  if (!parts->domain.empty() && parts->domain != kDomain &&
      mesh_.manifests().Find(kind::kService.group, kind::kService.name, parts->ns, parts->name)) {
    return fmt::format("the Service exists, if `{}` is the cluster's domain", parts->domain);
  }
  return {};
}

}  // namespace meshctl::analyze
