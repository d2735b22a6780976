// SPDX-License-Identifier: Apache-2.0
#include "schema/field_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshctl::schema {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Case {
  const char* typed;
  const char* found;  ///< api version, kind, path
};

std::string Found(std::string_view typed, std::string_view api_version = {}) {
  const Result<FieldPath> place = FindFieldPath(typed, api_version);
  if (!place) {
    std::string text = place.error().message;
    for (const std::string& hint : place.error().hints) text += "\n" + hint;
    return text;
  }
  std::string text(place->kind ? place->kind.api_version() : "-");
  return text + " " + std::string(place->root.short_name()) + " " + place->path;
}

TEST(FieldPath, IsFoundByAnyName) {
  constexpr Case kCases[] = {
      {"vs", "networking.istio.io/v1 VirtualService "},
      {"VirtualServices", "networking.istio.io/v1 VirtualService "},
      {"virtualservice.spec.http.match.uri", "networking.istio.io/v1 VirtualService spec.http.match.uri"},
      {"vs.spec.http[0].match[1].headers[x.y].exact",
       "networking.istio.io/v1 VirtualService spec.http.match.headers.exact"},
      {"virtualservice.spec.http.mirror_percent",
       "networking.istio.io/v1 VirtualService spec.http.mirrorPercent"},
      {"deploy.spec.", "apps/v1 Deployment spec"},
      {"deployments.v1.apps.spec.replicas", "apps/v1 Deployment spec.replicas"},
      {"gateways.networking.istio.io.spec.servers", "networking.istio.io/v1 Gateway spec.servers"},
      {"gateway.spec.listeners", "gateway.networking.k8s.io/v1 Gateway spec.listeners"},
      {"gateway.spec.servers", "networking.istio.io/v1 Gateway spec.servers"},
      {"meshconfig.defaultConfig.tracing", "- MeshConfig defaultConfig.tracing"},
      {"MeshConfig.mesh_mTLS", "- MeshConfig meshMTLS"},
      {"meshnetworks.networks.gateways", "- MeshNetworks networks.gateways"},
      {"istiooperator.spec.meshConfig.default_config",
       "install.istio.io/v1alpha1 IstioOperator "
       "spec.meshConfig.defaultConfig"},
      {"iop.spec.values.cni.affinity.nodeAffinity",
       "install.istio.io/v1alpha1 IstioOperator spec.values.cni.affinity.nodeAffinity"},
  };
  for (const Case& test : kCases) EXPECT_EQ(Found(test.typed), test.found) << test.typed;
}

TEST(FieldPath, TakesTheVersionThatIsAskedFor) {
  EXPECT_EQ(Found("gateway.spec", "networking.istio.io/v1beta1"), "networking.istio.io/v1beta1 Gateway spec");
  EXPECT_EQ(Found("deployment", "apps/v1"), "apps/v1 Deployment ");
}

TEST(FieldPath, NamesTheNearestAndTheChoice) {
  constexpr Case kCases[] = {
      {"virtualservce.spec", "unknown resource `virtualservce`\ndid you mean `virtualservice`?"},
      {"meshconfg", "unknown resource `meshconfg`\ndid you mean `MeshConfig`?"},
      {"quux", "unknown resource `quux`"},
      {"", "`` is no path: a name is missing"},
      {".spec", "`.spec` is no path: a name is missing"},
      {"vs..http", "`vs..http` is no path: a name is missing"},
      {"vs.spec.htp",
       "`vs.spec` has no field `htp`\ndid you mean `http`?\nits fields: hosts, gateways, http, tls, tcp, "
       "exportTo"},
      {"vs.spec.hosts.name", "`vs.spec.hosts` is `[]string`, which has no field `name`"},
      {"iop.spec.unvalidatedValues.a",
       "`iop.spec.unvalidatedValues` is `any`, whose content is free: nothing is known of `a`"},
      {"gateway.spec.listner",
       "`gateway.spec` has no field `listner`\ndid you mean `listeners`?\nits fields: gatewayClassName, "
       "listeners, addresses, infrastructure, allowedListeners, tls, defaultScope"},
      {"meshnetworks.network",
       "`meshnetworks` has no field `network`\ndid you mean `networks`?\nits fields: networks"},
  };
  for (const Case& test : kCases) EXPECT_EQ(Found(test.typed), test.found) << test.typed;
  EXPECT_EQ(Found("gateway", "networking.istio.io/v2"),
            "there is no `Gateway` in `networking.istio.io/v2`\ndid you mean `networking.istio.io/v1`?\n"
            "there is gateway.networking.k8s.io/v1, gateway.networking.k8s.io/v1beta1, "
            "networking.istio.io/v1, networking.istio.io/v1beta1, networking.istio.io/v1alpha3");
}

TEST(FieldPath, RootTypesHaveNoVersion) {
  EXPECT_EQ(Found("meshconfig.ca", "v1"),
            "MeshConfig has no apiVersion: it is no kind, but read from a ConfigMap");
}

TEST(FieldPath, SurvivesWhateverIsTyped) {
  for (const char* typed : {"[", "vs[", "vs.spec[0", "vs]", "vs.spec.http[].match", "[]", "vs.spec.\xff\xfe",
                            "a.b.c.d.e.f.g.h.i.j.k", "...", "vs.spec.http[0]]"}) {
    (void)Found(typed);
    EXPECT_LE(CompleteFieldPath(typed, "").size(), 100u) << typed;
  }
  EXPECT_EQ(Found("vs.spec.http[].match"), "networking.istio.io/v1 VirtualService spec.http.match");
}

TEST(CompleteFieldPath, OffersResourcesThenFields) {
  EXPECT_THAT(CompleteFieldPath("virt", ""), ElementsAre("virtualservice."));
  EXPECT_THAT(CompleteFieldPath("meshn", ""), ElementsAre("meshnetworks."));
  EXPECT_THAT(CompleteFieldPath("vs.spec.h", ""), ElementsAre("vs.spec.hosts", "vs.spec.http."));
  EXPECT_THAT(CompleteFieldPath("vs.spec.http.match.uri.", ""),
              ElementsAre("vs.spec.http.match.uri.exact", "vs.spec.http.match.uri.prefix",
                          "vs.spec.http.match.uri.regex"));
  EXPECT_THAT(CompleteFieldPath("vs.spec.hosts.", ""), IsEmpty());
  EXPECT_THAT(CompleteFieldPath("nonsense.", ""), IsEmpty());
  EXPECT_THAT(CompleteFieldPath("", ""), Contains("deployment."));
}

}  // namespace
}  // namespace meshctl::schema
