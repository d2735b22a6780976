// SPDX-License-Identifier: Apache-2.0
// Who owns what after writes that are no apply, as a kube-apiserver 1.36 tells it: `.` only where a struct or
// an item came with the write.
#include <gtest/gtest.h>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

std::string FieldsOf(const TestApi::Got& got, std::size_t entry = 0) {
  return got.body["metadata"]["managedFields"][entry]["fieldsV1"].dump();
}

TEST(ManagedFields, StructsThatAreAlwaysThereBelongToNobody) {
  TestApi api;
  EXPECT_EQ(
      FieldsOf(api.Post("/apis/batch/v1/namespaces/default/jobs?dryRun=All",
                        "{metadata: {name: a}, spec: {suspend: true, template: {spec: {restartPolicy: Never, "
                        "containers: [{name: a, image: b}]}}}}")),
      R"({"f:spec":{"f:backoffLimit":{},"f:completionMode":{},"f:completions":{},"f:manualSelector":{},)"
      R"("f:parallelism":{},"f:podReplacementPolicy":{},"f:suspend":{},"f:template":{"f:spec":{)"
      R"("f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},)"
      R"("f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},)"
      R"("f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},)"
      R"("f:terminationGracePeriodSeconds":{}}}}})");
  EXPECT_EQ(FieldsOf(api.Post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
                              "{metadata: {name: a}, spec: {podSelector: {}, policyTypes: [Ingress]}}")),
            R"({"f:spec":{"f:policyTypes":{}}})");
  EXPECT_EQ(
      FieldsOf(api.Post("/apis/policy/v1/namespaces/default/poddisruptionbudgets",
                        "{metadata: {name: a}, spec: {minAvailable: 1, selector: {matchLabels: {a: b}}}}")),
      R"({"f:spec":{"f:minAvailable":{},"f:selector":{}}})");
}

TEST(ManagedFields, WhatIsAllocatedBelongsToNobody) {
  TestApi api;
  EXPECT_EQ(
      FieldsOf(api.Post("/api/v1/namespaces/default/services", kTestAppService)),
      R"({"f:spec":{"f:internalTrafficPolicy":{},"f:ports":{".":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":)"
      R"({".":{},"f:name":{},"f:port":{},"f:protocol":{},"f:targetPort":{}}},"f:selector":{},)"
      R"("f:sessionAffinity":{},"f:type":{}}})");
  EXPECT_EQ(FieldsOf(api.Post(
                "/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways?dryRun=All",
                "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: a}, "
                "spec: {gatewayClassName: istio, listeners: [{name: a, port: 80, protocol: HTTP}]}}")),
            R"({"f:spec":{".":{},"f:gatewayClassName":{},"f:listeners":{".":{},"k:{\"name\":\"a\"}":{".":{},)"
            R"("f:allowedRoutes":{".":{},"f:namespaces":{".":{},"f:from":{}}},"f:name":{},"f:port":{},)"
            R"("f:protocol":{}}}}})");
}

constexpr const char* kDefinition = R"(
metadata: {name: gadgets.shop.example}
spec:
  group: shop.example
  scope: Namespaced
  names: {plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              sub: {type: object, properties: {a: {type: string}}}
              atom: {type: object, x-kubernetes-map-type: atomic, properties: {a: {type: string}}}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              plain: {type: array, items: {type: string}}
              ports:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [port, proto]
                items:
                  type: object
                  required: [port]
                  properties: {port: {type: integer}, proto: {type: string, default: TCP}, name: {type: string}}
)";

TEST(ManagedFields, ListsOfCustomKindsAreMergedAsTheirDefinitionSays) {
  TestApi api;
  api.Post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", kDefinition);
  const std::string path = "/apis/shop.example/v1/namespaces/default/gadgets/g";
  const std::string head = "{apiVersion: shop.example/v1, kind: Gadget, metadata: {name: g}, spec: ";
  const auto first = api.Apply(path, "one",
                               head +
                                   "{sub: {a: x}, atom: {a: x}, free: {x: {z: [1]}}, tags: [a, b], plain: "
                                   "[a], ports: [{port: 80, name: web}, {port: 81}]}}");
  EXPECT_EQ(FieldsOf(first),
            R"({"f:spec":{"f:atom":{},"f:free":{"f:x":{".":{},"f:z":{}}},"f:plain":{},"f:ports":{)"
            R"("k:{\"port\":80,\"proto\":\"TCP\"}":{".":{},"f:name":{},"f:port":{}},)"
            R"("k:{\"port\":81,\"proto\":\"TCP\"}":{".":{},"f:port":{}}},"f:sub":{"f:a":{}},)"
            R"("f:tags":{"v:\"a\"":{},"v:\"b\"":{}}}})");
  const auto second = api.Apply(path, "two", head + "{tags: [c], ports: [{port: 82}]}}");
  EXPECT_EQ(second.body["spec"]["tags"].dump(), R"(["a","b","c"])");
  EXPECT_EQ(second.body["spec"]["ports"].size(), 3u);
  const auto third = api.Apply(path, "one", head + "{tags: [b], ports: [{port: 81}]}}");
  EXPECT_EQ(third.body["spec"].dump(),
            R"({"ports":[{"port":81,"proto":"TCP"},{"port":82,"proto":"TCP"}],"tags":["b","c"]})");
}

}  // namespace
}  // namespace meshctl::sandbox
