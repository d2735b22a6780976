// SPDX-License-Identifier: Apache-2.0
// Recorded answers of Istio: the RBAC filters that istiod makes of policies, and which proxies policies
// concern.
#include "testing/conformance.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "access/policies.h"
#include "testing/rbac_oracle.h"
#include "testing/text_mesh.h"
#include "yaml/parse.h"

namespace meshctl::access {
namespace {

using Json = nlohmann::json;

Json Load(const std::string& path) {
  std::ifstream file(path);
  return Json::parse(file);
}

/// A Deployment whose Pods have these labels, as YAML.
std::string WorkloadYaml(const std::string& ns, const Json& labels) {
  const Json object = {{"apiVersion", "apps/v1"},
                       {"kind", "Deployment"},
                       {"metadata", {{"name", "the-workload"}, {"namespace", ns}}},
                       {"spec", {{"template", {{"metadata", {{"labels", labels}}}}}}}};
  return "\n---\n" + object.dump() + "\n";
}

/// Values for each part of a request: everything a policy names and what is near to it.
class Generator {
 public:
  explicit Generator(const yaml::Node& rules) { Collect(rules, ""); }

  http::Request Next() {
    http::Request request;
    request.method = Pick("methods", "GET");
    request.authority = Pick("hosts", "other.example");
    request.path = Pick("paths", "/");
    request.sni = Pick("connection.sni", "");
    request.address = PickAddress("destination.ip");
    request.source_address = PickAddress("ipBlocks");
    request.remote_address = PickAddress("remoteIpBlocks");
    const std::string port = Pick("ports", "8081");
    request.port = static_cast<std::uint16_t>(std::atoi(port.c_str()));
    request.principal = Principal();
    request.claims = std::make_shared<const http::Claims>(*http::Claims::Parse(ClaimsText()));
    if (Chance(10)) request.claims = nullptr;
    for (const auto& [key, values] : values_) {
      if (key.starts_with("request.headers[")) {
        const std::string name = key.substr(16, key.size() - 17);
        if (Chance(80)) request.AddHeader(name, Pick(key, "x"));
      }
    }
    return request;
  }

 private:
  /// Files values under their field, or under the key of their condition; exclusions count like values.
  void Collect(const yaml::Node& node, const std::string& field) {
    if (node.is_string()) {
      AddVariants(values_[field], std::string(node.text()));
      return;
    }
    for (const yaml::Node& item : node.items()) Collect(item, field);
    const std::string key(node.Get("key").text());
    for (const yaml::Entry& entry : node.entries()) {
      std::string name(entry.key);
      if (name.starts_with("not") && name.size() > 3) {
        name = name.substr(3);
        name.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(name.front())));
      }
      Collect(entry.value, name == "values" ? FieldOf(key) : name);
    }
  }

  static std::string FieldOf(const std::string& key) {
    if (key == "source.ip") return "ipBlocks";
    if (key == "remote.ip") return "remoteIpBlocks";
    if (key == "source.namespace") return "namespaces";
    if (key == "source.principal") return "principals";
    if (key == "request.auth.principal") return "requestPrincipals";
    return key == "destination.port" ? "ports" : key;
  }

  static void AddVariants(std::vector<std::string>& values, const std::string& value) {
    std::string bare = value;
    for (const std::string hole : {"{**}", "{*}", "*"}) {
      for (std::size_t at; (at = bare.find(hole)) != std::string::npos;) bare.replace(at, hole.size(), "s");
    }
    values.insert(values.end(), {value, bare, "s" + bare, bare + "s"});
    std::string upper = bare;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    values.push_back(upper);
    std::string less = bare;
    if (!less.empty()) less.pop_back();
    values.push_back(less);
  }

  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }

  std::string Pick(const std::string& field, const std::string& otherwise) {
    const auto found = values_.find(field);
    if (found == values_.end() || found->second.empty() || Chance(10)) return otherwise;
    return found->second[random_() % found->second.size()];
  }

  std::string PickAddress(const std::string& field) {
    std::string text = Pick(field, "8.8.8.8");
    text = text.substr(0, text.find('/'));
    return IpAddress::Parse(text) ? text : "8.8.4.4";
  }

  std::string Principal() {
    if (Chance(10)) return {};
    if (Chance(40)) return "spiffe://" + Pick("principals", "cluster.local/ns/a/sa/b");
    const std::string domain = Pick("trustDomains", "cluster.local");
    const std::string account = Pick("serviceAccounts", "default");
    const std::size_t slash = account.find('/');
    const std::string ns = slash == std::string::npos ? Pick("namespaces", "foo") : account.substr(0, slash);
    return fmt::format("spiffe://{}/ns/{}/sa/{}", domain, ns, account.substr(slash + 1));
  }

  std::string ClaimsText() {
    const std::string principal = Pick("requestPrincipals", "issuer/subject");
    const std::size_t slash = principal.rfind('/');
    Json claims = {{"iss", principal.substr(0, slash)},
                   {"sub", slash == std::string::npos ? "" : principal.substr(slash + 1)},
                   {"azp", Pick("request.auth.presenter", "x")}};
    if (Chance(50)) claims["sub"] = principal;
    const std::string audience = Pick("request.auth.audiences", "x");
    claims["aud"] = Chance(50) ? Json(audience) : Json({"y", audience});
    if (Chance(50)) claims["iss"] = Pick("request.auth.claims[iss]", "x");
    claims["nested1"]["nested2"] = Pick("request.auth.claims[nested1][nested2]", "x");
    return claims.dump();
  }

  std::map<std::string, std::vector<std::string>> values_;
  std::mt19937 random_{42};
};

/// The trust domains with which a case was recorded.
mesh::MeshConfig ConfigOf(std::string_view name) {
  mesh::MeshConfig config;
  const bool wildcard = name.ends_with("principal-with-wildcard");
  if (wildcard || name.find("td-aliases") != std::string_view::npos) {
    config.trust_domain = "td1";
    config.trust_domain_aliases = {wildcard ? "foobar" : "cluster.local"};
    if (name.find("multiple") != std::string_view::npos) config.trust_domain_aliases.emplace_back("some-td");
  }
  return config;
}

/// The filters of a case.
struct Filters {
  std::deque<source::SourceFile> files;
  std::vector<yaml::Stream> streams;

  explicit Filters(const Json& golden) {
    diag::Report report;
    for (const auto& [name, text] : golden.items()) {
      if (name.starts_with("extended-")) continue;
      files.emplace_back(name, text.get<std::string>());
      streams.push_back(yaml::Parse(files.back(), {}, report));
    }
  }

  bool Passes(const testing::RbacOracle& oracle) const {
    return std::ranges::all_of(streams, [&](const yaml::Stream& stream) {
      return std::ranges::all_of(stream.documents, [&](const yaml::Node& document) {
        return oracle.Passes(document.Get("typedConfig"));
      });
    });
  }
};

TEST(AuthorizationPolicy, JudgesAsTheFiltersThatIstiodMakes) {
  const auto path = testing::ConformancePath("route/authz-cases.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  constexpr int kRequests = 1000;
  int passed = 0;
  int stopped = 0;
  const Json recorded = Load(*path);
  for (const Json& one : recorded["cases"]) {
    const std::string name = one["name"];
    SCOPED_TRACE(name);
    const Filters filters(one["golden"]);
    if (filters.streams.empty()) continue;  // an external authorizer decides
    const mesh::Mesh mesh = testing::TextMesh(
        one["input"].get<std::string>() + WorkloadYaml("foo", {{"app", "httpbin"}, {"version", "v1"}}),
        ConfigOf(name));
    const mesh::Workload& workload = *mesh.workloads().Find("foo", "the-workload");
    const Layer layer = one["suite"] == "authz-tcp" ? Layer::kTcp : Layer::kHttp;
    const Policies policies(PolicyIndex(mesh), {.ns = "foo", .labels = workload.labels}, layer);
    ASSERT_FALSE(mesh.authorization_policies().empty());
    for (const model::AuthorizationPolicy& policy : mesh.authorization_policies()) {
      Generator generator(policy.object->Get("spec").Get("rules"));
      for (int i = 0; i < kRequests; ++i) {
        const http::Request request = generator.Next();
        const Verdict verdict = policies.Judge(request);
        const bool if_not = filters.Passes(testing::RbacOracle(request, false));
        const bool if_so = filters.Passes(testing::RbacOracle(request, true));
        if (verdict.ruling == Verdict::Ruling::kUnknown) continue;
        const bool allowed = verdict.ruling == Verdict::Ruling::kAllowed;
        ++(allowed ? passed : stopped);
        ASSERT_TRUE(allowed == if_not && allowed == if_so)
            << request.method << " " << request.authority << request.path << " port " << request.port
            << " from " << request.principal << " " << request.source_address << ": " << verdict.reason;
      }
    }
  }
  // Requests that always fare alike would compare nothing.
  EXPECT_GT(passed, kRequests);
  EXPECT_GT(stopped, kRequests);
}

/// The proxy that a row of the selection suites is about.
struct Selection {
  std::string ns, root, service, service_ns;
  Enforcer enforcer;

  explicit Selection(const Json& options)
      : ns(options.value("workloadNamespace", "")), root(options.value("rootNamespace", "")) {
    enforcer.ns = ns;
    enforcer.waypoint = options.value("isWaypoint", false);
    for (const Json& served : options.value("services", Json::array())) {
      service = served["name"];
      service_ns = served["namespace"];
      enforcer.service = {service_ns, service, served["registry"] == "External"};
    }
  }
  Selection(const Selection&) = delete;
};

Json LabelsOf(const Json& options) { return options.value("workloadLabels", Json::object()); }

TEST(Selection, AgreesWithPolicyMatcher) {
  const auto path = testing::ConformancePath("route/table-cases.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  int rows = 0;
  for (const Json& row : Load(*path)) {
    if (row["suite"] != "model.PolicyMatcher") continue;
    SCOPED_TRACE(row["name"].get<std::string>());
    ++rows;
    const Json& data = row["data"];
    Selection selection(data["selection"]);
    const Json named =
        data.value("policyNamespacedName", Json{{"namespace", "default"}, {"name", "policy1"}});
    const Json policy = {{"apiVersion", "security.istio.io/v1"},
                         {"kind", "AuthorizationPolicy"},
                         {"metadata", named},
                         {"spec", data["policy"]}};
    const mesh::Mesh mesh =
        testing::TextMesh(policy.dump() + WorkloadYaml(selection.ns, LabelsOf(data["selection"])));
    selection.enforcer.labels = mesh.workloads().Find(selection.ns, "the-workload")->labels;
    selection.enforcer.gateways_by_selector = data.value("enableSelectorPolicies", true);
    const model::AuthorizationPolicy& decoded = mesh.authorization_policies().front();
    const Attachment attachment{.ns = *decoded.object->namespace_,
                                .selector = decoded.selector ? &*decoded.selector : nullptr,
                                .targets = &decoded.target_refs};
    EXPECT_EQ(Concerns(attachment, selection.enforcer, selection.root), data["expected"].get<bool>());
  }
  EXPECT_GT(rows, 0);
}

/// `ns/name` of the policies of one action.
std::vector<std::string> Names(const Verdict& verdict, Action action) {
  std::vector<std::string> names;
  for (const ConsideredPolicy& policy : verdict.considered) {
    if (policy.action != action) continue;
    names.push_back(fmt::format("{}/{}", *policy.policy->object->namespace_, *policy.policy->object->name));
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> Names(const Json& data, const char* key) {
  std::vector<std::string> names;
  const Json list = data.value(key, Json());
  for (const Json& policy : list.is_array() ? list : Json::array())
    names.push_back(policy["namespace"].get<std::string>() + "/" + policy["name"].get<std::string>());
  std::ranges::sort(names);
  return names;
}

TEST(Selection, AgreesWithListAuthorizationPolicies) {
  const auto path = testing::ConformancePath("route/table-cases.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  int rows = 0;
  for (const Json& row : Load(*path)) {
    if (row["suite"] != "model.ListAuthorizationPolicies") continue;
    SCOPED_TRACE(row["name"].get<std::string>());
    ++rows;
    const Json& data = row["data"];
    Selection selection(data["selectionOpts"]);
    std::string text = WorkloadYaml(selection.ns, LabelsOf(data["selectionOpts"]));
    const Json configs = data.value("configs", Json::array());
    for (const Json& config : configs) text += "---\n" + config.dump() + "\n";
    mesh::MeshConfig config;
    config.root_namespace = "istio-config";
    const mesh::Mesh mesh = testing::TextMesh(std::move(text), config);
    selection.enforcer.labels = mesh.workloads().Find(selection.ns, "the-workload")->labels;
    const Verdict verdict = Policies(PolicyIndex(mesh), selection.enforcer, Layer::kHttp).Judge({});
    EXPECT_EQ(Names(verdict, Action::kAllow), Names(data, "wantAllow"));
    EXPECT_EQ(Names(verdict, Action::kDeny), Names(data, "wantDeny"));
    EXPECT_EQ(Names(verdict, Action::kAudit), Names(data, "wantAudit"));
    EXPECT_EQ(Names(verdict, Action::kCustom), Names(data, "wantCustom"));
  }
  EXPECT_GT(rows, 0);
}

}  // namespace
}  // namespace meshctl::access
