// SPDX-License-Identifier: Apache-2.0
// MESH0103. Istio once wanted weights to sum to 100 and now divides each by their sum, so that nobody hears
// of a slip. Weights that are plainly meant as parts (`1` and `3`, equal ones, thousandths) are left alone,
// and so is a sum that rounding explains.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/rules.h"
#include "analyze/rules/traffic/weights.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

bool HasWeight(const Part& part) { return part.weight->value_or(0) > 0; }

bool LooksLikePercent(const Division& division) {
  if (division.total <= 50 || division.total >= 200 || std::abs(division.total - 100) <= 1) return false;
  const auto weighted = std::ranges::find_if(division.parts, HasWeight);
  return std::ranges::any_of(
      division.parts, [&](const Part& part) { return HasWeight(part) && *part.weight != *weighted->weight; });
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    if (!DividesTraffic(vs)) continue;
    for (const Division& division : DivisionsOf(vs)) {
      if (division.parts.size() < 2 || !LooksLikePercent(division)) continue;
      diag::Diagnostic* finding = nullptr;
      for (const Part& part : division.parts) {
        if (!HasWeight(part)) continue;
        std::string share = fmt::format("{} of the {}", division.ShareOf(part), division.what);
        if (finding) {
          finding->secondary.push_back({part.weight.span, std::move(share)});
          continue;
        }
        finding = &findings.Add(
            *vs.object, part.weight.span,
            fmt::format("weights of route `{}` sum to {}, not 100", division.label, division.total));
        finding->primary.text = std::move(share);
        finding->notes.emplace_back("each destination gets its weight divided by the sum of all");
        finding->help = "make the weights sum to 100";
      }
    }
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kWeightsNot100 = {
    .name = "weights-not-100",
    .code = "MESH0103",
    .level = diag::Level::kInfo,
    .summary = "weights that look like percentages and do not sum to 100",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
