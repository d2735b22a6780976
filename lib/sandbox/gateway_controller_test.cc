// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

const std::string kApi = "/apis/gateway.networking.k8s.io/v1";
const std::string kGateways = kApi + "/namespaces/default/gateways";
const std::string kRoutes = kApi + "/namespaces/default/httproutes";

std::string Gateway(const std::string& class_name, const std::string& listener = "") {
  return "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: front}\nspec:\n"
         "  gatewayClassName: " +
         class_name + "\n  listeners: [{name: http, port: 80, protocol: HTTP" + listener + "}]\n";
}

std::string Route(const std::string& parent, const std::string& more = "",
                  const std::string& backend = "name: test-app, port: 80") {
  return "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec:\n"
         "  parentRefs: [{" +
         parent + "}]\n" + more + "  rules: [{backendRefs: [{" + backend + "}]}]\n";
}

// `Accepted True Accepted: message`, one a line.
std::string Said(const Json& holder) {
  std::string text;
  if (!holder.is_object() || !holder.contains("conditions")) return "nothing";
  for (const Json& condition : holder["conditions"]) {
    text += fmt::format("{} {} {}: {}\n", TextAt(condition, {"type"}), TextAt(condition, {"status"}),
                        TextAt(condition, {"reason"}), TextAt(condition, {"message"}));
  }
  return text;
}

std::string SaidOfRoute(TestApi& api) {
  const Json route = api.Get(kRoutes + "/r").body;
  const Json* parents = ValueAt(route, {"status", "parents"});
  return parents && !parents->empty() ? Said(parents->front()) : "nothing";
}

constexpr const char* kResolved = "ResolvedRefs True ResolvedRefs: All references resolved\n";

TEST(GatewayController, AGatewayOfIstioIsProgrammed) {
  TestApi api;
  ASSERT_EQ(api.Post(kGateways, Gateway("istio")).status, 201);
  const Json gateway = api.Get(kGateways + "/front").body;
  EXPECT_EQ(Said(gateway["status"]),
            "Accepted True Accepted: Resource accepted\nProgrammed True Programmed: Resource programmed\n");
  EXPECT_EQ(gateway["status"]["conditions"][0]["observedGeneration"], 1);
  EXPECT_TRUE(gateway["status"]["addresses"][0]["value"].get<std::string>().starts_with("192.0.2."));
  EXPECT_EQ(gateway["status"]["listeners"][0]["attachedRoutes"], 0);
  EXPECT_EQ(gateway["status"]["listeners"][0]["supportedKinds"].size(), 2u);
  // Nothing is written without a change.
  const std::string version = TextAt(gateway, {"metadata", "resourceVersion"});
  api.Post("/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: other}}");
  EXPECT_EQ(TextAt(api.Get(kGateways + "/front").body, {"metadata", "resourceVersion"}), version);
  api.MergePatch(kGateways + "/front", R"({"spec":{"listeners":[{"name":"b","port":81,"protocol":"TCP"}]}})");
  const Json changed = api.Get(kGateways + "/front").body;
  EXPECT_EQ(changed["status"]["conditions"][1]["observedGeneration"], 2);
  EXPECT_EQ(changed["status"]["listeners"].size(), 1u);
  EXPECT_EQ(changed["status"]["listeners"][0]["name"], "b");
}

TEST(GatewayController, AClassDecidesWhoseAGatewayIs) {
  TestApi api;
  api.Post(kGateways, Gateway("others"));
  const auto gateway = [&] { return Said(api.Get(kGateways + "/front").body["status"]); };
  const std::string waiting = gateway();
  EXPECT_EQ(waiting.find("True"), waiting.npos);
  api.Post(kApi + "/gatewayclasses",
           "{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: others}, "
           "spec: {controllerName: istio.io/gateway-controller}}");
  EXPECT_EQ(gateway(),
            "Accepted True Accepted: Resource accepted\nProgrammed True Programmed: Resource programmed\n");
  EXPECT_EQ(Said(api.Get(kApi + "/gatewayclasses/others").body["status"]),
            "Accepted True Accepted: Handled by Istio controller\n");
}

TEST(GatewayController, ARouteHearsFromItsParents) {
  TestApi api;
  api.Post("/api/v1/namespaces/default/services", kTestAppService);
  api.Post(kRoutes, Route("name: front"));
  EXPECT_EQ(SaidOfRoute(api), "nothing");
  api.Post(kGateways, Gateway("istio"));
  EXPECT_EQ(SaidOfRoute(api), std::string("Accepted True Accepted: Route was valid\n") + kResolved);
  EXPECT_EQ(api.Get(kGateways + "/front").body["status"]["listeners"][0]["attachedRoutes"], 1);
  api.Delete("/api/v1/namespaces/default/services/test-app");
  EXPECT_EQ(SaidOfRoute(api),
            "Accepted True Accepted: Route was valid\nResolvedRefs False BackendNotFound: "
            "backend(test-app.default.svc.cluster.local) not found\n");
  api.Delete(kRoutes + "/r");
  EXPECT_EQ(api.Get(kGateways + "/front").body["status"]["listeners"][0]["attachedRoutes"], 0);
  api.Post(kRoutes, Route("name: front"));
  api.Delete(kGateways + "/front");
  EXPECT_EQ(SaidOfRoute(api), "nothing");
}

TEST(GatewayController, ARouteCanBeRefused) {
  struct Row {
    const char* listener;
    const char* parent;
    const char* more;
    const char* accepted;
  };
  constexpr Row kRows[] = {
      {"", "name: front, sectionName: https", "",
       "Accepted False NoMatchingParent: no listener has that name and port\n"},
      {"", "name: front, port: 80", "", "Accepted True Accepted: Route was valid\n"},
      {", allowedRoutes: {kinds: [{kind: GRPCRoute}]}", "name: front", "",
       "Accepted False NotAllowedByListeners: kind HTTPRoute is not allowed by the parent\n"},
      {", allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {a: b}}}}", "name: front", "",
       "Accepted False NotAllowedByListeners: namespace \"default\" is not allowed by the parent\n"},
      {", hostname: '*.shop.example'", "name: front", "  hostnames: [shop.example]\n",
       "Accepted False NoMatchingListenerHostname: no hostnames matched parent hostname "
       "\"*.shop.example\"\n"},
      {", hostname: '*.shop.example'", "name: front", "  hostnames: [no.example, www.shop.example]\n",
       "Accepted True Accepted: Route was valid\n"},
      {", hostname: www.shop.example", "name: front", "  hostnames: ['*.shop.example']\n",
       "Accepted True Accepted: Route was valid\n"},
  };
  for (const Row& row : kRows) {
    TestApi api;
    api.Post("/api/v1/namespaces/default/services", kTestAppService);
    ASSERT_EQ(api.Post(kGateways, Gateway("istio", row.listener)).status, 201) << row.listener;
    ASSERT_EQ(api.Post(kRoutes, Route(row.parent, row.more)).status, 201) << row.more;
    EXPECT_EQ(SaidOfRoute(api), std::string(row.accepted) + kResolved) << row.listener << row.parent;
  }
}

TEST(GatewayController, AnotherNamespaceMustGrantItsServices) {
  TestApi api;
  api.Post("/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: back}}");
  api.Post("/api/v1/namespaces/back/services", kTestAppService);
  api.Post(kGateways, Gateway("istio"));
  api.Post(kRoutes, Route("name: front", "", "name: test-app, namespace: back, port: 80"));
  EXPECT_EQ(SaidOfRoute(api),
            "Accepted True Accepted: Route was valid\nResolvedRefs False RefNotPermitted: backendRef "
            "test-app/back not accessible to a HTTPRoute in namespace \"default\" (missing a "
            "ReferenceGrant?)\n");
  ASSERT_EQ(api.Post("/apis/gateway.networking.k8s.io/v1beta1/namespaces/back/referencegrants",
                     "{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, "
                     "metadata: {name: g}, spec: {from: [{group: gateway.networking.k8s.io, "
                     "kind: HTTPRoute, namespace: default}], to: [{group: '', kind: Service}]}}")
                .status,
            201);
  EXPECT_EQ(SaidOfRoute(api), std::string("Accepted True Accepted: Route was valid\n") + kResolved);
}

TEST(GatewayController, StatusesOfOtherControllersStay) {
  TestApi api;
  api.Post("/api/v1/namespaces/default/services", kTestAppService);
  api.Post(kRoutes, Route("name: front"));
  ASSERT_EQ(api.MergePatch(kRoutes + "/r/status",
                           R"({"status":{"parents":[{"controllerName":"shop.example/c","parentRef":{"name":)"
                           R"("front"},"conditions":[{"type":"Shiny","status":"True","reason":"Mine",)"
                           R"("message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}]}})")
                .status,
            200);
  api.Post(kGateways, Gateway("istio"));
  const Json parents = api.Get(kRoutes + "/r").body["status"]["parents"];
  ASSERT_EQ(parents.size(), 2u);
  EXPECT_EQ(parents[0]["controllerName"], "shop.example/c");
  EXPECT_EQ(Said(parents[1]), std::string("Accepted True Accepted: Route was valid\n") + kResolved);
}

}  // namespace
}  // namespace meshctl::sandbox
