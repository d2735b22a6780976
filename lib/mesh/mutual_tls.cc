// SPDX-License-Identifier: Apache-2.0
// As istiod composes them (ComposePeerAuthentication): a policy with a selector in the root namespace
// concerns nobody, and UNSET at any level asks the level above.
#include "mesh/mutual_tls.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "mesh/mesh.h"

namespace meshctl::mesh {
namespace {

bool SelectsAll(const model::PeerAuthentication& policy) {
  return !policy.selector || policy.selector->empty();
}

/// What a policy says itself; nothing when it leaves the mode to a wider scope.
std::optional<MtlsDecision> ModeOf(const model::PeerAuthentication* policy) {
  if (!policy) return std::nullopt;
  const std::optional<MtlsMode> mode = ParseMtlsMode(*policy->mode);
  if (!mode) return std::nullopt;
  return MtlsDecision{*mode, policy, policy->mode.span};
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

const model::PeerAuthentication* PeerAuthentications::WithoutSelector(std::string_view ns) const {
  const auto found = namespaces_.find(ns);
  return found == namespaces_.end() ? nullptr : found->second;
}

MtlsDecision PeerAuthentications::Of(std::string_view ns, const model::Labels& labels) const {
  if (std::optional<MtlsDecision> own = ModeOf(OfWorkload(ns, labels))) return *own;
  return OfNamespace(ns);
}

MtlsDecision PeerAuthentications::OfNamespace(std::string_view ns) const {
  if (std::optional<MtlsDecision> own = ModeOf(WithoutSelector(ns))) return *own;
  return ModeOf(WithoutSelector(mesh_.config().root_namespace)).value_or(MtlsDecision{});
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

std::string_view Name(MtlsMode mode) {
  static constexpr std::array<std::string_view, 3> kNames = {"DISABLE", "PERMISSIVE", "STRICT"};
  return kNames[static_cast<std::size_t>(mode)];
}

std::optional<MtlsMode> ParseMtlsMode(std::string_view mode) {
  if (mode == "DISABLE") return MtlsMode::kDisable;
  if (mode == "PERMISSIVE") return MtlsMode::kPermissive;
  if (mode == "STRICT") return MtlsMode::kStrict;
  return std::nullopt;
}

}  // namespace meshctl::mesh
