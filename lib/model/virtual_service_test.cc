// SPDX-License-Identifier: Apache-2.0
#include "model/virtual_service.h"

#include <gtest/gtest.h>

#include "testing/objects.h"

namespace meshctl::model {
namespace {

using meshctl::testing::ObjectsOf;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kEverything = R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web, "*.example.com"]
  gateways: [mesh, front/main]
  exportTo: [".", front]
  http:
  - name: all
    match:
    - name: first
      uri: {prefix: /a}
      scheme: {exact: https}
      method: {regex: GET|HEAD}
      authority: {exact: web.example.com}
      headers:
        x-user: {exact: ann}
        x-any: {}
      withoutHeaders: {x-bot: {}}
      queryParams: {page: {regex: "[0-9]+"}}
      ignoreUriCase: true
      port: 8080
      sourceLabels: {app: front}
      sourceNamespace: front
      gateways: [mesh]
    - uri: {exact: /b}
    route:
    - destination: {host: web, subset: v1, port: {number: 80}}
      weight: 90
      headers: {response: {add: {x-from: v1}}}
    - destination: {host: web, subset: v2}
      weight: 10
    rewrite: {uri: /c, authority: other, uriRegexRewrite: {match: ^/a, rewrite: /z}}
    timeout: 2.5s
    retries:
      attempts: 3
      perTryTimeout: 500ms
      retryOn: 5xx,reset
      backoff: 25ms
      retryRemoteLocalities: true
      retryIgnorePreviousHosts: false
    fault:
      delay: {fixedDelay: 1s, percentage: {value: 0.5}}
      abort: {httpStatus: 503, percentage: {value: 10}}
    mirror: {host: shadow}
    mirrorPercentage: {value: 25}
    mirrors:
    - destination: {host: other-shadow}
      percentage: {value: 1.5}
    headers:
      request: {set: {x-a: "1"}, add: {x-b: "2"}, remove: [x-c]}
    corsPolicy:
      allowOrigins: [{exact: "https://example.com"}, {regex: ".*"}]
      allowMethods: [GET]
      allowHeaders: [x-d]
      exposeHeaders: [x-e]
      maxAge: 24h
      allowCredentials: true
      unmatchedPreflights: IGNORE
  - match: [{uri: {prefix: /old}}]
    redirect:
      uri: /new
      authority: new.example.com
      scheme: https
      port: 8443
      redirectCode: 308
  - match: [{uri: {prefix: /teapot}}]
    directResponse: {status: 418, body: {string: short and stout}}
  - delegate: {name: rest, namespace: back}
  tls:
  - match: [{port: 443, sniHosts: [db.example.com], destinationSubnets: [10.0.0.0/8]}]
    route: [{destination: {host: db}, weight: 100}]
  tcp:
  - match: [{port: 27017, sourceLabels: {app: front}, sourceNamespace: front, gateways: [mesh]}]
    route: [{destination: {host: mongo, port: {number: 5555}}}]
)";

class VirtualServiceTest : public ::testing::Test {
 protected:
  Manifests manifests_ = ObjectsOf(kEverything);
  VirtualService service_ = DecodeVirtualService(manifests_.objects().front());
};

TEST_F(VirtualServiceTest, ReadsTheTop) {
  EXPECT_EQ(service_.ns(), "shop");
  EXPECT_EQ(service_.name(), "web");
  ASSERT_EQ(service_.hosts.size(), 2u);
  EXPECT_EQ(*service_.hosts[1], "*.example.com");
  EXPECT_EQ(source::ToString(service_.hosts[1].span), "test.yaml:5:16");
  EXPECT_EQ(service_.hosts[1].span.text(), "\"*.example.com\"");
  EXPECT_EQ(*service_.gateways[1], "front/main");
  EXPECT_EQ(*service_.export_to[0], ".");
  EXPECT_EQ(service_.http.size(), 4u);
}

TEST_F(VirtualServiceTest, ReadsEveryCondition) {
  ASSERT_EQ(service_.http[0].match.size(), 2u);
  const HttpMatch& match = service_.http[0].match[0];
  EXPECT_EQ(*match.name, "first");
  EXPECT_EQ(match.uri->kind, StringMatch::Kind::kPrefix);
  EXPECT_EQ(*match.uri->value, "/a");
  EXPECT_EQ(match.scheme->kind, StringMatch::Kind::kExact);
  EXPECT_EQ(match.method->kind, StringMatch::Kind::kRegex);
  EXPECT_EQ(*match.authority->value, "web.example.com");
  ASSERT_EQ(match.headers.size(), 2u);
  EXPECT_EQ(*match.headers[0].name, "x-user");
  EXPECT_EQ(match.headers[0].name.span.text(), "x-user");
  EXPECT_EQ(match.headers[1].match.kind, StringMatch::Kind::kPresent);
  EXPECT_EQ(*match.without_headers[0].name, "x-bot");
  EXPECT_EQ(*match.query_params[0].match.value, "[0-9]+");
  EXPECT_EQ(match.ignore_uri_case.value, true);
  EXPECT_EQ(match.port.value, 8080);
  EXPECT_EQ(match.source_labels.ToString(), "app=front");
  EXPECT_EQ(*match.source_namespace, "front");
  EXPECT_EQ(*match.gateways[0], "mesh");
}

TEST_F(VirtualServiceTest, ReadsDestinations) {
  const HttpRoute& route = service_.http[0];
  EXPECT_EQ(*route.name, "all");
  ASSERT_EQ(route.route.size(), 2u);
  EXPECT_EQ(*route.route[0].destination.host, "web");
  EXPECT_EQ(*route.route[0].destination.subset, "v1");
  EXPECT_EQ(route.route[0].destination.port.value, 80);
  EXPECT_EQ(route.route[0].weight.value, 90);
  EXPECT_EQ(*route.route[0].headers->response.add[0].name, "x-from");
  EXPECT_EQ(route.route[1].destination.port.value, std::nullopt);
  EXPECT_FALSE(route.route[1].headers);
}

TEST_F(VirtualServiceTest, ReadsActions) {
  const HttpRoute& route = service_.http[0];
  EXPECT_EQ(*route.rewrite->uri, "/c");
  EXPECT_EQ(*route.rewrite->authority, "other");
  EXPECT_EQ(*route.rewrite->uri_regex->rewrite, "/z");
  EXPECT_EQ(route.timeout.value, milliseconds(2500));
  EXPECT_EQ(route.retries->attempts.value, 3);
  EXPECT_EQ(route.retries->per_try_timeout.value, milliseconds(500));
  EXPECT_EQ(*route.retries->retry_on, "5xx,reset");
  EXPECT_EQ(route.retries->backoff.value, milliseconds(25));
  EXPECT_EQ(route.retries->retry_remote_localities.value, true);
  EXPECT_EQ(route.retries->retry_ignore_previous_hosts.value, false);
  EXPECT_EQ(route.fault->delay->fixed_delay.value, seconds(1));
  EXPECT_EQ(route.fault->delay->percentage.value, 0.5);
  EXPECT_EQ(route.fault->abort->http_status.value, 503);
  EXPECT_EQ(route.fault->abort->percentage.value, 10.0);
  EXPECT_EQ(*route.mirror->host, "shadow");
  EXPECT_EQ(route.mirror_percentage.value, 25.0);
  EXPECT_EQ(*route.mirrors[0].destination.host, "other-shadow");
  EXPECT_EQ(route.mirrors[0].percentage.value, 1.5);
  EXPECT_EQ(*route.headers->request.set[0].value, "1");
  EXPECT_EQ(*route.headers->request.add[0].name, "x-b");
  EXPECT_EQ(*route.headers->request.remove[0], "x-c");
}

TEST_F(VirtualServiceTest, ReadsCors) {
  const CorsPolicy& cors = *service_.http[0].cors_policy;
  EXPECT_EQ(*cors.allow_origins[0].value, "https://example.com");
  EXPECT_EQ(cors.allow_origins[1].kind, StringMatch::Kind::kRegex);
  EXPECT_EQ(*cors.allow_methods[0], "GET");
  EXPECT_EQ(*cors.allow_headers[0], "x-d");
  EXPECT_EQ(*cors.expose_headers[0], "x-e");
  EXPECT_EQ(cors.max_age.value, std::chrono::hours(24));
  EXPECT_EQ(cors.allow_credentials.value, true);
  EXPECT_EQ(*cors.unmatched_preflights, "IGNORE");
}

TEST_F(VirtualServiceTest, ReadsRoutesWithoutDestinations) {
  EXPECT_EQ(*service_.http[1].redirect->uri, "/new");
  EXPECT_EQ(*service_.http[1].redirect->authority, "new.example.com");
  EXPECT_EQ(*service_.http[1].redirect->scheme, "https");
  EXPECT_EQ(service_.http[1].redirect->port.value, 8443);
  EXPECT_EQ(service_.http[1].redirect->code.value, 308);
  EXPECT_EQ(service_.http[2].direct_response->status.value, 418);
  EXPECT_EQ(*service_.http[2].direct_response->body, "short and stout");
  EXPECT_EQ(*service_.http[3].delegate->name, "rest");
  EXPECT_EQ(*service_.http[3].delegate->namespace_, "back");
}

TEST_F(VirtualServiceTest, ReadsConnections) {
  const L4Route& tls = service_.tls[0];
  EXPECT_EQ(*tls.match[0].sni_hosts[0], "db.example.com");
  EXPECT_EQ(*tls.match[0].destination_subnets[0], "10.0.0.0/8");
  EXPECT_EQ(tls.match[0].port.value, 443);
  EXPECT_EQ(*tls.route[0].destination.host, "db");
  EXPECT_EQ(tls.route[0].weight.value, 100);
  const L4Route& tcp = service_.tcp[0];
  EXPECT_EQ(tcp.match[0].source_labels.ToString(), "app=front");
  EXPECT_EQ(*tcp.match[0].source_namespace, "front");
  EXPECT_EQ(*tcp.match[0].gateways[0], "mesh");
  EXPECT_EQ(tcp.route[0].destination.port.value, 5555);
}

TEST(VirtualService, ReadsProtoNamesToo) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  export_to: ["."]
  http:
  - match:
    - ignore_uri_case: true
      query_params: {a: {exact: b}}
    direct_response: {status: 200}
    mirror_percent: 5
)");
  VirtualService service = DecodeVirtualService(manifests.objects().front());
  EXPECT_EQ(service.export_to.size(), 1u);
  EXPECT_EQ(service.http[0].match[0].ignore_uri_case.value, true);
  EXPECT_EQ(service.http[0].match[0].query_params.size(), 1u);
  EXPECT_EQ(service.http[0].direct_response->status.value, 200);
  EXPECT_EQ(service.http[0].mirror_percent.value, 5);
}

TEST(VirtualService, TakesTheCamelCaseNameWhenBothAreThere) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec: {export_to: [a], exportTo: [b]}
)");
  EXPECT_EQ(*DecodeVirtualService(manifests.objects().front()).export_to[0], "b");
}

TEST(VirtualService, ReadsWrongTypesAsAbsent) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: web
  gateways: [7, main]
  http:
  - nothing
  - match: {uri: /a}
    route:
    - weight: many
      destination: web
    timeout: soon
    redirect: []
)");
  VirtualService service = DecodeVirtualService(manifests.objects().front());
  EXPECT_TRUE(service.hosts.empty());
  ASSERT_EQ(service.gateways.size(), 2u) << "places in lists stay those of the text";
  EXPECT_EQ(*service.gateways[0], "");
  ASSERT_EQ(service.http.size(), 2u);
  EXPECT_TRUE(service.http[0].route.empty());
  EXPECT_TRUE(service.http[1].match.empty());
  EXPECT_EQ(service.http[1].route[0].weight.value, std::nullopt);
  EXPECT_EQ(*service.http[1].route[0].destination.host, "");
  EXPECT_EQ(service.http[1].timeout.value, std::nullopt);
  EXPECT_FALSE(service.http[1].redirect);
}

TEST(VirtualService, ReadsAnythingAtAll) {
  for (std::string_view spec :
       {"", "spec: 5", "spec: []", "spec: {http: 5}", "spec: {http: [[[]]]}",
        "spec: {http: [{match: [[], 5, null]}]}", "spec: {tls: [{match: 3}], tcp: {}}"}) {
    Manifests manifests =
        ObjectsOf("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\n" +
                  std::string(spec) + "\n");
    EXPECT_TRUE(DecodeVirtualService(manifests.objects().front()).hosts.empty()) << spec;
  }
}

}  // namespace
}  // namespace meshctl::model
