// SPDX-License-Identifier: Apache-2.0
// IST0134. One finding for each port without a protocol that names its host; upstream takes only the mesh's
// proxyMetadata for a sign that addresses are allocated, and does not look at the resolution.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/destinations/rules.h"
#include "mesh/mesh.h"
#include "mesh/protocol.h"

namespace meshctl::analyze {
namespace {

bool IsOn(const mesh::MeshConfig& config, std::string_view setting) {
  auto at = config.proxy_metadata.find(setting);
  return at != config.proxy_metadata.end() && at->second == "true";
}

bool AllocatesAddresses(const mesh::MeshConfig& config) {
  return IsOn(config, "ISTIO_META_DNS_CAPTURE") &&
         (IsOn(config, "ISTIO_META_DNS_AUTO_ALLOCATE") || IsOn(config, "PILOT_ENABLE_IP_AUTOALLOCATE"));
}

bool HasAddresses(const model::ServiceEntry& entry) {
  return !entry.addresses.empty() || entry.object->Get("status").Get("addresses").size() > 0;
}

bool IsTcp(const model::Port& port) {
  return port.protocol->empty() || mesh::ParseProtocol(*port.protocol) == mesh::Protocol::kTcp;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (AllocatesAddresses(mesh.config())) return;
  for (const model::ServiceEntry& entry : mesh.service_entries()) {
    if (HasAddresses(entry)) continue;
    for (const model::Port& port : entry.ports) {
      if (!IsTcp(port)) continue;
      diag::Diagnostic& d =
          findings.Add(*entry.object, port.name.span, "TCP port of an entry without addresses");
      d.primary.text = "takes connections to any address on this port";
      d.help =
          "list the `addresses` of the hosts, or give the port a protocol that names its host, as TLS does";
    }
  }
}

constexpr Kind kReads[] = {kind::kMeshConfig, kind::kServiceEntry};

}  // namespace

constinit const Rule kEntryWithoutAddress = {
    .name = "entry-without-address",
    .code = "IST0134",
    .analyzers = {"serviceentry.Analyzer"},
    .level = diag::Level::kWarning,
    .summary = "a ServiceEntry for TCP takes connections to any address",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
