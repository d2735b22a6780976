// SPDX-License-Identifier: Apache-2.0
// IST0101 of upstream's search for conflicts: it files Gateways under selector and port, and finds nothing
// under the selector of a Gateway that has no port at all, unless a related one has. It calls that a selector
// that does not exist; what is wrong is that there are no servers.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/gateway_selectors.h"
#include "analyze/rules/gateways/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

bool IsEmpty(const model::Gateway& gateway) { return gateway.servers.empty() && !gateway.selector.empty(); }

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (std::ranges::none_of(mesh.gateways(), IsEmpty)) return;
  const GatewaySelectors& selectors = findings.Get(SelectorsOfGateways);
  const auto related = selectors.Related();
  std::vector<bool> has_servers(mesh.gateways().size());
  for (const model::Gateway& gateway : mesh.gateways()) {
    if (!gateway.servers.empty()) has_servers[selectors.NumberOf(gateway)] = true;
  }
  for (const model::Gateway& gateway : mesh.gateways()) {
    if (!IsEmpty(gateway)) continue;
    const auto& same = related[selectors.NumberOf(gateway)];
    if (std::ranges::any_of(same, [&](std::uint32_t number) { return has_servers[number]; })) continue;
    diag::Diagnostic& d =
        findings.Add(*gateway.object, (*gateway.selector.begin())->value.span(),
                     fmt::format("selector `{}` opens no port", gateway.selector.ToString()));
    d.primary.text = "no Gateway with this selector has `servers`";
    d.help = "add `servers`, or remove the Gateway";
  }
}

constexpr Kind kReads[] = {kind::kGateway, kind::kPod};

}  // namespace

constinit const Rule kGatewayWithoutServers = {
    .name = "gateway-without-servers",
    .code = "IST0101",
    .analyzers = {"gateway.ConflictingGatewayAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a Gateway has no servers, and no other one opens ports for its selector",
    .reads = kReads,
    .object_by_object = true,  // pods only tell which other Gateways count
    .check = Check,
};

}  // namespace meshctl::analyze
