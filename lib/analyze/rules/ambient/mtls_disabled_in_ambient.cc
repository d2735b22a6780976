// SPDX-License-Identifier: Apache-2.0
// ztunnel always takes mutual TLS; it reads DISABLE as PERMISSIVE. So whoever relies on plain text at a
// workload, or on its callers being unknown, is disappointed. Where sidecars are concerned too, DISABLE has a
// meaning.
#include <fmt/format.h>

#include <algorithm>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/ambient/captured.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/membership.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// Where the policy turns mutual TLS off: for all ports, else for the first of them.
source::Span TurnsOff(const model::PeerAuthentication& policy) {
  if (*policy.mode == "DISABLE") return policy.mode.span;
  auto port = std::ranges::find_if(policy.port_level, [](const auto& p) { return *p.mode == "DISABLE"; });
  return port == policy.port_level.end() ? source::Span() : port->mode.span;
}

void CheckPolicy(const mesh::Mesh& mesh, const CapturedWorkloads& captured,
                 const model::PeerAuthentication& policy, Findings& findings) {
  const source::Span at = TurnsOff(policy);
  if (!at) return;
  static const model::Labels kEverything;
  const std::string_view ns = *policy.object->namespace_;
  const model::Labels& selector = policy.selector ? *policy.selector : kEverything;
  const auto concerned = captured.SelectedBy(ns, selector);
  if (concerned.empty()) return;
  const bool root = ns == mesh.config().root_namespace;
  const auto all =
      root ? mesh.workloads().MatchingAnywhere(selector) : mesh.workloads().Matching(ns, selector);
  const bool sidecars = std::ranges::any_of(all, [&](const mesh::Workload* workload) {
    return !workload->pods || HasSidecar(mesh, *workload->pods);
  });
  if (sidecars) return;
  diag::Diagnostic& d = findings.Add(
      *policy.object, at, fmt::format("mutual TLS cannot be turned off for `{}`", concerned.front()->name));
  d.primary.text = "ztunnel reads this as `PERMISSIVE`";
  d.help = "write `PERMISSIVE`, or take the workload out of the mesh with `istio.io/dataplane-mode: none`";
  d.fixes.push_back({.title = "replace `DISABLE` by `PERMISSIVE`",
                     .edits = {{at, "PERMISSIVE"}},
                     .safety = diag::Safety::kUnsafe});
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.peer_authentications().empty()) return;
  const CapturedWorkloads& captured = findings.Get(Captured);
  if (captured.empty()) return;
  for (const model::PeerAuthentication& policy : mesh.peer_authentications())
    CheckPolicy(mesh, captured, policy, findings);
}

constexpr Kind kReads[] = {kind::kMeshConfig, kind::kNamespace, kind::kPeerAuthentication, kind::kPod,
                           kind::kWorkloadEntry};

}  // namespace

constinit const Rule kMtlsDisabledInAmbient = {
    .name = "mtls-disabled-in-ambient",
    .code = "MESH0307",
    .level = diag::Level::kWarning,
    .summary = "a PeerAuthentication turns mutual TLS off for ambient workloads, which ztunnel does not do",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
