// SPDX-License-Identifier: Apache-2.0
// Istio's own conversion cases: what is derived from their manifests must be what istiod recorded. Compared
// is what routing depends on: servers, hosts, the order of rules, conditions, actions and destinations.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "gatewayapi/derive.h"
#include "testing/conformance.h"

namespace meshctl::gatewayapi {
namespace {

using Record = nlohmann::json;

/// Cases that are not answered as recorded, and why.
const std::map<std::string, std::string> kGaps = {
    {"gwapi/frontend-tls-invalid", "whether a ConfigMap exists cannot be known from manifests"},
};

/// Why a case is out of scope; empty: it is not.
std::string WhyOutOfScope(const std::string& input) {
  if (input.find("kind: InferencePool") != std::string::npos) return "InferencePool is off by default";
  if (input.find("kind: XBackend\n") != std::string::npos) return "XBackend is off by default";
  if (input.find("gatewayClassName: istio-east-west") != std::string::npos)
    return "east-west gateways carry no routes";
  return {};
}

std::string Text(const std::optional<model::StringMatch>& match) {
  if (!match) return "-";
  constexpr std::string_view kKinds[] = {"present", "exact", "prefix", "regex"};
  return fmt::format("{}:{}", kKinds[static_cast<std::size_t>(match->kind)], *match->value);
}

std::string Text(std::vector<model::NamedMatch> matches) {
  std::ranges::sort(matches, {}, [](const model::NamedMatch& match) { return *match.name; });
  std::string text;
  for (const model::NamedMatch& match : matches)
    text += fmt::format(" {}={}", *match.name, Text(match.match));
  return text;
}

/// A rule without a match and one for the prefix `/` are the same: the CRD makes the one the other.
std::string Text(const model::HttpMatch& match) {
  const std::string uri = Text(match.uri);
  return fmt::format("uri {} method {} headers{} query{} port {}", uri == "prefix:/" ? "-" : uri,
                     Text(match.method), Text(match.headers), Text(match.query_params),
                     match.port.value.value_or(0));
}

std::string Text(const model::Destination& destination) {
  return fmt::format("{}:{}:{}", *destination.host, destination.port.value.value_or(0), *destination.subset);
}

std::string Text(std::vector<model::HeaderChange> changes) {
  std::ranges::sort(changes, {}, [](const model::HeaderChange& change) { return *change.name; });
  std::string text;
  for (const model::HeaderChange& change : changes)
    text += fmt::format(" {}={}", *change.name, *change.value);
  return text;
}

std::string Text(const std::optional<model::Headers>& headers) {
  std::string text;
  if (!headers) return text;
  for (const model::HeaderOperations* one : {&headers->request, &headers->response}) {
    text += fmt::format(" [set{} add{} remove", Text(one->set), Text(one->add));
    for (const model::Text& name : one->remove) text += fmt::format(" {}", *name);
    text += "]";
  }
  return text;
}

std::string Text(const model::Duration& duration) { return duration.value ? ToString(*duration.value) : "-"; }

std::string TextOfAction(const model::HttpRoute& rule) {
  std::string text;
  if (rule.redirect) {
    const model::HttpRedirect& to = *rule.redirect;
    // The CRD makes 302 of no code.
    const std::int64_t code = to.code.value.value_or(0) == 0 ? 302 : *to.code.value;
    text += fmt::format("\n    redirect {} {}://{}:{}{} {}{}", code, *to.scheme, *to.authority,
                        to.port.value.value_or(0), *to.derive_port, *to.uri, *to.prefix_rewrite);
  }
  if (rule.direct_response)
    text += fmt::format("\n    respond {}", rule.direct_response->status.value.value_or(0));
  if (rule.rewrite) {
    text += fmt::format("\n    rewrite {} {}", *rule.rewrite->uri, *rule.rewrite->authority);
    if (rule.rewrite->uri_regex)
      text += fmt::format(" {} {}", *rule.rewrite->uri_regex->match, *rule.rewrite->uri_regex->rewrite);
  }
  if (rule.retries) {
    text += fmt::format("\n    retries {} {} {} {}", rule.retries->attempts.value.value_or(0),
                        Text(rule.retries->per_try_timeout), *rule.retries->retry_on,
                        Text(rule.retries->backoff));
  }
  for (const model::Mirror& mirror : rule.mirrors)
    text +=
        fmt::format("\n    mirror {} {:g}", Text(mirror.destination), mirror.percentage.value.value_or(100));
  if (rule.cors_policy) {
    text += "\n    cors";
    for (const model::StringMatch& origin : rule.cors_policy->allow_origins)
      text += " " + Text(std::optional(origin));
  }
  return text;
}

std::string Text(const model::HttpRoute& rule) {
  std::string text = fmt::format("  {} timeout {}{}", *rule.name, Text(rule.timeout), Text(rule.headers));
  static const model::HttpMatch kAny;
  text += "\n    " + Text(rule.match.empty() ? kAny : rule.match.front()) + TextOfAction(rule);
  for (const model::HttpDestination& to : rule.route)
    text += fmt::format("\n    to {} weight {}{}", Text(to.destination), to.weight.value.value_or(0),
                        Text(to.headers));
  return text + "\n";
}

std::string Text(const model::L4Route& rule) {
  std::string text = "  l4";
  for (const model::L4Match& match : rule.match) {
    text += fmt::format(" port {} sni", match.port.value.value_or(0));
    for (const model::Text& name : match.sni_hosts) text += fmt::format(" {}", *name);
  }
  for (const model::L4Destination& to : rule.route)
    text += fmt::format("\n    to {} weight {}", Text(to.destination), to.weight.value.value_or(0));
  return text + "\n";
}

std::string Text(const model::VirtualService& service) {
  std::string text = fmt::format("VirtualService {}/{}", service.ns(), service.name());
  for (const model::Text& gateway : service.gateways) text += fmt::format(" at {}", *gateway);
  for (const model::Text& host : service.hosts) text += fmt::format(" for {}", *host);
  text += "\n";
  for (const model::HttpRoute& rule : service.http) text += Text(rule);
  for (const model::L4Route& rule : service.tls) text += Text(rule);
  for (const model::L4Route& rule : service.tcp) text += Text(rule);
  return text;
}

std::string Text(const model::Gateway& gateway) {
  std::string text = fmt::format("Gateway {}/{}", gateway.ns(), gateway.name());
  for (const std::string_view service : gateway.services) text += fmt::format(" by {}", service);
  text += fmt::format(" in {}{}\n", gateway.services_ns, gateway.managed ? " managed" : "");
  for (const model::Server& server : gateway.servers) {
    const std::string_view mode = !server.tls                 ? "plaintext"
                                  : server.tls->mode->empty() ? "PASSTHROUGH"
                                                              : *server.tls->mode;
    text += fmt::format("  {}/{} {} {}", server.port.number.value.value_or(0), *server.port.protocol,
                        *server.port.name, mode);
    for (const model::Text& host : server.hosts) text += fmt::format(" {}", *host);
    text += "\n";
  }
  return text;
}

std::string Joined(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  std::string all;
  for (const std::string& text : texts) all += text;
  return all;
}

std::string TextOf(const mesh::Derived& derived) {
  std::vector<std::string> texts;
  for (const model::Gateway& gateway : derived.gateways) texts.push_back(Text(gateway));
  for (const model::VirtualService& service : derived.virtual_services) texts.push_back(Text(service));
  return Joined(std::move(texts));
}

std::string TextOf(const model::Manifests& golden) {
  std::vector<std::string> texts;
  for (const model::Object& object : golden.objects()) {
    if (object.Is(model::kNetworking, "Gateway")) texts.push_back(Text(model::DecodeGateway(object)));
    if (object.Is(model::kNetworking, "VirtualService"))
      texts.push_back(Text(model::DecodeVirtualService(object)));
  }
  return Joined(std::move(texts));
}

void Add(const std::string& name, std::string text, model::Manifests& manifests) {
  diag::Report report;
  manifests.Add(std::make_unique<source::SourceFile>(name, std::move(text)), report);
}

/// Services that routes name. Istio's harness has them, the cases do not; those meant to be missing are in a
/// namespace of that name.
std::string ServicesNamed(const model::Manifests& manifests) {
  std::set<std::pair<std::string_view, std::string_view>> named;
  const auto visit = [&](const auto& self, const yaml::Node& node, const model::Object& object) -> void {
    for (const yaml::Node& item : node.items()) self(self, item, object);
    const bool reference = node.Get("name").is_string() && (node.Get("port") || node.Get("kind"));
    const std::string_view kind = node.Get("kind") ? node.Get("kind").string() : "Service";
    if (reference && kind == "Service") {
      const yaml::Node& ns = node.Get("namespace");
      named.insert({ns ? ns.string() : *object.namespace_, node.Get("name").string()});
    }
    for (const yaml::Entry& entry : node.entries()) self(self, entry.value, object);
  };
  for (const model::Object& object : manifests.objects()) {
    if (object.kind->ends_with("Route")) visit(visit, object.Get("spec"), object);
  }
  std::string text;
  for (const auto& [ns, name] : named) {
    if (ns != "nonexistent" && !manifests.Find(model::kCore, "Service", ns, name))
      text += fmt::format(
          "---\n{{apiVersion: v1, kind: Service, metadata: {{name: '{}', namespace: '{}'}}}}\n", name, ns);
  }
  return text;
}

/// Namespaces of the cases. In Istio's harness the first part of their names is a label.
std::string NamespacesNamed(const model::Manifests& manifests) {
  std::set<std::string_view> named;
  for (const model::Object& object : manifests.objects()) {
    if (!object.namespace_->empty()) named.insert(*object.namespace_);
  }
  std::string text;
  for (const std::string_view ns : named) {
    if (manifests.Find(model::kCore, "Namespace", "", ns)) continue;
    text += fmt::format(
        "---\n{{apiVersion: v1, kind: Namespace, metadata: {{name: '{}', labels: "
        "{{istio.io/test-name-part: '{}'}}}}}}\n",
        ns, ns.substr(0, ns.find('-')));
  }
  return text;
}

TEST(Golden, WhatIsDerivedIsWhatIstiodRecorded) {
  const std::optional<std::string> path = testing::ConformancePath("route/gwapi-cases.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  std::ifstream file(*path);
  int compared = 0;
  for (const Record& one : Record::parse(file)) {
    const std::string name = one.at("name").get<std::string>();
    const std::string input = one.at("input").get<std::string>();
    SCOPED_TRACE(name);
    if (!WhyOutOfScope(input).empty()) continue;
    model::Manifests manifests;
    Add("input.yaml", input, manifests);
    Add("services.yaml", ServicesNamed(manifests), manifests);
    Add("namespaces.yaml", NamespacesNamed(manifests), manifests);
    model::Manifests golden;
    Add("golden.yaml", one.value("golden", ""), golden);
    mesh::MeshConfig config;
    config.cluster_domain = "domain.suffix";
    const std::string expected = TextOf(golden);
    const std::string actual = TextOf(Derive(manifests, config));
    if (kGaps.contains(name)) {
      EXPECT_NE(actual, expected) << "no gap any more: " << kGaps.at(name);
      continue;
    }
    EXPECT_EQ(actual, expected);
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace meshctl::gatewayapi
