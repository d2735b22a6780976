// SPDX-License-Identifier: Apache-2.0
// Finds out which ports are meant and asks about each of them. A gateway as the server is asked as a gateway:
// its own servers say what it takes, and its policies who may come.
#include "simulate/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ip_address.h"
#include "mesh/endpoints.h"
#include "mesh/protocol.h"
#include "route/proxy.h"

namespace meshctl::simulate {
namespace {

constexpr std::string_view kOutside = "outside";

/// What stands in front of the colon, and the port behind it.
struct Address {
  std::string name;
  std::optional<std::uint16_t> port;
};

Result<Address> ParseAddress(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return Address{text, std::nullopt};
  std::uint16_t port = 0;
  const char* const begin = text.data() + colon + 1;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(begin, end, port);
  if (error != std::errc() || stop != end || port == 0) {
    return std::unexpected(UsageError(
        fmt::format("port `{}` of `{}` is not a number from 1 to 65535", text.substr(colon + 1), text)));
  }
  return Address{text.substr(0, colon), port};
}

/// `NAME`, `NAME.NS`, `NS/NAME`.
bool Means(std::string_view written, const mesh::Service& service) {
  return written == service.name || written == service.hostname ||
         written == fmt::format("{}.{}", service.name, service.ns) ||
         written == fmt::format("{}/{}", service.ns, service.name);
}

/// The workloads that a name means: one of that name, else those behind a service of that name.
Result<std::vector<const mesh::Workload*>> FindServers(const mesh::Mesh& mesh, const std::string& name) {
  Result<route::Proxy> workload = route::FindSidecar(mesh, name);
  if (workload) return std::vector<const mesh::Workload*>{workload->workload};
  for (const mesh::Service& service : mesh.services().all()) {
    if (!Means(name, service)) continue;
    std::vector<const mesh::Workload*> servers = mesh::WorkloadsOf(service, mesh.workloads());
    if (!servers.empty()) return servers;
  }
  return std::unexpected(std::move(workload).error());
}

Result<http::Request> RequestOf(const ReachQuestion& question, const mesh::MeshConfig& config) {
  http::Request request;
  request.method = question.method;
  const std::size_t mark = question.path.find('?');
  request.path = http::NormalizePath(question.path.substr(0, mark), config.path_normalization);
  if (!request.path.starts_with('/')) {
    return std::unexpected(UsageError(fmt::format("path `{}` does not begin with `/`", question.path)));
  }
  if (mark != std::string::npos) request.query = question.path.substr(mark + 1);
  request.authority.clear();
  for (const std::string& header : question.headers) {
    if (Result<void> added = http::ParseHeader(header, request); !added)
      return std::unexpected(std::move(added).error());
  }
  if (!question.jwt.empty()) {
    Result<http::Claims> token = http::ParseToken(question.jwt);
    if (!token) return std::unexpected(std::move(token).error());
    request.token = std::make_shared<const http::Claims>(*std::move(token));
  }
  if (!question.source_address.empty() && !IpAddress::Parse(question.source_address))
    return std::unexpected(UsageError(fmt::format("`{}` is no IP address", question.source_address)));
  request.source_address = question.source_address;
  return request;
}

/// Asks about the ports of one server after the other.
class Asker {
 public:
  Asker(const mesh::Mesh& mesh, const mesh::Workload* client, const http::Request& request)
      : mesh_(mesh), guards_(mesh), client_(client), request_(request) {
    if (client) sender_ = guards_.SenderOf(route::SidecarOf(*client));
    if (!request.source_address.empty()) sender_.address = request.source_address;
  }

  /// The port asked for, or all that services send to.
  std::vector<Reach> Ask(const mesh::Workload& server, std::optional<std::uint16_t> port) {
    std::vector<Reach> answers;
    for (const mesh::ServiceTarget& target : guards_.transports().targets().Of(server)) {
      const auto number = static_cast<std::uint16_t>(target.port->number);
      const bool known = std::ranges::any_of(answers, [&](const Reach& one) { return one.port == number; });
      if (known || (port && number != *port) || target.port->protocol == mesh::Protocol::kUdp) continue;
      answers.push_back(AskPort(server, number, static_cast<std::uint16_t>(target.target_port),
                                target.service, target.port));
    }
    if (answers.empty() && port) {
      answers.push_back(AskPort(server, *port, *port, nullptr, nullptr));
      answers.back().hint = ServicePortFor(server, *port);
    }
    return answers;
  }

 private:
  /// Which port of a service leads to a workload's own, in words.
  std::string ServicePortFor(const mesh::Workload& server, std::uint16_t own) const {
    for (const mesh::ServiceTarget& target : guards_.transports().targets().Of(server)) {
      if (target.target_port != own) continue;
      return fmt::format("{} is the workload's own port, dialled directly; clients of {} dial {}", own,
                         target.service->hostname, target.port->number);
    }
    return {};
  }

  Reach AskPort(const mesh::Workload& server, std::uint16_t number, std::uint16_t target,
                const mesh::Service* service, const mesh::ServicePort* port) {
    Reach reach{.server = &server, .service = service, .port = number, .request = request_};
    if (reach.request.authority.empty())
      reach.request.authority = service ? service->hostname : std::string(server.name);
    if (port && mesh::IsTcp(port->protocol)) reach.request.protocol = http::Protocol::kTcp;
    const bool gateway = !mesh_.GatewaysOf(server).empty();
    if (gateway) {
      AskGateway(server, target, reach);
    } else {
      reach.transport = guards_.transports().Between(client_, server, number);
      reach.arrival = guards_.At(sender_, *reach.transport, service, server, target, reach.request);
    }
    for (route::Caveat& caveat :
         route::CaveatsOf(mesh_, route::SidecarOf(server),
                          gateway ? route::Traffic::kGateway : route::Traffic::kInbound)) {
      reach.caveats.push_back(std::move(caveat));
    }
    Conclude(reach);
    return reach;
  }

  void AskGateway(const mesh::Workload& server, std::uint16_t target, Reach& reach) {
    http::Request request = reach.request;
    request.port = target;
    request.source_address = sender_.address;
    const bool tcp = request.protocol == http::Protocol::kTcp;
    reach.arrival = {.workload = &server, .port = target};
    reach.arrival.guards.push_back(guards_.AtGateway(
        route::SidecarOf(server), tcp ? access::Layer::kTcp : access::Layer::kHttp, request));
  }

  static void Conclude(Reach& reach) {
    const Guard* const stop = reach.arrival.stopped_by();
    if (stop) {
      reach.permission = Permission::kDenied;
      reach.summary = stop->status() == 0 ? fmt::format("refused: {}", stop->reason)
                                          : fmt::format("{}: {}", stop->status(), stop->reason);
      return;
    }
    for (const Guard& guard : reach.arrival.guards) {
      if (guard.outcome == Guard::Outcome::kUnknown && reach.permission == Permission::kAllowed) {
        reach.permission = Permission::kUnknown;
        reach.summary = "not sure: " + guard.reason;
      }
    }
    if (!reach.summary.empty()) return;
    if (reach.arrival.guards.empty()) {
      reach.summary = "allowed: nothing stands before the workload that could enforce a policy";
      return;
    }
    const std::string& reason = reach.arrival.guards.back().reason;
    reach.summary = reason.starts_with("allowed by") ? reason : "allowed: " + reason;
  }

  const mesh::Mesh& mesh_;
  Guards guards_;
  const mesh::Workload* client_;
  const http::Request& request_;
  Sender sender_;
};

Error NoPort(const ReachQuestion& question, const mesh::Workload& server) {
  Error error =
      UsageError(fmt::format("no service sends to {}, so that its port must be given", NameOf(&server)))
          .Hint(fmt::format("write `{}:PORT`", question.to));
  std::vector<std::int64_t> ports;
  if (server.pods) {
    for (const model::Container& container : server.pods->pod.containers) {
      for (const model::ContainerPort& port : container.ports) {
        if (port.number.value) ports.push_back(*port.number.value);
      }
    }
  }
  if (!ports.empty())
    error.hints.push_back(fmt::format("its containers listen on {}", fmt::join(ports, ", ")));
  return error;
}

}  // namespace

std::string_view Name(Permission permission) {
  static constexpr std::array<std::string_view, 3> kNames = {"allow", "deny", "unknown"};
  return kNames[static_cast<std::size_t>(permission)];
}

std::string NameOf(const mesh::Workload* workload) {
  return workload ? fmt::format("{}/{}", workload->ns, workload->name) : std::string(kOutside);
}

Result<ReachAnswer> AskReach(const mesh::Mesh& mesh, const ReachQuestion& question) {
  ReachAnswer answer;
  if (question.from != kOutside) {
    Result<route::Proxy> client = route::FindSidecar(mesh, question.from);
    if (!client) {
      return std::unexpected(
          std::move(client).error().Hint("`outside` is a client that has no part in the mesh"));
    }
    answer.client = client->workload;
  }
  const Result<Address> address = ParseAddress(question.to);
  if (!address) return std::unexpected(address.error());
  const Result<std::vector<const mesh::Workload*>> servers = FindServers(mesh, address->name);
  if (!servers) return std::unexpected(servers.error());
  const Result<http::Request> request = RequestOf(question, mesh.config());
  if (!request) return std::unexpected(request.error());
  Asker asker(mesh, answer.client, *request);
  for (const mesh::Workload* server : *servers)
    std::ranges::move(asker.Ask(*server, address->port), std::back_inserter(answer.ports));
  if (answer.ports.empty()) return std::unexpected(NoPort(question, *servers->front()));
  return answer;
}

Permission PermissionOf(const ReachAnswer& answer) {
  Permission all = Permission::kAllowed;
  for (const Reach& reach : answer.ports) {
    if (reach.permission == Permission::kDenied) return Permission::kDenied;
    if (reach.permission == Permission::kUnknown) all = Permission::kUnknown;
  }
  return all;
}

}  // namespace meshctl::simulate
