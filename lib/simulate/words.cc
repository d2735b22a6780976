// SPDX-License-Identifier: Apache-2.0
// Names of things on a request's way, the same in every rendering.
#include "simulate/words.h"

#include <fmt/format.h>

namespace meshctl::simulate {

source::Span PlaceOf(const route::Origin& origin) { return origin.match ? origin.match : origin.rule; }

std::string NameOf(const route::Origin& origin, std::string_view host_source) {
  if (origin.object.empty()) return {};
  // The object is named once, by the virtual host; rules of another one say so.
  if (origin.object == host_source) return origin.field;
  return origin.field.empty() ? origin.object : fmt::format("{} {}", origin.object, origin.field);
}

std::string Join(std::string_view name, std::string_view text) {
  return name.empty() ? std::string(text) : fmt::format("{}: {}", name, text);
}

std::string EndpointName(const route::Endpoint& endpoint) {
  std::string name = endpoint.address.empty() ? fmt::format("pod {}, port {}", endpoint.pod, endpoint.port)
                                              : fmt::format("{}:{}", endpoint.address, endpoint.port);
  if (!endpoint.address.empty() && !endpoint.pod.empty()) name += fmt::format(", pod {}", endpoint.pod);
  if (!endpoint.ready) name += ", not ready";
  return name;
}

std::string ProxyName(const route::Proxy& proxy) {
  const bool gateway = proxy.kind == route::Proxy::Kind::kGateway;
  return fmt::format("{} {}/{}", gateway ? "gateway" : "sidecar", proxy.workload_ns, proxy.name);
}

}  // namespace meshctl::simulate
