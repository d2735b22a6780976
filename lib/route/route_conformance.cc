// SPDX-License-Identifier: Apache-2.0
// Istio's own simulation cases, compared with the defaults of its harness: every call's error always, the
// other fields where they are recorded.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "gatewayapi/derive.h"
#include "mesh/config_file.h"
#include "model/manifests.h"
#include "route/compile.h"
#include "route/decide.h"
#include "testing/conformance.h"
#include "testing/verdicts.h"
#include "yaml/parse.h"

namespace meshctl::route {
namespace {

using Json = nlohmann::json;

/// Cases that are not answered as recorded yet, and why.
const testing::KnownGaps kGaps = {};

/// The mesh and the proxy of a case, with the harness's defaults.
class Fixture {
 public:
  explicit Fixture(const Json& test) {
    model::Manifests manifests;
    Add("config.yaml", test.value("config", ""), manifests);
    if (!test.value("config_and_kube", false)) Add("kube.yaml", test.value("kube_config", ""), manifests);
    for (const Json& extra : test.value("extra_configs", Json::array()))
      Add("extra.yaml", extra.dump(), manifests);
    mesh::MeshConfig config;
    config.short_name_domain.clear();
    if (test.contains("features"))
      config.tls_on_sidecar_ingress = test.at("features").value("EnableTLSOnSidecarIngress", false);
    config.assigns_cluster_ips = false;
    if (test.contains("mesh_config")) {
      diag::Report report;
      mesh::MergeMeshConfig(
          std::make_shared<source::SourceFile>("mesh-config.yaml", test.at("mesh_config").dump()), config,
          report);
    }
    const Json& proxy = test.at("proxy");
    if (proxy.value("dns_capture", false) && proxy.value("dns_auto_allocate", false))
      config.proxy_metadata["ISTIO_META_DNS_CAPTURE"] = "true";
    mesh_.emplace(gatewayapi::MeshOf(std::move(manifests), std::move(config)));

    proxy_.kind = proxy.value("type", "sidecar") == "router" ? Proxy::Kind::kGateway : Proxy::Kind::kSidecar;
    proxy_.name = "proxy";
    proxy_.ns = proxy.value("namespace", "default");
    proxy_.workload_ns = proxy.value("metadata_namespace", proxy_.ns);
    proxy_.addresses = proxy.value("ips", std::vector<std::string>{"1.1.1.1"});
    labels_source_.emplace("labels.yaml", proxy.value("labels", Json::object()).dump());
    diag::Report report;
    labels_ = yaml::Parse(*labels_source_, {}, report);
    if (!labels_.documents.empty()) proxy_.labels = model::Labels(labels_.documents.front());
    table_ = Compile(*mesh_, proxy_);
  }

  const RouteTable& table() const { return table_; }

 private:
  static void Add(const std::string& name, const std::string& text, model::Manifests& manifests) {
    diag::Report report;
    manifests.Add(std::make_unique<source::SourceFile>(name, text), report);
  }

  std::optional<mesh::Mesh> mesh_;
  Proxy proxy_;
  std::optional<source::SourceFile> labels_source_;
  yaml::Stream labels_;
  RouteTable table_;
};

http::Request RequestOf(const Json& call) {
  http::Request request;
  request.port = call.at("port").get<std::uint16_t>();
  request.address = call.value("address", "1.3.3.7");
  request.path = call.value("path", "/");
  const std::string protocol = call.value("protocol", "http");
  request.protocol = protocol == "tcp"     ? http::Protocol::kTcp
                     : protocol == "http2" ? http::Protocol::kHttp2
                                           : http::Protocol::kHttp;
  const std::string tls = call.value("tls", "plaintext");
  request.tls = tls == "mtls" ? http::Tls::kMutual : tls == "tls" ? http::Tls::kTls : http::Tls::kPlaintext;
  request.scheme = request.tls == http::Tls::kPlaintext ? "http" : "https";
  request.authority = call.value("host_header", "");
  request.sni = call.value("sni", request.tls == http::Tls::kTls ? request.authority : "");
  request.alpn = call.value("alpn", "");
  request.certificate = call.value("mtls_secret", "");
  return request;
}

std::string ErrorOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kNoListener:
      return "no_listener";
    case Outcome::kNoFilterChain:
      return "no_filter_chain";
    case Outcome::kTlsError:
      return "tls_error";
    case Outcome::kMutualTlsError:
      return "mtls_error";
    case Outcome::kProtocolError:
      return "protocol_error";
    case Outcome::kNoVirtualHost:
      return "no_virtual_host";
    case Outcome::kHttpsRedirect:
      return "tls_redirect";
    case Outcome::kNoRoute:
      return "no_route";
    default:
      return "";
  }
}

std::map<std::string, std::string> Actual(const Decision& decision) {
  std::map<std::string, std::string> actual;
  actual["error"] = ErrorOf(decision.outcome);
  if (decision.listener) actual["listener"] = decision.listener->name;
  if (decision.chain) actual["filter_chain"] = decision.chain->name;
  if (decision.config) actual["route_config"] = decision.config->name;
  if (decision.host) actual["virtual_host"] = decision.host->name;
  if (decision.route) actual["route"] = decision.route->name;
  if (decision.destinations().size() == 1) actual["cluster"] = decision.destinations().front().cluster->name;
  return actual;
}

/// What differs; empty when the call gives the recorded result.
std::string CheckCall(const RouteTable& table, const Json& call) {
  const std::string name = call.value("name", "call");
  const bool inbound = call.value("mode", "") == "inbound";
  const Json& expected = call.at("result");
  const http::Request request = RequestOf(call);
  std::map<std::string, std::string> actual =
      Actual(inbound ? DecideInbound(table, request) : Decide(table, request));
  // Upstream records only the names of route configurations that are fetched by name; inbound ones are not.
  if (inbound) actual.erase("route_config");
  std::string differences;
  for (const char* field :
       {"error", "listener", "filter_chain", "route_config", "virtual_host", "route", "cluster"}) {
    const bool compared =
        expected.contains(field) || std::string_view(field) == "error" || expected.value("strict", false);
    if (compared && actual[field] != expected.value(field, "")) {
      differences +=
          fmt::format("{}: {} is `{}`, not `{}`\n", name, field, actual[field], expected.value(field, ""));
    }
  }
  return differences;
}

std::string CheckRoutes(const RouteTable& table, const Json& routes) {
  const RouteConfig* const config = table.FindConfig(routes.at("route_config").get<std::string>());
  if (!config) return "no such route configuration\n";
  std::string differences;
  for (const auto& [domain, expected] : routes.at("virtual_hosts").items()) {
    Json actual = nullptr;
    for (const VirtualHost& host : config->hosts) {
      if (std::ranges::find(host.domains, domain) == host.domains.end()) continue;
      std::vector<std::string> clusters;
      for (const Route* route : host.routes) {
        for (const Destination& destination : route->action->destinations)
          clusters.push_back(destination.cluster->name);
      }
      std::ranges::sort(clusters);
      actual = clusters;
    }
    if (actual != expected)
      differences += fmt::format("{}: {}, not {}\n", domain, actual.dump(), expected.dump());
  }
  return differences;
}

std::string Check(const Json& test) {
  const Fixture fixture(test);
  std::string differences;
  for (const Json& call : test.value("calls", Json::array())) differences += CheckCall(fixture.table(), call);
  if (test.contains("routes")) differences += CheckRoutes(fixture.table(), test.at("routes"));
  return differences;
}

int Run() {
  const std::optional<std::string> path = testing::ConformancePath("route/sim-cases.json");
  if (!path) {
    fmt::print("skipped: {}\n", testing::kNoConformanceData);
    return testing::kSkipped;
  }
  std::ifstream file(*path);
  const Json cases = Json::parse(file, nullptr, false);
  testing::Verdicts verdicts(kGaps);
  for (const Json& test : cases) {
    const std::string differences = Check(test);
    verdicts.Case(fmt::format("{}/{}", test.value("suite", "?"), test.value("name", "?")),
                  differences.empty(), differences);
  }
  return verdicts.Finish();
}

}  // namespace
}  // namespace meshctl::route

int main() { return meshctl::route::Run(); }
