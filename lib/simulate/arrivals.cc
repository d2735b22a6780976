// SPDX-License-Identifier: Apache-2.0
// Endpoints of one workload are alike to policies, so that each workload is asked once. What the destination
// sees is what the sender's routes have made of the request.
#include "simulate/arrivals.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "route/caveats.h"

namespace meshctl::simulate {
namespace {

void Change(const route::HeaderChanges& changes, http::Request& request) {
  const auto remove = [&](const std::string& name) {
    std::erase_if(request.headers, [&](const http::Header& header) { return header.name == name; });
  };
  for (const std::string& name : changes.remove) remove(LowerAscii(name));
  for (const auto& [name, value] : changes.set) {
    remove(LowerAscii(name));
    request.AddHeader(name, value);
  }
  for (const auto& [name, value] : changes.add) request.AddHeader(name, value);
}

/// Asks for one answer; keeps what is the same for all of its targets.
class Arrivals {
 public:
  Arrivals(const mesh::Mesh& mesh, Guards& guards, const route::RouteTable& table,
           const http::Request& request, const route::Decision& decision, Answer& answer)
      : mesh_(mesh),
        guards_(guards),
        answer_(answer),
        request_(request),
        sender_(guards.SenderOf(table.proxy)) {
    request_.path = answer.path;
    request_.authority = answer.authority;
    if (decision.route) Change(decision.route->action->request_headers, request_);
    if (!sender_.gateway && !request.source_address.empty()) sender_.address = request.source_address;
    if (!decision.chain || !decision.chain->http) request_.protocol = http::Protocol::kTcp;
  }

  void Add(Target& target) {
    const route::Cluster& cluster = *target.destination->cluster;
    const mesh::Service* const service = cluster.sending ? cluster.sending->service : nullptr;
    http::Request request = request_;
    if (!target.destination->authority.empty()) request.authority = target.destination->authority;
    Change(target.destination->request_headers, request);
    std::map<std::pair<const mesh::Workload*, std::uint16_t>, std::size_t> known;
    for (EndpointShare& share : target.endpoints) {
      const route::Endpoint& endpoint = *share.endpoint;
      if (!endpoint.workload || !endpoint.transport) continue;
      const auto [place, first] =
          known.try_emplace({endpoint.workload, endpoint.port}, target.arrivals.size());
      share.arrival = place->second;
      if (!first) continue;
      target.arrivals.push_back(
          guards_.At(sender_, *endpoint.transport, service, *endpoint.workload, endpoint.port, request));
      AddCaveats(target.arrivals.back(), *endpoint.transport);
    }
  }

 private:
  void AddCaveats(const Arrival& arrival, const mesh::Transport& transport) {
    for (const Guard& guard : arrival.guards) AddDoubt(guard, answer_);
    const mesh::Workload& server = *arrival.workload;
    if (transport.server_plane.kind != mesh::DataPlane::kSidecar || !asked_.insert(&server).second) return;
    for (route::Caveat& caveat :
         route::CaveatsOf(mesh_, route::SidecarOf(server), route::Traffic::kInbound)) {
      answer_.caveats.push_back(std::move(caveat));
    }
  }

  const mesh::Mesh& mesh_;
  Guards& guards_;
  Answer& answer_;
  http::Request request_;
  Sender sender_;
  std::set<const mesh::Workload*> asked_;
};

}  // namespace

void AddDoubt(const Guard& guard, Answer& answer) {
  if (guard.outcome != Guard::Outcome::kUnknown || !guard.verdict.decisive) return;
  const model::Object& policy = *guard.verdict.considered[*guard.verdict.decisive].policy->object;
  const route::Caveat caveat{policy.resource(), guard.reason, guard.span};
  const bool known = std::ranges::any_of(answer.caveats, [&](const route::Caveat& other) {
    return other.object == caveat.object && other.reason == caveat.reason;
  });
  if (!known) answer.caveats.push_back(caveat);
}

void AddArrivals(const mesh::Mesh& mesh, Guards& guards, const route::RouteTable& table,
                 const http::Request& request, const route::Decision& decision, Answer& answer) {
  Arrivals arrivals(mesh, guards, table, request, decision, answer);
  for (Target& target : answer.targets) arrivals.Add(target);
}

std::vector<Stop> StopsOf(const std::vector<Target>& targets) {
  std::vector<Stop> stops;
  for (const Target& target : targets) {
    for (const EndpointShare& share : target.endpoints) {
      const Guard* const guard = share.arrival ? target.arrivals[*share.arrival].stopped_by() : nullptr;
      if (!guard) continue;
      const auto same = std::ranges::find_if(stops, [&](const Stop& stop) {
        return stop.outcome == guard->outcome && stop.reason == guard->reason;
      });
      if (same == stops.end()) {
        stops.push_back({guard->outcome, guard->status(), guard->reason, share.share});
      } else {
        same->share = same->share + share.share;
      }
    }
  }
  return stops;
}

}  // namespace meshctl::simulate
