// SPDX-License-Identifier: Apache-2.0
// What a decision means for the client and for the workloads behind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/request.h"
#include "mesh/mesh.h"
#include "route/decide.h"
#include "route/table.h"
#include "simulate/guards.h"

namespace meshctl::simulate {

/// An exact part of all requests, in lowest terms.
struct Share {
  std::uint64_t parts = 1;
  std::uint64_t whole = 1;

  Share Of(std::uint64_t weight, std::uint64_t total) const;
  Share operator+(const Share& other) const;
  double percent() const { return 100.0 * static_cast<double>(parts) / static_cast<double>(whole); }
  /// `50 %`, `33.3 %`, `0.01 %`: as many digits as it takes, three at most.
  std::string ToPercent() const;
  friend bool operator==(const Share&, const Share&) = default;
};

struct EndpointShare {
  const route::Endpoint* endpoint = nullptr;
  Share share;
  /// What happens there: an index into the target's `arrivals`; nothing where nobody knows.
  std::optional<std::size_t> arrival;
};

/// One destination of the request.
struct Target {
  const route::Destination* destination = nullptr;
  Share share;
  std::vector<EndpointShare> endpoints;
  /// What happens to them where they arrive: once for each workload among the endpoints.
  std::vector<Arrival> arrivals;
  /// Why the proxy itself answers requests sent here; empty: it does not.
  std::string fault;
  std::uint32_t fault_status = 503;  ///< with what; 500 where Gateway API's backend does not exist
};

struct Answer {
  /// The status the proxy itself answers with; 0 when the workload answers or the connection is closed.
  std::uint32_t status = 0;
  /// What happens and why, in one sentence without a stop.
  std::string summary;
  /// What its author has probably overlooked when the request does not go where it was meant to go; see
  /// WhyNot. Empty: nothing.
  std::string hint;
  /// What the gateway says before it looks at its routes; nothing for requests that pass none.
  std::optional<Guard> gateway;
  std::vector<Target> targets;
  /// The request as the destination sees it.
  std::string path;
  std::string authority;
  std::string location;  ///< of a redirect
  std::string body;      ///< of a direct response
  /// What could change the answer and is not evaluated.
  std::vector<route::Caveat> caveats;
};

/// Why requests sent to `cluster` get 503 from the proxy itself; empty: they do not.
std::string FaultOf(const route::Cluster& cluster);

/// Works out the consequences of a decision made from `table` about `request`, the way the routes have seen
/// it. `gateway` is what the gateway says before it looks at its routes; nothing for a sidecar.
Answer Consider(const mesh::Mesh& mesh, Guards& guards, const route::RouteTable& table,
                const http::Request& request, const route::Decision& decision, std::optional<Guard> gateway);

/// Adds a guard that depends on what manifests do not say to the caveats, once.
void AddDoubt(const Guard& guard, Answer& answer);

}  // namespace meshctl::simulate
