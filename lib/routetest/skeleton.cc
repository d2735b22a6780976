// SPDX-License-Identifier: Apache-2.0
// Every route of every proxy is asked for a request that meets its conditions; the request is kept when it
// comes out at something that no kept one has reached. So the cases are few, and true by construction.
#include "routetest/skeleton.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "route/cover.h"
#include "route/proxy.h"
#include "routetest/coverage.h"
#include "routetest/facts.h"
#include "routetest/sample.h"
#include "simulate/simulate.h"

namespace meshctl::routetest {
namespace {

using Json = nlohmann::ordered_json;

/// How many earlier rules a request may have to get past.
constexpr int kTries = 4;

/// JSON strings are YAML strings, whatever they hold.
std::string Quoted(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The same conditions with regular expressions replaced by texts that they match, where one was found.
route::RouteMatch Spelled(route::RouteMatch match) {
  const auto spell = [](route::StringMatch& value) {
    if (value.kind() != route::StringMatch::Kind::kRegex) return;
    if (const auto sample = SampleOf(value.text())) value = route::StringMatch::Exact(*sample);
  };
  if (match.path.kind() == route::PathMatch::Kind::kRegex) {
    if (const auto sample = SampleOf(match.path.text()); sample && sample->starts_with('/'))
      match.path = route::PathMatch(route::PathMatch::Kind::kExact, *sample, false);
  }
  for (route::HeaderMatch& header : match.headers) {
    if (!header.inverted) spell(header.value);
  }
  for (route::ParameterMatch& parameter : match.parameters) spell(parameter.value);
  return match;
}

class Writer {
 public:
  explicit Writer(const mesh::Mesh& mesh) : mesh_(mesh), simulator_(mesh) { coverage_.Add(mesh); }

  std::string Write() {
    for (const route::Proxy& proxy : route::GatewayProxies(mesh_)) AskAll(proxy);
    std::set<std::tuple<std::string_view, std::string>> seen;
    for (const mesh::Workload& workload : mesh_.workloads().all()) {
      if (coverage_.covered() == coverage_.items().size()) break;
      // Sidecars beside pods of one namespace with the same labels get the same routes.
      if (seen.emplace(workload.ns, workload.labels->ToString()).second) AskAll(route::SidecarOf(workload));
    }
    std::string text =
        "apiVersion: meshctl.dev/v1\nkind: RouteTest\nmetadata:\n  name: routes\nspec:\n  cases:" +
        (cases_.empty() ? std::string(" []\n") : "\n" + cases_);
    for (const CoverageItem& item : coverage_.items()) {
      if (item.hits > 0) continue;
      text += fmt::format("  # no request was found for {} {}{}\n", item.object, item.field,
                          item.omitted.empty() ? "" : ": " + item.omitted);
    }
    return text;
  }

 private:
  void AskAll(const route::Proxy& proxy) {
    const route::RouteTable table = route::Compile(mesh_, proxy);
    for (const route::Listener& listener : table.listeners) {
      for (const route::FilterChain& chain : listener.chains) AskChain(table, listener, chain);
      if (listener.fallback) AskChain(table, listener, *listener.fallback);
    }
  }

  void AskChain(const route::RouteTable& table, const route::Listener& listener,
                const route::FilterChain& chain) {
    if (!chain.http || listener.port == 0) return;
    const std::uint16_t port = table.DialledFor(listener.port);
    const bool tls = chain.termination != route::FilterChain::Termination::kNone;
    for (const route::VirtualHost& host : chain.http->hosts) {
      for (const route::Route* route : host.routes) Ask(table.proxy, host, *route, port, tls);
    }
  }

  /// Tries the domains of the host until one leads to the route itself: rules may ask for one of them.
  void Ask(const route::Proxy& proxy, const route::VirtualHost& host, const route::Route& route,
           std::uint16_t port, bool tls) {
    const route::RouteMatch match = Spelled(route.match);
    for (const std::string& domain : host.domains) {
      const std::string sample = domain == "*" ? "any.example" : route::SampleHost(domain);
      std::optional<http::Request> request = route::RequestFor({&match}, sample);
      for (int tries = 0; request && tries < kTries; ++tries) {
        const route::Route* const decided = Keep(QuestionOf(proxy, *request, port, tls), *request);
        if (!decided) break;
        if (Same(decided->origin, route.origin)) return;
        if (!Evade(*decided, *request)) break;
      }
    }
  }

  static bool Same(const route::Origin& a, const route::Origin& b) {
    return a.object == b.object && a.field == b.field;
  }

  /// Gives the request what an earlier rule asks to be absent, or a method that it does not ask for.
  static bool Evade(const route::Route& earlier, http::Request& request) {
    for (const route::HeaderMatch& header : earlier.match.headers) {
      if (header.of == route::HeaderMatch::Of::kMethod && request.method == "GET") {
        request.method = "POST";
        return true;
      }
      if (!header.inverted || request.header(header.name)) continue;
      request.AddHeader(header.name, "1");
      return true;
    }
    return false;
  }

  static simulate::Question QuestionOf(const route::Proxy& proxy, const http::Request& request,
                                       std::uint16_t port, bool tls) {
    simulate::Question question;
    question.method = request.method;
    const bool usual = port == (tls ? 443 : 80);
    question.url = fmt::format("{}://{}{}{}", tls ? "https" : "http", http::WithoutPort(request.authority),
                               usual ? std::string() : fmt::format(":{}", port), request.path);
    if (!request.query.empty()) question.url += "?" + request.query;
    for (const http::Header& header : request.headers)
      question.headers.push_back(fmt::format("{}: {}", header.name, header.value));
    const std::string name = fmt::format("{}.{}", proxy.name, proxy.workload_ns);
    (proxy.kind == route::Proxy::Kind::kGateway ? question.gateway : question.from) = name;
    return question;
  }

  /// Writes a case if its answer exercises something new. Answers with the route that decided, or null.
  const route::Route* Keep(const simulate::Question& question, const http::Request& request) {
    const auto simulation = simulator_.Ask(question);
    if (!simulation) return nullptr;
    const std::size_t before = coverage_.covered();
    coverage_.Note(*simulation);
    if (coverage_.covered() > before) AddCase(question, request, *simulation);
    return simulation->decision.route;
  }

  void AddCase(const simulate::Question& question, const http::Request& request,
               const simulate::Simulation& simulation) {
    const Json facts = FactsOf(simulation);
    const std::string rule = facts["rule"].get<std::string>();
    cases_ += fmt::format("  - name: {}\n    request:\n      url: {}\n", Quoted(rule), Quoted(question.url));
    if (question.method != "GET") cases_ += fmt::format("      method: {}\n", Quoted(question.method));
    for (const http::Header& header : request.headers) {
      cases_ +=
          fmt::format("{}        {}: {}\n", &header == &request.headers.front() ? "      headers:\n" : "",
                      Quoted(header.name), Quoted(header.value));
    }
    if (!question.from.empty()) cases_ += fmt::format("      from: {}\n", question.from);
    if (!question.gateway.empty()) cases_ += fmt::format("      gateway: {}\n", question.gateway);
    cases_ += fmt::format("    expect:\n      rule: {}\n", Quoted(rule));
    AddExpectations(facts);
  }

  void AddExpectations(const Json& facts) {
    if (facts["status"] != 0) cases_ += fmt::format("      status: {}\n", facts["status"].dump());
    if (facts["location"] != "")
      cases_ += fmt::format("      location: {}\n", Quoted(facts["location"].get<std::string>()));
    if (facts["deniedBy"] != "")
      cases_ += fmt::format("      deniedBy: {}\n", Quoted(facts["deniedBy"].get<std::string>()));
    if (facts["destinations"].empty()) return;
    cases_ += "      destinations:\n";
    for (const Json& destination : facts["destinations"]) {
      cases_ += fmt::format("      - {{cluster: {}, share: {}}}\n",
                            Quoted(destination["cluster"].get<std::string>()),
                            Quoted(destination["share"].get<std::string>()));
    }
  }

  const mesh::Mesh& mesh_;
  simulate::Simulator simulator_;
  Coverage coverage_;
  std::string cases_;
};

}  // namespace

std::string WriteSkeleton(const mesh::Mesh& mesh) { return Writer(mesh).Write(); }

}  // namespace meshctl::routetest
