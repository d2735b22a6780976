// SPDX-License-Identifier: Apache-2.0
// IST0101 for `spec.gateways`. As upstream, `spec.http[].match[].gateways` is left alone.
#include <fmt/format.h>

#include <optional>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/known_names.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/routes/gateway_reference.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

KnownNames GatewayNames(const mesh::Mesh& mesh) {
  KnownNames names;
  for (const model::Gateway& gateway : mesh.gateways())
    names.Add(*gateway.object->namespace_, *gateway.object->name);
  for (const model::Object& object : mesh.manifests().objects()) {
    if (object.Is(kind::kKubernetesGateway.group, kind::kKubernetesGateway.name)) {
      names.Add(*object.namespace_, *object.name);
    }
  }
  return names;
}

// The entry that was probably meant: the name in its only namespace, else a similar name in the same one.
std::string Intended(const GatewayReference& reference, std::string_view own_ns, const KnownNames& names) {
  if (std::string_view ns = names.OnlyNamespaceOf(reference.name); !ns.empty()) {
    return fmt::format("{}/{}", ns, reference.name);
  }
  std::string_view near = names.NearestIn(reference.ns, reference.name);
  if (near.empty() || reference.ns == own_ns) return std::string(near);
  return fmt::format("{}/{}", reference.ns, near);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  std::optional<KnownNames> names;  // only made when something is wrong
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::Text& entry : vs.gateways) {
      auto reference = FindGateway(mesh, vs, *entry);
      if (!reference || reference->exists()) continue;
      diag::Diagnostic& d =
          findings.Add(*vs.object, entry.span, fmt::format("gateway `{}` does not exist", *entry));
      d.primary.text = reference->ns.empty()
                           ? "no Gateway of this name"
                           : fmt::format("no Gateway of this name in namespace `{}`", reference->ns);
      if (!names) names = GatewayNames(mesh);
      ProposeReplacement(entry, Intended(*reference, vs.ns(), *names), d);
    }
  }
}

constexpr Kind kReads[] = {kind::kKubernetesGateway, kind::kGateway, kind::kVirtualService};

}  // namespace

constinit const Rule kUnknownGateway = {
    .name = "unknown-gateway",
    .code = "IST0101",
    .analyzers = {"virtualservice.GatewayAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a VirtualService is bound to a gateway that does not exist",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
