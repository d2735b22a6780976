// SPDX-License-Identifier: Apache-2.0
// Mutual TLS is what proves who a caller is. Where a PeerAuthentication turns it off, callers have no
// principal, no namespace and no account: rules that ask for one never hold, so ALLOW denies and DENY allows.
// ztunnel does not turn it off (mtls-disabled-in-ambient), so only workloads with sidecars count.
#include <fmt/format.h>

#include <algorithm>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/caller.h"
#include "analyze/rules/empty_selection.h"
#include "analyze/rules/membership.h"
#include "mesh/mesh.h"
#include "mesh/mutual_tls.h"

namespace meshctl::analyze {
namespace {

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), findings_(findings), peers_(mesh) {}

  void Check() {
    if (std::ranges::none_of(mesh_.peer_authentications(), TurnsOff)) return;
    for (const model::AuthorizationPolicy& policy : mesh_.authorization_policies()) CheckPolicy(policy);
  }

 private:
  static bool TurnsOff(const model::PeerAuthentication& peer) { return *peer.mode == "DISABLE"; }

  // The decision that turns mutual TLS off for all ports of a workload.
  std::optional<mesh::MtlsDecision> TurnedOff(const mesh::Workload& workload) const {
    const model::PeerAuthentication* own = peers_.OfWorkload(workload.ns, *workload.labels);
    const bool on_some_port = own && std::ranges::any_of(own->port_level, [](const model::PortMtls& port) {
                                const auto mode = mesh::ParseMtlsMode(*port.mode);
                                return mode && *mode != mesh::MtlsMode::kDisable;
                              });
    const mesh::MtlsDecision decision = peers_.Of(workload.ns, *workload.labels);
    if (on_some_port || decision.mode != mesh::MtlsMode::kDisable) return std::nullopt;
    return decision;
  }

  void CheckPolicy(const model::AuthorizationPolicy& policy) {
    source::Span identity;
    for (const model::PolicyRule& rule : policy.rules) {
      if (!identity) identity = FirstIdentity(rule);
    }
    if (!identity || !policy.target_refs.empty()) return;
    static const model::Labels kEverything;
    const mesh::Workload* example = nullptr;
    std::optional<mesh::MtlsDecision> off;
    for (const mesh::Workload* workload :
         SelectedBy(mesh_, *policy.object->namespace_, policy.selector ? *policy.selector : kEverything)) {
      if (!workload->pods || !HasSidecar(mesh_, *workload->pods)) continue;
      off = TurnedOff(*workload);
      if (!off) return;
      example = workload;
    }
    if (example) AddFinding(policy, identity, *example, *off);
  }

  void AddFinding(const model::AuthorizationPolicy& policy, source::Span identity,
                  const mesh::Workload& workload, const mesh::MtlsDecision& off) {
    const bool deny = *policy.action == "DENY";
    diag::Diagnostic& d =
        findings_.Add(*policy.object, identity,
                      fmt::format("policy `{}` asks who is calling `{}`, which takes no mutual TLS",
                                  *policy.object->name, workload.name));
    d.primary.text =
        deny ? "never known, so that nothing is denied" : "never known, so that nothing is allowed";
    d.secondary.push_back({off.span, "mutual TLS is turned off here"});
    d.help = "use `STRICT` or `PERMISSIVE` there, or decide by something else than the caller's identity";
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  mesh::PeerAuthentications peers_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

constexpr Kind kReads[] = {kind::kAuthorizationPolicy, kind::kMeshConfig, kind::kNamespace,
                           kind::kPeerAuthentication, kind::kPod};

}  // namespace

constinit const Rule kIdentityWithoutMtls = {
    .name = "identity-without-mtls",
    .code = "MESH0207",
    .level = diag::Level::kError,
    .summary = "a policy asks for identities where mutual TLS is turned off",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
