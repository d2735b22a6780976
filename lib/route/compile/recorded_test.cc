// SPDX-License-Identifier: Apache-2.0
// Istio's own tables for merging rules and for what rules do. They are not part of this tree: see
// testing/conformance.h.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "mesh/mesh.h"
#include "route/compile/parts.h"
#include "testing/conformance.h"
#include "testing/objects.h"
#include "yaml/json.h"

namespace meshctl::route {
namespace {

/// Runs `check(data)` for each row of a suite, under the row's name.
template <typename Check>
void ForEachRow(const std::string& suite, Check check) {
  const auto path = testing::ConformancePath("route/table-cases.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  static const Json rows = [&] {
    std::ifstream file(*path);
    return *yaml::ParseJson(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  std::size_t count = 0;
  for (const Json& row : rows) {
    if (row["suite"] != suite) continue;
    SCOPED_TRACE(row["name"].get<std::string>());
    check(row["data"]);
    ++count;
  }
  EXPECT_GT(count, 0u) << suite;
}

Json At(const Json& object, const char* key) {
  return object.contains(key) && !object[key].is_null() ? object[key] : Json();
}

Json VirtualServiceOf(Json http) {
  return {
      {"apiVersion", "networking.istio.io/v1"},
      {"kind", "VirtualService"},
      {"metadata", {{"name", "vs"}, {"namespace", "ns"}}},
      {"spec", {{"hosts", {"host.example"}}, {"gateways", {"mesh", "gateway"}}, {"http", std::move(http)}}}};
}

/// The list of one http entry that has this field only.
Json Entry(const char* key, Json value) {
  Json entry = Json::object();
  entry[key] = std::move(value);
  return Json::array({std::move(entry)});
}

/// One VirtualService made of http entries, with all it needs to stay alive.
struct Rules {
  explicit Rules(Json http) : mesh(testing::ObjectsOf(VirtualServiceOf(std::move(http)).dump())) {}

  const model::VirtualService& service() const { return mesh.virtual_services().front(); }
  const std::vector<model::HttpRoute>& http() const { return service().http; }

  mesh::Mesh mesh;
};

std::string Show(const model::StringMatch& match) {
  return fmt::format("{}:{}", static_cast<int>(match.kind), *match.value);
}

std::string Show(std::vector<model::NamedMatch> matches) {
  std::ranges::sort(matches, {}, [](const model::NamedMatch& match) { return *match.name; });
  std::string text;
  for (const model::NamedMatch& match : matches)
    text += fmt::format(" {}={}", *match.name, Show(match.match));
  return text;
}

std::string Show(const std::vector<model::Text>& texts) {
  std::string shown;
  for (const model::Text& text : texts) shown += fmt::format(" {}", *text);
  return shown;
}

/// Everything of a match that merging may change.
std::string Show(const model::HttpMatch& match) {
  const auto text = [](const std::optional<model::StringMatch>& one) { return one ? Show(*one) : ""; };
  return fmt::format(
      "{} uri {} scheme {} method {} authority {} headers{} without{} parameters{} case {} port {} labels {} "
      "ns {} gateways{} prefix {}\n",
      *match.name, text(match.uri), text(match.scheme), text(match.method), text(match.authority),
      Show(match.headers), Show(match.without_headers), Show(match.query_params),
      match.ignore_uri_case->value_or(false), match.port->value_or(0), match.source_labels.ToString(),
      *match.source_namespace, Show(match.gateways), *match.stat_prefix);
}

std::string Show(const std::vector<model::HttpMatch>& matches) {
  std::string text;
  for (const model::HttpMatch& match : matches) text += "  match " + Show(match);
  return text;
}

/// Everything of a rule that merging may change; what is taken as a whole by its place.
std::string Show(const model::HttpRoute& route) {
  const auto body = [](const auto& part) {
    return part ? std::string(part->span.text()) : std::string("none");
  };
  std::string text = fmt::format("rule {}\n{}", *route.name, Show(route.match));
  for (const model::HttpDestination& destination : route.route) {
    text += fmt::format("  to {}:{} {} {}\n", *destination.destination.host,
                        destination.destination.port->value_or(0), *destination.destination.subset,
                        destination.weight->value_or(0));
  }
  text +=
      fmt::format("  timeout {} redirect {} response {} rewrite {} retries {} fault {} mirror {} cors {}\n",
                  route.timeout->value_or(Nanoseconds(0)).count(), body(route.redirect),
                  body(route.direct_response), body(route.rewrite), body(route.retries), body(route.fault),
                  body(route.mirror), body(route.cors_policy));
  text += fmt::format("  mirrors {} {} {}\n", route.mirrors.size(), route.mirror_percentage->value_or(-1),
                      route.mirror_percent->value_or(-1));
  if (route.headers) {
    for (const auto* operations : {&route.headers->request, &route.headers->response}) {
      for (const auto* changes : {&operations->set, &operations->add}) {
        for (const model::HeaderChange& change : *changes)
          text += fmt::format("  header {} {}\n", *change.name, *change.value);
      }
      text += fmt::format("  remove{}\n", Show(operations->remove));
    }
  }
  return text;
}

TEST(Recorded, HasConflict) {
  ForEachRow("model.HasConflict", [](const Json& row) {
    const Rules rules(Entry("match", Json::array({row["root"], row["leaf"]})));
    const std::vector<model::HttpMatch>& matches = rules.http().front().match;
    EXPECT_EQ(Conflict(matches.at(0), matches.at(1)), row["expected"].get<bool>());
  });
}

TEST(Recorded, MergeHTTPMatchRequests) {
  ForEachRow("model.MergeHTTPMatchRequests", [](const Json& row) {
    Json http = Json::array();
    for (const char* key : {"root", "delegate", "expected"}) http.push_back(Entry("match", At(row, key))[0]);
    const Rules rules(std::move(http));
    JoinedNames names;
    const auto merged = MergeMatches(rules.http()[0].match, rules.http()[1].match, names);
    EXPECT_EQ(merged.has_value(), !At(row, "expected").is_null());
    if (merged) {
      EXPECT_EQ(Show(*merged), Show(rules.http()[2].match));
    }
  });
}

TEST(Recorded, MergeHTTPRoutes) {
  ForEachRow("model.MergeHTTPRoutes", [](const Json& row) {
    Json root = row["root"];
    const Rules roots(Json::array({root})), leaves(row["delegate"]);
    const Json expected = At(row, "expected");
    const Rules wanted(expected.is_null() ? Json::array() : expected);
    JoinedNames names;
    std::string merged, want;
    for (const model::HttpRoute& leaf : leaves.http()) {
      if (const auto one = MergeRules(roots.http().front(), leaf, names)) merged += Show(*one);
    }
    for (const model::HttpRoute& one : wanted.http()) want += Show(one);
    EXPECT_EQ(merged, want);
  });
}

TEST(Recorded, DelegateMerge) {
  ForEachRow("model.DelegateMerge", [](const Json& row) {
    const auto mesh_of = [&](const char* key) {
      std::string documents;
      for (const Json& document : At(row, key)) documents += "---\n" + document.dump() + "\n";
      mesh::MeshConfig config;
      config.default_virtual_service_export_to.clear();
      for (const Json& to : At(row, "defaultExportTo"))
        config.default_virtual_service_export_to.push_back(to.get<std::string>());
      return mesh::Mesh(testing::ObjectsOf(documents), std::move(config));
    };
    const mesh::Mesh given = mesh_of("virtualServices"), expected = mesh_of("expectedVirtualServices");
    const auto shown = [](const mesh::Mesh& mesh) {
      RuleBook book(mesh);
      std::string text;
      for (const model::VirtualService& service : mesh.virtual_services()) {
        if (service.hosts.empty()) continue;
        text += NameOf(service) + "\n";
        std::vector<Omission> omissions;
        for (const Rule& rule : book.RulesOf(service, omissions)) text += Show(*rule.http);
      }
      return text;
    };
    EXPECT_EQ(shown(given), shown(expected));
  });
}

/// The routes that a proxy gets of one VirtualService.
struct Compiled {
  Compiled(const Rules& rules, Proxy proxy, std::string_view gateway) {
    table.proxy = std::move(proxy);
    RuleBook book(rules.mesh);
    const Scope scope(rules.mesh, table.proxy, book);
    Clusters clusters(rules.mesh, scope, table);
    HttpCompiler http(rules.mesh, clusters, table);
    routes = http.Compile(rules.service(), {.gateway = gateway}).routes;
  }

  RouteTable table;
  std::vector<const Route*> routes;
};

TEST(Recorded, SourceMatchHTTP) {
  ForEachRow("route.SourceMatchHTTP", [](const Json& row) {
    const Json& args = row["args"];
    const Rules rules(Entry("match", Json::array({args["match"]})));
    const Json labels = At(args, "proxyLabels");
    const Json match = {{"sourceLabels", labels.is_null() ? Json::object() : labels}};
    const Rules labelled(Entry("match", Json::array({match})));
    Proxy proxy;
    proxy.labels = labelled.http().front().match.front().source_labels;
    proxy.ns = proxy.workload_ns = At(args, "proxyNamespace").is_null() ? "" : args["proxyNamespace"];
    // The rows name gateways without a namespace; ours are looked up in full.
    std::vector<std::string> gateways;
    for (const Json& name : At(args, "gatewayNames"))
      gateways.push_back(mesh::ResolveGatewayName(name.get<std::string>(), "ns"));
    if (gateways.empty()) gateways.push_back("mesh");
    const bool any = std::ranges::any_of(gateways, [&](const std::string& gateway) {
      return !Compiled(rules, proxy, gateway).routes.empty();
    });
    EXPECT_EQ(any, row["want"].get<bool>());
  });
}

/// Percent of an Envoy fraction.
double PercentOf(const Json& fraction) {
  const double whole = fraction["denominator"] == "MILLION" ? 10'000 : 1;
  return fraction["numerator"].get<double>() / whole;
}

const Action& ActionOf(const Compiled& compiled) { return *compiled.routes.at(0)->action; }

TEST(Recorded, MirrorPercent) {
  ForEachRow("route.MirrorPercent", [](const Json& row) {
    Json http = row["route"];
    if (http.contains("mirror")) http["mirror"] = {{"host", "copy.example"}};
    const Rules rules(Json::array({http}));
    const Compiled compiled(rules, {}, "mesh");
    const std::vector<Mirror>& mirrors = ActionOf(compiled).mirrors;
    ASSERT_EQ(mirrors.size(), At(row, "want").is_null() ? 0u : 1u);
    if (!mirrors.empty()) {
      EXPECT_EQ(mirrors[0].percent, PercentOf(row["want"]["defaultValue"]));
    }
  });
}

TEST(Recorded, MirrorPercentByPolicy) {
  ForEachRow("route.MirrorPercentByPolicy", [](const Json& row) {
    Json policy = row["policy"];
    policy["destination"] = {{"host", "copy.example"}};
    const Rules rules(Entry("mirrors", Json::array({policy})));
    const Compiled compiled(rules, {}, "mesh");
    const std::vector<Mirror>& mirrors = ActionOf(compiled).mirrors;
    ASSERT_EQ(mirrors.size(), At(row, "want").is_null() ? 0u : 1u);
    if (!mirrors.empty()) {
      EXPECT_EQ(mirrors[0].percent, PercentOf(row["want"]["defaultValue"]));
    }
  });
}

TEST(Recorded, TranslateFault) {
  ForEachRow("route.TranslateFault", [](const Json& row) {
    const Rules rules(Entry("fault", At(row, "fault")));
    const Compiled compiled(rules, {}, "mesh");
    const std::optional<Fault>& fault = ActionOf(compiled).fault;
    const Json want = At(row, "want");
    ASSERT_EQ(fault.has_value(), !want.is_null());
    if (!fault) return;
    const Json delay = At(want, "delay"), abort = At(want, "abort");
    EXPECT_EQ(fault->delay, delay.is_null() ? "" : delay["faultDelaySecifier"]["fixedDelay"]);
    if (!delay.is_null()) {
      EXPECT_EQ(fault->delay_percent, PercentOf(delay["percentage"]));
    }
    if (abort.is_null()) return;
    EXPECT_EQ(fault->abort_percent, PercentOf(abort["percentage"]));
    EXPECT_EQ(fault->abort_status, abort.value("httpStatus", 0u));
    EXPECT_EQ(fault->abort_grpc_code.value_or(0), abort.value("grpcStatus", 0u));
  });
}

/// The conditions of a route written as Envoy's.
RouteMatch MatchOf(const Json& match) {
  RouteMatch made;
  const Json& path = match["pathSpecifier"];
  const auto set = [&](const char* key, PathMatch::Kind kind) {
    if (path.contains(key)) made.path = PathMatch(kind, path[key].get<std::string>(), false);
  };
  set("prefix", PathMatch::Kind::kPrefix);
  set("pathSeparatedPrefix", PathMatch::Kind::kSegmentPrefix);
  set("path", PathMatch::Kind::kExact);
  if (path.contains("safeRegex"))
    made.path = PathMatch(PathMatch::Kind::kRegex, path["safeRegex"]["regex"].get<std::string>(), false);
  for (const Json& header : At(match, "headers"))
    made.headers.push_back({HeaderMatch::Of::kHeader, header["name"].get<std::string>()});
  for (const Json& parameter : At(match, "queryParameters"))
    made.parameters.push_back({parameter["name"].get<std::string>()});
  for (const Json& claim : At(match, "dynamicMetadata")) made.claims.push_back({.name = claim.dump()});
  return made;
}

TEST(Recorded, IsCatchAllRoute) {
  ForEachRow("route.IsCatchAllRoute", [](const Json& row) {
    EXPECT_EQ(MatchOf(row["route"]["match"]).catches_all(), row["want"].get<bool>());
  });
}

}  // namespace
}  // namespace meshctl::route
