// SPDX-License-Identifier: Apache-2.0
// As istiod composes them (ComposePeerAuthentication): a policy with a selector in the root namespace
// concerns nobody, and UNSET at any level asks the level above.
#include "mesh/mutual_tls.h"

#include <algorithm>

#include "mesh/mesh.h"

namespace meshctl::mesh {
namespace {

bool SelectsAll(const model::PeerAuthentication& policy) {
  return !policy.selector || policy.selector->empty();
}

}  // namespace

PeerAuthentications::PeerAuthentications(const Mesh& mesh) : mesh_(mesh) {
  const auto& policies = mesh.peer_authentications();
  for (std::uint32_t number = 0; number < policies.size(); ++number) {
    const model::PeerAuthentication& policy = policies[number];
    const std::string_view ns = *policy.object->namespace_;
    if (SelectsAll(policy)) {
      namespaces_.emplace(ns, &policy);  // the oldest comes first and stays
    } else if (ns != mesh.config().root_namespace) {
      selectors_.Add(ns, *policy.selector, number);
    }
  }
  selectors_.Freeze();
}

bool PeerAuthentications::empty() const { return mesh_.peer_authentications().empty(); }

const model::PeerAuthentication* PeerAuthentications::OfWorkload(std::string_view ns,
                                                                 const model::Labels& labels) const {
  const auto selecting = selectors_.Selecting(ns, labels);
  return selecting.empty() ? nullptr : &mesh_.peer_authentications()[selecting.front()];
}

MtlsDecision PeerAuthentications::Of(std::string_view ns, const model::Labels& labels) const {
  const model::PeerAuthentication* scopes[] = {OfWorkload(ns, labels), nullptr, nullptr};
  if (auto own = namespaces_.find(ns); own != namespaces_.end()) scopes[1] = own->second;
  if (auto root = namespaces_.find(mesh_.config().root_namespace); root != namespaces_.end())
    scopes[2] = root->second;
  for (const model::PeerAuthentication* policy : scopes) {
    if (!policy) continue;
    if (auto mode = ParseMtlsMode(*policy->mode)) return {*mode, policy, policy->mode.span};
  }
  return {};
}

MtlsDecision PeerAuthentications::OnPort(std::string_view ns, const model::Labels& labels,
                                         std::int64_t port) const {
  if (const model::PeerAuthentication* own = OfWorkload(ns, labels)) {
    auto setting =
        std::ranges::find_if(own->port_level, [port](const auto& s) { return s.port.value == port; });
    if (setting != own->port_level.end()) {
      if (auto mode = ParseMtlsMode(*setting->mode)) return {*mode, own, setting->mode.span};
    }
  }
  return Of(ns, labels);
}

std::optional<MtlsMode> ParseMtlsMode(std::string_view mode) {
  if (mode == "DISABLE") return MtlsMode::kDisable;
  if (mode == "PERMISSIVE") return MtlsMode::kPermissive;
  if (mode == "STRICT") return MtlsMode::kStrict;
  return std::nullopt;
}

}  // namespace meshctl::mesh
