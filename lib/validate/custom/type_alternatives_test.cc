// SPDX-License-Identifier: Apache-2.0
// Alternatives that judge values, of compiled types and of definitions, after defaults have been filled in.
#include "validate/custom/type_alternatives.h"

#include <gtest/gtest.h>

#include <string>

#include "diag/report.h"
#include "source/source_file.h"
#include "validate/custom/custom_kinds.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::validate::custom {
namespace {

std::string Messages(std::string text) {
  const source::SourceFile file("alternatives.yaml", std::move(text));
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  CustomKinds kinds;
  for (const yaml::Node& document : stream.documents) kinds.AddDefinition(document);
  for (const yaml::Node& document : stream.documents) Validate(document, {.custom = &kinds}, report);
  std::string messages;
  for (const diag::Diagnostic& finding : report.findings()) messages += finding.message + "\n";
  return messages;
}

std::string OfAddress(const std::string& address) {
  return Messages(R"(
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: prod}
spec:
  gatewayClassName: istio
  addresses: [)" + address +
                  R"(]
  listeners: [{name: http, port: 80, protocol: HTTP}]
)");
}

TEST(TypeAlternativesTest, AddressesOfGateways) {
  EXPECT_EQ(OfAddress("{type: IPAddress, value: 10.0.0.1}"), "");
  EXPECT_EQ(OfAddress("{value: '2001:db8::1'}"), "");
  EXPECT_EQ(OfAddress("{type: IPAddress}"), "");
  EXPECT_EQ(OfAddress("{type: Hostname, value: example.com}"), "");
  const std::string refusal =
      "`spec.addresses[0].value` is not an IPv4 address or an IPv6 address: `example.com`\n";
  EXPECT_EQ(OfAddress("{type: IPAddress, value: example.com}"), refusal);
  EXPECT_EQ(OfAddress("{value: example.com}"), refusal);
}

std::string OfPool(const std::string& spec) {
  return Messages(R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: pools.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Pool, plural: pools}
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
              mode: {type: string, default: static}
              size: {type: integer}
            oneOf:
            - properties: {mode: {enum: [static]}}
              required: [mode, size]
            - properties: {mode: {enum: [elastic]}}
---
apiVersion: example.com/v1
kind: Pool
metadata: {name: a}
spec: )" + spec + "\n");
}

TEST(TypeAlternativesTest, OfDefinitionsSeeDefaults) {
  EXPECT_EQ(OfPool("{size: 3}"), "");
  EXPECT_EQ(OfPool("{mode: elastic}"), "");
  EXPECT_EQ(OfPool("{mode: static}"), "required field `spec.size` is missing\n");
  EXPECT_EQ(OfPool("{}"), "required field `spec.size` is missing\n");
  EXPECT_EQ(OfPool("{mode: other, size: 1}"), "`spec` must fit one of the alternatives of its schema\n");
}

}  // namespace
}  // namespace meshctl::validate::custom
