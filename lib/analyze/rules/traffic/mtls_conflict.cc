// SPDX-License-Identifier: Apache-2.0
// MESH0110. A DestinationRule that names a TLS mode has the last word: Istio does not adapt it to what the
// server takes, as it does when none is named. DISABLE, SIMPLE and MUTUAL are refused where mutual TLS is
// STRICT, and ISTIO_MUTUAL by a proxy for which it is turned off. Decided for each port of each Service, with
// the policies of its Pods. Only Pods with a sidecar count: what others speak is not known.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/traffic/rules.h"
#include "mesh/endpoints.h"
#include "mesh/host.h"
#include "mesh/mesh.h"
#include "mesh/mutual_tls.h"

namespace meshctl::analyze {
namespace {

const model::Labels kNoLabels;

// A TLS mode written in a DestinationRule, and whom it is for.
struct WrittenMode {
  const model::ClientTls* tls = nullptr;
  const model::PortPolicy* port = nullptr;       // null: for all ports but `except`
  const model::TrafficPolicy* except = nullptr;  // whose ports have settings of their own
  const model::Subset* subset = nullptr;         // null: for all endpoints

  bool Concerns(std::uint32_t number) const {
    if (port) return port->port->value_or(0) == number;
    return std::ranges::none_of(
        except->port_level, [&](const model::PortPolicy& own) { return own.port->value_or(0) == number; });
  }
};

void AddModes(const model::TrafficPolicy& policy, const model::Subset* subset,
              std::vector<WrittenMode>& modes) {
  if (policy.tls) modes.push_back({&*policy.tls, nullptr, &policy, subset});
  for (const model::PortPolicy& port : policy.port_level) {
    if (port.tls) modes.push_back({&*port.tls, &port, nullptr, subset});
  }
}

std::vector<WrittenMode> ModesOf(const model::DestinationRule& rule) {
  std::vector<WrittenMode> modes;
  if (rule.traffic_policy) AddModes(*rule.traffic_policy, nullptr, modes);
  for (const model::Subset& subset : rule.subsets) {
    if (subset.traffic_policy) AddModes(*subset.traffic_policy, &subset, modes);
  }
  return modes;
}

// Whether requests sent so are refused.
bool Conflict(std::string_view client, mesh::MtlsMode server) {
  if (client == "ISTIO_MUTUAL") return server == mesh::MtlsMode::kDisable;
  return server == mesh::MtlsMode::kStrict;
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), findings_(findings), peers_(mesh) {}

  void Check(const model::DestinationRule& rule) {
    std::vector<WrittenMode> modes = ModesOf(rule);
    if (modes.empty()) return;
    const std::string host = mesh::ExpandForRouting(*rule.host, rule.ns(), mesh_.config().short_name_domain);
    for (const mesh::Service* service : mesh_.services().Overlapping(host)) {
      if (!service->kubernetes || modes.empty()) continue;
      const mesh::MergedRule* in_force = mesh_.destination_rules_by_host().Find(
          service->hostname, service->ns, rule.ns(),
          rule.workload_selector ? *rule.workload_selector : kNoLabels);
      if (!in_force) continue;
      std::erase_if(modes, [&](const WrittenMode& mode) {
        return IsInForce(mode, rule, *in_force) && CheckMode(rule, mode, *service);
      });
    }
  }

 private:
  static bool IsInForce(const WrittenMode& mode, const model::DestinationRule& rule,
                        const mesh::MergedRule& in_force) {
    return mode.subset ? std::ranges::find(in_force.subsets, mode.subset) != in_force.subsets.end()
                       : in_force.policy_of == &rule;
  }

  // Reports the first conflict; whether there is one.
  bool CheckMode(const model::DestinationRule& rule, const WrittenMode& mode, const mesh::Service& service) {
    for (const mesh::ServicePort& port : service.ports) {
      if (!mode.Concerns(port.number)) continue;
      const mesh::Workload* last = nullptr;
      for (const mesh::Endpoint& endpoint : mesh_.EndpointsOf(service, port)) {
        if (endpoint.workload == last) continue;  // another Pod of the same
        last = endpoint.workload;
        if (mode.subset && !endpoint.labels->Satisfy(mode.subset->labels)) continue;
        if (!last || !last->pods || !HasSidecar(mesh_, *last->pods) || IsAmbient(mesh_, *last->pods))
          continue;
        const mesh::MtlsDecision server = peers_.OnPort(last->ns, *last->labels, endpoint.port);
        if (!server.by || !Conflict(*mode.tls->mode, server.mode)) continue;
        Report(rule, mode, service, port, *last, server);
        return true;
      }
    }
    return false;
  }

  void Report(const model::DestinationRule& rule, const WrittenMode& mode, const mesh::Service& service,
              const mesh::ServicePort& port, const mesh::Workload& workload,
              const mesh::MtlsDecision& server) {
    const bool strict = server.mode == mesh::MtlsMode::kStrict;
    const std::string_view client = mode.tls->mode->empty() ? "DISABLE" : *mode.tls->mode;
    diag::Diagnostic& d =
        findings_.Add(*rule.object, mode.tls->mode.span ? mode.tls->mode.span : mode.tls->span,
                      fmt::format("TLS mode `{}` towards `{}.{}` port {} is refused", client, service.name,
                                  service.ns, port.number));
    d.primary.text = strict ? "clients do not send mutual TLS" : "clients send mutual TLS";
    d.secondary.push_back(
        {server.span, strict ? "the server takes nothing else" : "the server does not take it"});
    d.secondary.push_back({workload.object->span(), "this is the server"});
    d.help = strict ? "use `ISTIO_MUTUAL`, or leave `tls` out: Istio then sends what the server takes"
                    : "leave `tls` out: Istio then sends what the server takes";
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  mesh::PeerAuthentications peers_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.peer_authentications().empty()) return;
  Checker checker(mesh, findings);
  for (const model::DestinationRule& rule : mesh.destination_rules()) checker.Check(rule);
}

constexpr Kind kReads[] = {kind::kDestinationRule,    kind::kMeshConfig, kind::kNamespace,
                           kind::kPeerAuthentication, kind::kPod,        kind::kService};

}  // namespace

constinit const Rule kMtlsConflict = {
    .name = "mtls-conflict",
    .code = "MESH0110",
    .level = diag::Level::kError,
    .summary = "a DestinationRule names a TLS mode that the server refuses",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
