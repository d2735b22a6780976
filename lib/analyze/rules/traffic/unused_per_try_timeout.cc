// SPDX-License-Identifier: Apache-2.0
// MESH0118. Envoy ignores the timeout of a try that is not below the timeout of all tries together (router,
// FilterUtility::finalTimeout): a slow try then takes all the time there is and is never repeated.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/rules.h"
#include "base/duration.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void CheckRoute(const model::VirtualService& vs, const model::HttpRoute& route, Findings& findings) {
  if (!*route.timeout || !route.retries || !*route.retries->per_try_timeout) return;
  const Nanoseconds whole = **route.timeout, one = **route.retries->per_try_timeout;
  if (whole.count() <= 0 || one < whole || route.retries->attempts->value_or(0) <= 0) return;
  diag::Diagnostic& d =
      findings.Add(*vs.object, route.retries->per_try_timeout.span,
                   fmt::format("`perTryTimeout` of `{}` has no effect beside a timeout of `{}`",
                               ToString(one), ToString(whole)));
  d.primary.text = "ignored, as it is not shorter";
  d.secondary.push_back({route.timeout.span, "for all tries together"});
  d.notes.emplace_back("a try that hangs uses up the whole timeout and is not repeated");
  d.help = "make `timeout` longer than all tries together, or `perTryTimeout` shorter";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::HttpRoute& route : vs.http) CheckRoute(vs, route, findings);
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kUnusedPerTryTimeout = {
    .name = "unused-per-try-timeout",
    .code = "MESH0118",
    .level = diag::Level::kWarning,
    .summary = "the timeout of a try is as long as that of all tries and is ignored",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
