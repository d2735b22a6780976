// SPDX-License-Identifier: Apache-2.0
// MESH0108. Envoy's route timeout covers all tries together, `attempts` counts those after the first one, and
// the timeout of a try cuts off a slow one. Tries that do not fit are never begun. A budget smaller than the
// sum is a sound design too, hence a hint only.
#include <fmt/format.h>

#include <limits>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/rules.h"
#include "base/duration.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// Of the field; more is for validation to report.
constexpr std::int64_t kMostAttempts = std::numeric_limits<std::int32_t>::max();

void CheckRoute(const model::VirtualService& vs, const model::HttpRoute& route, Findings& findings) {
  if (!*route.timeout || !route.retries || !*route.retries->per_try_timeout) return;
  const Nanoseconds whole = **route.timeout, one = **route.retries->per_try_timeout;
  const std::int64_t attempts = route.retries->attempts->value_or(0);
  if (whole.count() <= 0 || one.count() <= 0 || attempts <= 0 || one >= whole) return;
  // The tries that begin before time is up; divided so that no sum can overflow.
  const std::int64_t begun = (whole.count() - 1) / one.count() + 1;
  if (begun > attempts || attempts > kMostAttempts) return;
  diag::Diagnostic& d = findings.Add(*vs.object, route.timeout.span,
                                     fmt::format("timeout `{}` is over before all {} tries of `{}` are made",
                                                 ToString(whole), attempts + 1, ToString(one)));
  d.primary.text = fmt::format("room for {} slow {}", begun, begun == 1 ? "try" : "tries");
  d.secondary.push_back({route.retries->attempts.span, "as many more after the first one"});
  d.secondary.push_back({route.retries->per_try_timeout.span, "for each"});
  d.help = "raise `timeout`, or lower `attempts` or `perTryTimeout`";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::HttpRoute& route : vs.http) CheckRoute(vs, route, findings);
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kTimeoutBelowRetries = {
    .name = "timeout-below-retries",
    .code = "MESH0108",
    .level = diag::Level::kInfo,
    .summary = "a timeout that ends before all retries can be made",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
