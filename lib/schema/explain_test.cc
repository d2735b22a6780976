// SPDX-License-Identifier: Apache-2.0
// Whole pages of `meshctl explain` are kept in testdata/explain; here also what every page promises.
#include "schema/explain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "testing/golden.h"

namespace meshctl::schema {
namespace {

FieldPath Place(std::string_view path, std::string_view api_version = {}) {
  const Result<FieldPath> place = FindFieldPath(path, api_version);
  EXPECT_TRUE(place) << path << ": " << (place ? "" : place.error().message);
  return place.value_or(FieldPath{});
}

class ExplainPages : public ::testing::TestWithParam<const char*> {};

TEST_P(ExplainPages, AreAsTheyWere) {
  const std::string path = GetParam();
  EXPECT_TRUE(testing::MatchesFile("testdata/explain/" + path + ".txt", Explain(Place(path), {})));
}

constexpr const char* kPages[] = {
    "virtualservice",
    "virtualservice.spec.http.match.uri",
    "virtualservice.spec.http.timeout",
    "destinationrule.spec.trafficPolicy",
    "destinationrule.spec.trafficPolicy.loadBalancer.simple",
    "gateway",
    "gateway.spec.listeners",
    "serviceentry.spec",
    "deployment.spec.template.spec.containers",
    "service.spec.ports.port",
    "meshconfig.defaultConfig",
    "istiooperator.spec.meshConfig.outboundTrafficPolicy.mode",
};

std::string TestName(const ::testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '.', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, ExplainPages, ::testing::ValuesIn(kPages), TestName);

TEST(Explain, PrintsTheTreeBelow) {
  EXPECT_EQ(Explain(Place("sidecar.spec.egress"), {.recursive = true}),
            "GROUP:      networking.istio.io\n"
            "KIND:       Sidecar\n"
            "VERSION:    v1, also served as v1beta1, v1alpha3\n"
            "\n"
            "FIELD: egress <[]IstioEgressListener>\n"
            "\n"
            "DESCRIPTION:\n"
            "    Hosts that sidecars can reach; all that are visible to the namespace when empty\n"
            "    IstioEgressListener: Hosts that a sidecar can reach, on all ports or on one\n"
            "\n"
            "FIELDS:\n"
            "  port <SidecarPort>\n"
            "    number <uint32>\n"
            "    protocol <string>\n"
            "    name <string>\n"
            "  bind <string>\n"
            "  captureMode <string>\n"
            "  hosts <[]string> -required-\n");
}

TEST(Explain, CutsTypesThatStandWithinThemselves) {
  const std::string page =
      Explain(Place("crd.spec.versions.schema.openAPIV3Schema"), {.recursive = true, .width = 0});
  EXPECT_NE(page.find("  properties <map[string]JSONSchemaProps> -recursive-\n"), std::string::npos) << page;
}

TEST(Explain, WrapsSentences) {
  EXPECT_EQ(Explain(Place("virtualservice.spec.http.match.port"), {.width = 40}),
            "GROUP:      networking.istio.io\n"
            "KIND:       VirtualService\n"
            "VERSION:    v1, also served as v1beta1, v1alpha3\n"
            "\n"
            "FIELD: port <uint32>\n"
            "\n"
            "DESCRIPTION:\n"
            "    Port of the host that the request is\n"
            "    sent to; any when empty\n");
}

TEST(Explain, EveryPageIsOneLineAFactAndEndsInANewline) {
  for (const Kind kind : AllKinds()) {
    const Result<FieldPath> place = FindFieldPath(kind.singular(), kind.api_version());
    if (!place) continue;  // the body of a subresource
    const std::string page = Explain(*place, {.recursive = true, .width = 0});
    EXPECT_TRUE(page.ends_with('\n') && !page.ends_with("\n\n")) << kind.name();
    EXPECT_EQ(page.find("<>"), std::string::npos) << kind.name();
  }
}

TEST(ExplainJson, HoldsTheSameFacts) {
  const Json json = ExplainJson(Place("workloadgroup.spec.probe.tcpSocket"), {});
  EXPECT_EQ(json.dump(2), R"({
  "apiVersion": "networking.istio.io/v1",
  "description": "Check by opening a TCP connection",
  "fields": [
    {
      "description": "Host to connect to; localhost when empty",
      "name": "host",
      "type": "string"
    },
    {
      "description": "Port to connect to",
      "name": "port",
      "required": true,
      "rules": [
        "0 < self && self <= 65535"
      ],
      "type": "uint32"
    }
  ],
  "kind": "WorkloadGroup",
  "name": "tcpSocket",
  "path": "spec.probe.tcpSocket",
  "type": "TCPHealthCheckConfig"
})");
}

TEST(ExplainJson, EveryDefaultIsJson) {
  for (const Kind kind : AllKinds()) {
    const Result<FieldPath> place = FindFieldPath(kind.singular(), kind.api_version());
    if (!place) continue;  // the body of a subresource
    EXPECT_EQ(ExplainJson(*place, {.recursive = true}).dump().find("discarded"), std::string::npos)
        << kind.name();
  }
  EXPECT_EQ(ExplainJson(Place("deployment.spec.replicas"), {})["default"], 1);
  EXPECT_EQ(ExplainJson(Place("meshconfig.connectTimeout"), {})["default"], "10s");
}

}  // namespace
}  // namespace meshctl::schema
