// SPDX-License-Identifier: Apache-2.0
// MESH0113. Where a route has several destinations, one without a weight has weight 0: istiod leaves it out.
// `weight: 0` says so openly and is left alone; that all weights are missing is for validation to report.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/rules.h"
#include "analyze/rules/traffic/weights.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    if (!DividesTraffic(vs)) continue;
    for (const Division& division : DivisionsOf(vs)) {
      if (division.parts.size() < 2 || division.total == 0) continue;
      for (const Part& part : division.parts) {
        if (*part.weight || part.weight.span) continue;
        diag::Diagnostic& d =
            findings.Add(*vs.object, part.destination->host.span,
                         fmt::format("destination {} of route `{}` gets no {}", NameOf(*part.destination),
                                     division.label, division.what));
        d.primary.text = "has no weight, which means 0";
        for (const Part& other : division.parts) {
          if (other.weight->value_or(0) <= 0) continue;
          d.secondary.push_back(
              {other.weight.span, fmt::format("{} of the {}", division.ShareOf(other), division.what)});
        }
        d.help = "give it a weight, or write `weight: 0` if that is meant";
      }
    }
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kDestinationWithoutWeight = {
    .name = "destination-without-weight",
    .code = "MESH0113",
    .level = diag::Level::kWarning,
    .summary = "one of several destinations has no weight and gets nothing",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
