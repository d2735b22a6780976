// SPDX-License-Identifier: Apache-2.0
// istiod asks for `http` routes where it makes a route configuration, for `tls` routes where TLS is passed
// through, and for `tcp` routes everywhere else.
#include "analyze/rules/traffic/server_traffic.h"

#include "mesh/protocol.h"
#include "route/compile/gateway_servers.h"

namespace meshctl::analyze {

Traffic TrafficOf(const model::Gateway& gateway, const model::Server& server) {
  route::OpenServer open;
  open.gateway = &gateway;
  open.server = &server;
  open.protocol = mesh::ParseProtocol(*server.port.protocol);
  if (open.protocol == mesh::Protocol::kAuto) return Traffic::kUnknown;
  if (open.plaintext_http()) return Traffic::kHttp;
  if (open.terminates_tls()) return open.protocol == mesh::Protocol::kHttps ? Traffic::kHttp : Traffic::kTcp;
  if (!open.passes_tls_through()) return Traffic::kTcp;
  return *server.tls->mode == "AUTO_PASSTHROUGH" ? Traffic::kNone : Traffic::kTls;
}

std::string_view FieldOf(Traffic traffic) {
  switch (traffic) {
    case Traffic::kHttp:
      return "http";
    case Traffic::kTls:
      return "tls";
    case Traffic::kTcp:
      return "tcp";
    case Traffic::kNone:
    case Traffic::kUnknown:
      break;
  }
  return {};
}

}  // namespace meshctl::analyze
