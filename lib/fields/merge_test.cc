// SPDX-License-Identifier: Apache-2.0
#include "fields/merge.h"

#include <gtest/gtest.h>

namespace meshctl::fields {
namespace {

Topology Service() { return Topology::OfObject(schema::FindKind("v1", "Service").type()); }
Topology VirtualService() {
  return Topology::OfObject(schema::FindKind("networking.istio.io/v1", "VirtualService").type());
}

std::string Ports(const Json& service) {
  std::string text;
  for (const Json& port : service["spec"]["ports"]) text += port["name"].get<std::string>() + " ";
  return text;
}

Json WithPorts(std::initializer_list<std::pair<const char*, int>> ports) {
  Json service = {{"spec", {{"ports", Json::array()}}}};
  for (const auto& [name, port] : ports) service["spec"]["ports"].push_back({{"name", name}, {"port", port}});
  return service;
}

TEST(Merge, FieldsOfAKeyedListCarryTheDefaultOfAnAbsentKey) {
  EXPECT_EQ(
      ToFieldsV1(FieldsOf(Service(), WithPorts({{"http", 80}}))).dump(),
      R"({"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{},"f:port":{}}}}})");
}

TEST(Merge, AtomicValuesAreOneField) {
  const Json service = {
      {"spec", {{"selector", {{"app", "x"}, {"tier", "y"}}}, {"externalIPs", {"192.0.2.1"}}}}};
  EXPECT_EQ(ToFieldsV1(FieldsOf(Service(), service)).dump(),
            R"({"f:spec":{"f:externalIPs":{},"f:selector":{}}})");
  const Json hosts = {{"spec", {{"hosts", {"a", "b"}}, {"http", {{{"name", "x"}}}}}}};
  EXPECT_EQ(ToFieldsV1(FieldsOf(VirtualService(), hosts)).dump(), R"({"f:spec":{"f:hosts":{},"f:http":{}}})");
}

TEST(Merge, ItemsFollowTheOrderOfTheAppliedList) {
  const Json live = WithPorts({{"a", 1}, {"b", 2}, {"c", 3}});
  EXPECT_EQ(Ports(Merge(Service(), live, WithPorts({{"c", 3}, {"a", 1}}))), "b c a ");
  EXPECT_EQ(Ports(Merge(Service(), live, WithPorts({{"new", 9}, {"b", 2}}))), "a new b c ");
  EXPECT_EQ(Ports(Merge(Service(), live, WithPorts({{"new", 9}}))), "a b c new ");
}

TEST(Merge, ItemsWithTheSameKeyAreMerged) {
  Json live = WithPorts({{"http", 80}});
  live["spec"]["ports"][0]["targetPort"] = 3000;
  const Json merged = Merge(Service(), live, WithPorts({{"web", 80}}));
  EXPECT_EQ(merged["spec"]["ports"].dump(), R"([{"name":"web","port":80,"targetPort":3000}])");
}

TEST(Merge, AListWithoutAMarkIsReplaced) {
  const Json live = {{"spec", {{"hosts", {"a", "b"}}}}};
  const Json applied = {{"spec", {{"hosts", {"c"}}}}};
  EXPECT_EQ(Merge(VirtualService(), live, applied)["spec"]["hosts"].dump(), R"(["c"])");
}

TEST(Merge, ComparisonTellsAddedRemovedAndModified) {
  const Json before = {{"spec", {{"type", "ClusterIP"}, {"clusterIP", "10.96.0.9"}}}};
  const Json after = {{"spec", {{"type", "NodePort"}, {"sessionAffinity", "None"}}}};
  const Comparison change = Compare(Service(), before, after);
  EXPECT_EQ(ToFieldsV1(change.added).dump(), R"({"f:spec":{"f:sessionAffinity":{}}})");
  EXPECT_EQ(ToFieldsV1(change.removed).dump(), R"({"f:spec":{"f:clusterIP":{}}})");
  EXPECT_EQ(ToFieldsV1(change.modified).dump(), R"({"f:spec":{"f:type":{}}})");
}

TEST(Merge, TheOrderOfMergedItemsIsNoChange) {
  const Comparison change =
      Compare(Service(), WithPorts({{"a", 1}, {"b", 2}}), WithPorts({{"b", 2}, {"a", 1}}));
  EXPECT_TRUE(change.added.empty() && change.removed.empty() && change.modified.empty());
}

TEST(Merge, WithoutRemovesItemsAndWhatBecomesEmpty) {
  FieldSet gone;
  gone.Insert({FieldStep("spec"), FieldStep("ports"), KeyStep({{"port", 80}, {"protocol", "TCP"}})});
  EXPECT_EQ(Without(Service(), WithPorts({{"http", 80}}), gone).dump(), "{}");
  EXPECT_EQ(Ports(Without(Service(), WithPorts({{"http", 80}, {"tls", 443}}), gone)), "tls ");
}

TEST(Merge, ValuesOfTheWrongTypeAreLeaves) {
  const Json live = {{"spec", {{"ports", "none"}}}};
  EXPECT_EQ(Merge(Service(), live, WithPorts({{"a", 1}})), WithPorts({{"a", 1}}));
  EXPECT_EQ(ToFieldsV1(FieldsOf(Service(), live)).dump(), R"({"f:spec":{"f:ports":{}}})");
}

}  // namespace
}  // namespace meshctl::fields
