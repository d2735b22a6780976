// SPDX-License-Identifier: Apache-2.0
// The whole way from a question as people ask it to an answer.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mesh/mesh.h"
#include "route/compile.h"
#include "route/decide.h"
#include "route/proxy.h"
#include "simulate/answer.h"

namespace meshctl::simulate {

/// A request as it is typed.
struct Question {
  std::string method = "GET";
  std::string url;
  std::vector<std::string> headers;  ///< `name: value`
  std::string gateway;               ///< a Gateway or gateway workload; empty: the one that serves the host
  std::string from;                  ///< a workload of the mesh; empty: the request comes from outside
  /// The token that the client shows, as `http::ParseToken` reads it, in the place where it is looked for;
  /// its signature is taken for valid. Empty: none but what the headers hold.
  std::string jwt;
  std::string source_address;    ///< the IP address of the client; empty: that of its Pod, where known
  std::string sni;               ///< the TLS server name; empty: the host of the URL
  std::optional<http::Tls> tls;  ///< how the connection is encrypted; unset: as the URL's scheme says
};

/// A question with everything that was found out. Points into the Simulator.
struct Simulation {
  const route::RouteTable* table = nullptr;
  http::Request request;
  route::Decision decision;
  route::Trace trace;
  Answer answer;
};

/// Answers questions about one mesh; compiles each proxy's table on its first use.
class Simulator {
 public:
  explicit Simulator(const mesh::Mesh& mesh) : mesh_(mesh), guards_(mesh) {}

  /// Errors are of kind usage: a URL that is none, a gateway or workload that does not exist, several
  /// gateways that all serve the host. They name what there is to choose from.
  Result<Simulation> Ask(const Question& question);

 private:
  const route::RouteTable& TableOf(const route::Proxy& proxy);
  Result<route::Proxy> ChooseProxy(const Question& question, const http::Request& request);
  Simulation Decide(const route::Proxy& proxy, http::Request request, std::string_view host);

  const mesh::Mesh& mesh_;
  Guards guards_;
  std::map<std::string, route::RouteTable> tables_;
};

}  // namespace meshctl::simulate
