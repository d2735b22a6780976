// SPDX-License-Identifier: Apache-2.0
// Envoy's fault filter stands before the CORS filter and the router: what it aborts, no other part of the
// rule sees. A gRPC status goes to gRPC clients in a trailer under status 200, to others as the status it
// maps to.
#include "simulate/abort.h"

#include <fmt/format.h>

#include "route/grpc_status.h"

namespace meshctl::simulate {
namespace {

std::uint32_t StatusOf(const route::Fault& fault, const http::Request& request) {
  if (fault.abort_grpc_status.empty()) return fault.abort_status;
  const bool grpc = request.header("content-type").value_or("").starts_with("application/grpc");
  return grpc ? 200 : route::HttpStatusOfGrpc(fault.abort_grpc_code.value_or(2));
}

}  // namespace

void AddAbort(const http::Request& request, const route::Decision& decision, Answer& answer) {
  if (!decision.route || !decision.route->action->fault) return;
  const route::Fault& fault = *decision.route->action->fault;
  if (fault.abort_percent <= 0) return;
  const std::uint32_t status = StatusOf(fault, request);
  const std::string grpc = fault.abort_grpc_status.empty()
                               ? std::string()
                               : fmt::format(" with gRPC status {}", fault.abort_grpc_status);
  if (fault.abort_percent >= 100) {
    answer.status = status;
    answer.summary = fmt::format("{}: aborted by the rule's `fault`{}", status, grpc);
    answer.targets.clear();
    answer.location.clear();
    answer.body.clear();
    return;
  }
  answer.summary +=
      fmt::format("; {} for {:g} %: aborted by the rule's `fault`{}", status, fault.abort_percent, grpc);
}

}  // namespace meshctl::simulate
