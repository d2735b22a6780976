// SPDX-License-Identifier: Apache-2.0
#include "access/policies.h"

#include <gtest/gtest.h>

#include "testing/text_mesh.h"

namespace meshctl::access {
namespace {

constexpr char kWorkload[] = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {template: {metadata: {labels: {app: cart}}}}
)";

/// One AuthorizationPolicy; `name` may be `ns/name`, and `spec` may end in annotations behind a `#`.
std::string Policy(std::string name, const std::string& spec, const std::string& annotations = "{}") {
  std::string ns = "shop";
  if (const std::size_t slash = name.find('/'); slash != std::string::npos) {
    ns = name.substr(0, slash);
    name = name.substr(slash + 1);
  }
  return "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: " + name +
         ", namespace: " + ns + ", annotations: " + annotations + "}\nspec: " + spec + "\n";
}

Verdict Judge(const std::string& policies, const http::Request& request, Layer layer = Layer::kHttp,
              mesh::MeshConfig config = {}) {
  static std::deque<mesh::Mesh> meshes;  // verdicts point into their mesh
  const mesh::Mesh& mesh = meshes.emplace_back(testing::TextMesh(kWorkload + policies, std::move(config)));
  const mesh::Workload& workload = *mesh.workloads().Find("shop", "cart");
  return Policies(PolicyIndex(mesh), {.ns = "shop", .labels = workload.labels}, layer).Judge(request);
}

http::Request Get(const std::string& path = "/") {
  http::Request request;
  request.authority = "cart.shop";
  request.path = path;
  request.principal = "spiffe://cluster.local/ns/shop/sa/web";
  return request;
}

/// The only rule of an ALLOW policy, asked alone.
Truth Matches(const std::string& rule, const http::Request& request, Layer layer = Layer::kHttp) {
  return Judge(Policy("p", "{rules: [" + rule + "]}"), request, layer).considered.front().matches;
}

TEST(Policies, DenyComesBeforeAllow) {
  const std::string allow = Policy("allow", "{rules: [{}]}");
  const std::string deny = Policy("deny", "{action: DENY, rules: [{to: [{operation: {paths: [/admin*]}}]}]}");
  EXPECT_EQ(Judge("", Get()).reason, "no AuthorizationPolicy concerns it");
  EXPECT_EQ(Judge(allow + deny, Get()).reason, "allowed by AuthorizationPolicy shop/allow, rule 0");
  const Verdict verdict = Judge(allow + deny, Get("/admin/x"));
  EXPECT_EQ(verdict.ruling, Verdict::Ruling::kDenied);
  EXPECT_EQ(verdict.reason, "denied by AuthorizationPolicy shop/deny, rule 0");
  EXPECT_EQ(source::ToString(verdict.span), "mesh.yaml:14:30");
  EXPECT_EQ(*verdict.considered[*verdict.decisive].policy->object->name, "deny");
  EXPECT_EQ(Judge(deny, Get()).reason, "no ALLOW policy concerns it and no DENY policy matches");
}

TEST(Policies, WithoutRulesNothingMatches) {
  EXPECT_EQ(Judge(Policy("none", "{}"), Get()).reason,
            "denied by AuthorizationPolicy shop/none, which has no rules and allows nothing");
  EXPECT_EQ(Judge(Policy("none", "{action: DENY}"), Get()).ruling, Verdict::Ruling::kAllowed);
}

TEST(Policies, ReasonsNameTheNearestMiss) {
  const std::string policy = Policy("p",
                                    "{rules: [{from: [{source: {namespaces: [blog]}}, {source: {namespaces: "
                                    "[shop], notPrincipals: ['*/web']}}],"
                                    " to: [{operation: {methods: [GET]}}]}]}");
  const Verdict verdict = Judge(policy, Get());
  EXPECT_EQ(verdict.reason,
            "denied by AuthorizationPolicy shop/p, whose rule does not allow it: principal is "
            "`spiffe://cluster.local/ns/shop/sa/web`, and `*/web` is excluded");
  EXPECT_EQ(
      Judge(Policy(
                "a",
                "{rules: [{to: [{operation: {hosts: [a.example]}}]}, {to: [{operation: {ports: ['1']}}]}]}") +
                Policy("b", "{}"),
            Get())
          .reason,
      "denied by 2 ALLOW policies that do not allow it, for example AuthorizationPolicy shop/a, none of "
      "whose 2 "
      "rules allows it; rule 0: host is `cart.shop`, not `a.example`");
}

TEST(Policies, DryRunsDecideNothing) {
  const std::string dry = "{istio.io/dry-run: 'true'}";
  EXPECT_EQ(Judge(Policy("p", "{action: DENY, rules: [{}]}", dry), Get()).ruling, Verdict::Ruling::kAllowed);
  const Verdict verdict = Judge(Policy("p", "{}", dry), Get());
  EXPECT_EQ(verdict.ruling, Verdict::Ruling::kAllowed);
  EXPECT_TRUE(verdict.considered.front().dry_run);
  EXPECT_EQ(Judge(Policy("p", "{}", "{istio.io/dry-run: 'maybe'}"), Get()).ruling, Verdict::Ruling::kDenied);
}

TEST(Policies, AuditAndUnknownActionsDecideNothing) {
  EXPECT_EQ(Judge(Policy("p", "{action: AUDIT, rules: [{}]}"), Get()).ruling, Verdict::Ruling::kAllowed);
  EXPECT_TRUE(Judge(Policy("p", "{action: REFUSE, rules: [{}]}"), Get()).considered.empty());
}

TEST(Policies, WhatManifestsDoNotSayIsUnknown) {
  const std::string policy =
      Policy("p", "{action: DENY, rules: [{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}]}");
  http::Request request = Get();
  EXPECT_EQ(
      Judge(policy, request).reason,
      "AuthorizationPolicy shop/p, rule 0 may deny it: client's address is not known, not `10.0.0.0/8`");
  request.source_address = "10.1.2.3";
  EXPECT_EQ(Judge(policy, request).ruling, Verdict::Ruling::kDenied);
  request.source_address = "192.168.0.1";
  EXPECT_EQ(Judge(policy, request).ruling, Verdict::Ruling::kAllowed);
  const std::string metadata = "{when: [{key: 'experimental.envoy.filters.a[b]', values: [c]}]}";
  EXPECT_EQ(Matches(metadata, Get()), Truth::kUnknown);
  // A certain no is stronger than a doubt.
  EXPECT_EQ(Judge(policy + Policy("q", "{}"), Get()).ruling, Verdict::Ruling::kDenied);
}

mesh::MeshConfig WithAuthorizer() {
  mesh::MeshConfig config;
  config.extension_providers.push_back({"opa", "envoyExtAuthzHttp", "opa.shop.svc.cluster.local"});
  return config;
}

TEST(Policies, ExternalAuthorizersDecideOnlyWhatTheyAreAsked) {
  const std::string service =
      "---\napiVersion: v1\nkind: Service\nmetadata: {name: opa, namespace: shop}\nspec: {}\n";
  const std::string policy =
      Policy("ext", "{action: CUSTOM, provider: {name: opa}, rules: [{to: [{operation: {paths: [/a]}}]}]}");
  EXPECT_EQ(Judge(service + policy, Get("/a"), Layer::kHttp, WithAuthorizer()).reason,
            "external authorizer `opa` decides, asked by AuthorizationPolicy shop/ext, rule 0");
  EXPECT_EQ(Judge(service + policy, Get("/b"), Layer::kHttp, WithAuthorizer()).ruling,
            Verdict::Ruling::kAllowed);
  EXPECT_TRUE(Judge(service + policy, Get("/a"), Layer::kTcp, WithAuthorizer()).considered.empty());
  EXPECT_EQ(
      Judge(policy, Get("/a"), Layer::kHttp, WithAuthorizer()).reason,
      "denied by AuthorizationPolicy shop/ext, rule 0: the service `opa.shop.svc.cluster.local` of external "
      "authorizer `opa` is not known");
  const std::string other = Policy("other", "{action: CUSTOM, provider: {name: b}, rules: [{}]}");
  EXPECT_EQ(Judge(service + policy + other, Get("/a"), Layer::kHttp, WithAuthorizer()).reason,
            "denied by AuthorizationPolicy shop/ext, rule 0: the proxy is given 2 external authorizers and "
            "takes one "
            "only");
  // Without the settings of the mesh nobody knows which authorizers it has.
  EXPECT_EQ(Judge(other, Get()).ruling, Verdict::Ruling::kUnknown);
}

TEST(Policies, ExternalAuthorizersAreAskedBeforeTokensAreChecked) {
  http::Request request = Get();
  request.claims = std::make_shared<const http::Claims>(*http::Claims::Parse(R"({"iss": "i"})"));
  const std::string rule = "rules: [{when: [{key: 'request.auth.claims[iss]', values: [i]}]}]}";
  EXPECT_EQ(Judge(Policy("p", "{action: CUSTOM, provider: {name: b}, " + rule), request).ruling,
            Verdict::Ruling::kAllowed);
  EXPECT_EQ(Judge(Policy("p", "{action: DENY, " + rule), request).ruling, Verdict::Ruling::kDenied);
}

TEST(Rules, UnknownKeysAndValuesThatAreNoneSpoilThem) {
  const std::string unknown = "{when: [{key: request.size, values: ['1']}]}";
  EXPECT_EQ(Matches(unknown, Get()), Truth::kNo);
  EXPECT_EQ(Judge(Policy("p", "{action: DENY, rules: [" + unknown + "]}"), Get())
                .considered.front()
                .rules.front()
                .reason,
            "Istio does not know its key `request.size`");
  const std::string bad = "{to: [{operation: {ports: [http], methods: [GET]}}]}";
  EXPECT_EQ(Matches(bad, Get()), Truth::kNo) << "an ALLOW rule is dropped";
  EXPECT_EQ(Judge(Policy("p", "{action: DENY, rules: [" + bad + "]}"), Get()).ruling,
            Verdict::Ruling::kDenied)
      << "a DENY rule loses the value";
}

TEST(Rules, TcpKnowsNoHttp) {
  const std::string rule = "{to: [{operation: {methods: [POST], ports: ['80']}}]}";
  EXPECT_EQ(Matches(rule, Get(), Layer::kTcp), Truth::kNo);
  EXPECT_EQ(Judge(Policy("p", "{action: DENY, rules: [" + rule + "]}"), Get(), Layer::kTcp).ruling,
            Verdict::Ruling::kDenied);
}

TEST(Rules, IdentitiesOfPlaintextClients) {
  http::Request request = Get();
  request.principal.clear();
  EXPECT_EQ(Matches("{from: [{source: {principals: ['*']}}]}", request), Truth::kNo);
  EXPECT_EQ(Matches("{from: [{source: {notPrincipals: ['*']}}]}", request), Truth::kYes);
  EXPECT_EQ(Matches("{from: [{source: {notNamespaces: [shop]}}]}", request), Truth::kYes);
  request.tls = http::Tls::kMutual;  // with a certificate of which nobody knows the name
  EXPECT_EQ(Matches("{from: [{source: {principals: ['*']}}]}", request), Truth::kUnknown);
}

TEST(Rules, TrustDomainsHaveAliases) {
  mesh::MeshConfig config;
  config.trust_domain = "new";
  config.trust_domain_aliases = {"old"};
  http::Request request = Get();
  request.principal = "spiffe://old/ns/shop/sa/web";
  const auto allowed = [&](const std::string& source) {
    return Judge(Policy("p", "{rules: [{from: [{source: " + source + "}]}]}"), request, Layer::kHttp, config)
               .ruling == Verdict::Ruling::kAllowed;
  };
  EXPECT_TRUE(allowed("{principals: [cluster.local/ns/shop/sa/web]}"));
  EXPECT_TRUE(allowed("{principals: [new/ns/shop/sa/web]}"));
  EXPECT_FALSE(allowed("{principals: [other/ns/shop/sa/web]}"));
  EXPECT_TRUE(allowed("{trustDomains: [new]}"));
  EXPECT_FALSE(allowed("{trustDomains: ['ne*']}"));
  EXPECT_FALSE(allowed("{notTrustDomains: [new]}"));
}

TEST(Rules, HeadersAndPseudoHeaders) {
  http::Request request = Get("/x");
  request.AddHeader("X-User", "anna");
  const auto when = [&](const std::string& key, const std::string& values) {
    return Matches("{when: [{key: '" + key + "', " + values + "}]}", request) == Truth::kYes;
  };
  EXPECT_TRUE(when("request.headers[x-USER]", "values: ['an*']"));
  EXPECT_FALSE(when("request.headers[x-user]", "values: [Anna]"));
  EXPECT_TRUE(when("request.headers[x-none]", "notValues: ['*']"));
  EXPECT_TRUE(when("request.headers[:method]", "values: [GET]"));
  EXPECT_TRUE(when("connection.sni", "notValues: ['*']"));
  EXPECT_TRUE(when("destination.port", "values: ['80'], notValues: ['81']"));
}

TEST(Rules, RequestPrincipals) {
  http::Request request = Get();
  request.claims = std::make_shared<const http::Claims>(
      *http::Claims::Parse(R"({"iss": "https://i.example", "sub": "anna", "groups": ["a", "b"]})"));
  const auto matches = [&](const std::string& value) {
    return Matches("{from: [{source: {requestPrincipals: ['" + value + "']}}]}", request) == Truth::kYes;
  };
  for (const char* value : {"https://i.example/anna", "*", "*/anna", "*.example/anna", "https://i.example/*",
                            "https://i.example/an*", "*nna"}) {
    EXPECT_TRUE(matches(value)) << value;
  }
  for (const char* value :
       {"https://i.example", "anna", "*/ann", "https://other.example/*", "i.example/anna"})
    EXPECT_FALSE(matches(value)) << value;
  EXPECT_EQ(Matches("{when: [{key: 'request.auth.claims[groups]', values: [b]}]}", request), Truth::kYes);
  EXPECT_EQ(Matches("{when: [{key: 'request.auth.claims[groups]', notValues: [b]}]}", request), Truth::kNo);
}

TEST(ParseKey, BracketsMayBeMalformed) {
  EXPECT_EQ(ParseKey("request.headers[X-A]")->path, std::vector<std::string>{"x-a"});
  EXPECT_TRUE(ParseKey("request.headers")->path.empty());
  EXPECT_EQ(ParseKey("request.auth.claims[a][b]")->path, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(ParseKey("request.auth.claims[a[b]]")->path, std::vector<std::string>{"a[b]"});
  EXPECT_TRUE(ParseKey("request.auth.claims.a")->path.empty());
  EXPECT_EQ(ParseKey("experimental.envoy.filters.a.b[c]")->path,
            (std::vector<std::string>{"envoy.filters.a.b", "c"}));
  EXPECT_EQ(ParseKey("destination.labels[app]"), std::nullopt);
}

}  // namespace
}  // namespace meshctl::access
