// SPDX-License-Identifier: Apache-2.0
// People see one port after the other, programs all of them in one object. Guards without policies say so
// here: who asks whether somebody may come wants to hear that nobody minds.
#include "simulate/render_reach.h"

#include <fmt/format.h>

#include "simulate/guard_json.h"
#include "simulate/guard_lines.h"
#include "simulate/json_parts.h"
#include "simulate/page.h"

namespace meshctl::simulate {
namespace {

using simulate::ToJson;  // those of guards, beside the one below

bool IsTcp(const Reach& reach) { return reach.request.protocol == http::Protocol::kTcp; }

std::string Asked(const ReachAnswer& answer, const Reach& reach) {
  const std::string query = reach.request.query.empty() ? "" : "?" + reach.request.query;
  const std::string what =
      IsTcp(reach) ? "TCP" : fmt::format("{} {}{}", reach.request.method, reach.request.path, query);
  return fmt::format("{} from {} to {}:{}", what, NameOf(answer.client), NameOf(reach.server), reach.port);
}

void AddTransport(const mesh::Transport& transport, Page& page) {
  const source::Span client = transport.client.span;
  page.Add("transport", fmt::format("{}: {}", Name(transport.wire), transport.client.text), client,
           transport.works() ? Mark::kTaken : Mark::kRejected);
  if (!transport.server.text.empty()) page.Add("server", transport.server.text, transport.server.span);
  for (const mesh::Cause& note : transport.notes) page.Add("note", note.text, note.span);
}

std::string RenderPort(const ReachAnswer& answer, const Reach& reach, Detail detail,
                       const diag::Style& style) {
  Page page(style);
  if (reach.transport) AddTransport(*reach.transport, page);
  for (const Guard& guard : reach.arrival.guards)
    page.Add("enforced", fmt::format("by {} {}", Name(guard.kind), guard.name));
  if (reach.arrival.guards.empty()) page.Add("enforced", "by nobody");
  if (!reach.arrival.principal.empty()) page.Add("identity", reach.arrival.principal);
  for (const Guard& guard : reach.arrival.guards) AddGuard(guard, detail, page);
  for (const route::Caveat& caveat : reach.caveats)
    page.Add("not sure", fmt::format("{} {}", caveat.object, caveat.reason), caveat.span);
  if (!reach.hint.empty()) page.Add("hint", reach.hint);
  return fmt::format("{} → {}\n\n{}", Asked(answer, reach), reach.summary, page.Render());
}

OrderedJson ToJson(const Reach& reach) {
  OrderedJson json = {
      {"workload", NameOf(reach.server)}, {"port", reach.port}, {"targetPort", reach.arrival.port}};
  if (reach.service) json["host"] = reach.service->hostname;
  json["protocol"] = IsTcp(reach) ? "tcp" : "http";
  if (!IsTcp(reach)) {
    json["request"] = {{"method", reach.request.method},
                       {"path", reach.request.path},
                       {"authority", reach.request.authority}};
  }
  json["access"] = Name(reach.permission);
  const Guard* const stop = reach.arrival.stopped_by();
  if (stop && stop->status() != 0) json["status"] = stop->status();
  json["summary"] = reach.summary;
  Put(json, "hint", reach.hint);
  if (reach.transport) json["transport"] = ToJson(*reach.transport);
  Put(json, "principal", reach.arrival.principal);
  json["guards"] = OrderedJson::array();
  for (const Guard& guard : reach.arrival.guards) json["guards"].push_back(ToJson(guard));
  json["notSure"] = OrderedJson::array();
  for (const route::Caveat& caveat : reach.caveats) {
    OrderedJson entry = {{"object", caveat.object}, {"reason", caveat.reason}};
    Put(entry, "place", caveat.span);
    json["notSure"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace

std::string RenderText(const ReachAnswer& answer, Detail detail, const diag::Style& style) {
  std::string text;
  for (const Reach& reach : answer.ports) {
    if (!text.empty()) text += '\n';
    text += RenderPort(answer, reach, detail, style);
  }
  return text;
}

std::string RenderJson(const ReachAnswer& answer) {
  OrderedJson json = {{"from", NameOf(answer.client)}, {"access", Name(PermissionOf(answer))}};
  json["ports"] = OrderedJson::array();
  for (const Reach& reach : answer.ports) json["ports"].push_back(ToJson(reach));
  return Dump(json);
}

}  // namespace meshctl::simulate
