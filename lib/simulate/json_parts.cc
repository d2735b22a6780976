// SPDX-License-Identifier: Apache-2.0
// One form for places, shares and names in everything this room prints for programs.
#include "simulate/json_parts.h"

#include <fmt/format.h>

namespace meshctl::simulate {

void Put(OrderedJson& object, const char* key, std::string_view text) {
  if (!text.empty()) object[key] = text;
}

void Put(OrderedJson& object, const char* key, const source::Span& span) {
  if (!span) return;
  const source::Position position = span.position();
  object[key] =
      OrderedJson{{"file", span.file->name()}, {"line", position.line}, {"column", position.column}};
}

OrderedJson ToJson(const Share& share) {
  return {{"percent", share.percent()}, {"fraction", fmt::format("{}/{}", share.parts, share.whole)}};
}

OrderedJson ToJson(const route::Origin& origin) {
  OrderedJson json = OrderedJson::object();
  Put(json, "object", origin.object);
  Put(json, "field", origin.field);
  Put(json, "place", origin.match ? origin.match : origin.rule);
  return json;
}

OrderedJson ToJson(const route::Proxy& proxy) {
  const bool gateway = proxy.kind == route::Proxy::Kind::kGateway;
  OrderedJson json = {
      {"kind", gateway ? "gateway" : "sidecar"}, {"name", proxy.name}, {"namespace", proxy.workload_ns}};
  Put(json, "place", proxy.span);
  return json;
}

std::string Dump(const OrderedJson& json) {
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace meshctl::simulate
