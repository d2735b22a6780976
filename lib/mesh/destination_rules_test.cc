// SPDX-License-Identifier: Apache-2.0
#include "mesh/destination_rules.h"

#include <gtest/gtest.h>

#include "mesh/mesh.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;

constexpr std::string_view kHost = "web.shop.svc.cluster.local";

/// A DestinationRule; `spec` is flow style without braces.
std::string Rule(const std::string& ns, const std::string& name, const std::string& spec) {
  return "{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: " + name +
         ", namespace: " + ns + "}, spec: {" + spec + "}}\n---\n";
}

/// The names of the rules a client in `ns` obeys for kHost, joined by `+`, and after a `:` the subsets.
std::string Obeyed(const Mesh& mesh, std::string_view ns, const model::Labels& labels = {}) {
  const MergedRule* rule = mesh.destination_rules_by_host().Find(kHost, "shop", ns, labels);
  if (!rule) return "none";
  std::string text;
  for (const model::DestinationRule* part : rule->rules) {
    text.append(text.empty() ? "" : "+").append(*part->object->name);
  }
  text += ":";
  for (const model::Subset* subset : rule->subsets) text.append(" ").append(*subset->name);
  return text;
}

TEST(DestinationRules, OfTheClientComeBeforeTheServicesAndTheRoots) {
  std::string root = Rule("istio-system", "root", "host: \"*.local\"");
  std::string owner = Rule("shop", "owner", "host: web");
  std::string client = Rule("client", "client", "host: \"*.shop.svc.cluster.local\"");
  Mesh all(ObjectsOf(root + owner + client));
  EXPECT_EQ(Obeyed(all, "client"), "client:") << "even where the owner's host is narrower";
  EXPECT_EQ(Obeyed(all, "other"), "owner:");
  EXPECT_EQ(Obeyed(all, "istio-system"), "owner:");
  Mesh root_only(ObjectsOf(root));
  EXPECT_EQ(Obeyed(root_only, "other"), "root:");
  EXPECT_EQ(Obeyed(Mesh(ObjectsOf("{apiVersion: v1, kind: Pod, metadata: {name: a}}")), "other"), "none");
}

TEST(DestinationRules, AreSeenWhereTheyAreExported) {
  Mesh mesh(ObjectsOf(Rule("shop", "owner", "host: web, exportTo: [friend]") +
                      Rule("shop", "wide", "host: \"*.shop.svc.cluster.local\"")));
  EXPECT_EQ(Obeyed(mesh, "friend"), "owner:");
  EXPECT_EQ(Obeyed(mesh, "other"), "none")
      << "a narrower host hides a wider one even where it is not exported";
  EXPECT_EQ(Obeyed(mesh, "shop"), "wide:") << "exported to others only";
}

TEST(DestinationRules, ThatArePrivateStayInTheirNamespace) {
  for (std::string exports : {"[\".\"]", "[shop]"}) {
    Mesh mesh(ObjectsOf(Rule("shop", "own", "host: web, exportTo: " + exports)));
    EXPECT_EQ(Obeyed(mesh, "shop"), "own:");
    EXPECT_EQ(Obeyed(mesh, "other"), "none");
  }
  MeshConfig config;
  config.default_destination_rule_export_to = {"."};
  Mesh mesh(ObjectsOf(Rule("shop", "own", "host: web")), config);
  EXPECT_EQ(Obeyed(mesh, "shop"), "own:");
  EXPECT_EQ(Obeyed(mesh, "other"), "none");
}

TEST(DestinationRules, OfTheRootNamespaceServeItsOwnClientsWhenPrivate) {
  Mesh mesh(ObjectsOf(Rule("istio-system", "private", "host: web.shop.svc.cluster.local, exportTo: [\".\"]") +
                      Rule("shop", "owner", "host: web")));
  EXPECT_EQ(Obeyed(mesh, "istio-system"), "private:");
  EXPECT_EQ(Obeyed(mesh, "other"), "owner:");
}

TEST(DestinationRules, OfTheRootNamespaceThatNameItDoNotServeIt) {
  Mesh mesh(ObjectsOf(
      Rule("istio-system", "named", "host: web.shop.svc.cluster.local, exportTo: [\".\", client]")));
  EXPECT_EQ(Obeyed(mesh, "client"), "named:");
  EXPECT_EQ(Obeyed(mesh, "istio-system"), "none") << "`.` counts for clients only where it stands alone";
}

TEST(DestinationRules, AreSeenByAllWhateverNamespacesTheDefaultNames) {
  MeshConfig config;
  config.default_destination_rule_export_to = {"friend"};
  EXPECT_EQ(Obeyed(Mesh(ObjectsOf(Rule("shop", "own", "host: web")), config), "other"), "own:")
      << "of the default only `.` counts";
}

TEST(DestinationRules, OfOneHostAreMerged) {
  Mesh mesh(ObjectsOf(
      Rule("shop", "a", "host: web, subsets: [{name: v1, labels: {from: a}}]") +
      Rule("shop", "b",
           "host: web.shop.svc.cluster.local, subsets: [{name: v1, labels: {from: b}}, {name: v2}], "
           "trafficPolicy: {tls: {mode: SIMPLE}}")));
  EXPECT_EQ(Obeyed(mesh, "other"), "a+b: v1 v2");
  const MergedRule* rule = mesh.destination_rules_by_host().Find(kHost, "shop", "other", {});
  EXPECT_EQ(rule->FindSubset("v1")->labels.Get("from"), "a") << "the older one stands";
  EXPECT_EQ(*rule->policy->tls->mode, "SIMPLE");
  EXPECT_EQ(*rule->policy_of->object->name, "b");
  EXPECT_EQ(rule->FindSubset("v3"), nullptr);
  EXPECT_EQ(mesh.destination_rules_by_host().OfHost(kHost).size(), 2u);
  EXPECT_TRUE(mesh.destination_rules_by_host().OfHost("other").empty());
}

TEST(DestinationRules, WithOtherExportsAreNotMergedAndTheLastCounts) {
  Mesh mesh(ObjectsOf(Rule("shop", "a", "host: web, subsets: [{name: v1}]") +
                      Rule("shop", "b", "host: web, exportTo: [\"*\"], subsets: [{name: v2}]")));
  EXPECT_EQ(Obeyed(mesh, "other"), "b: v2");
}

TEST(DestinationRules, WithAWiderExportAreMergedIntoTheNarrowerOne) {
  Mesh mesh(ObjectsOf(Rule("shop", "a", "host: web, exportTo: [one], subsets: [{name: v1}]") +
                      Rule("shop", "b", "host: web, exportTo: [one, two], subsets: [{name: v2}]")));
  EXPECT_EQ(Obeyed(mesh, "one"), "a+b: v1 v2");
  EXPECT_EQ(Obeyed(mesh, "two"), "none") << "Istio's quirk: the wider export is lost in the merge";
}

TEST(DestinationRules, WithASelectorServeTheWorkloadsItSelects) {
  Mesh mesh(ObjectsOf(
      Rule("client", "all", "host: web.shop.svc.cluster.local") +
      Rule("client", "special",
           "host: web.shop.svc.cluster.local, workloadSelector: {matchLabels: {app: special}}") +
      "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: client, labels: {app: special, x: y}}}"));
  EXPECT_EQ(Obeyed(mesh, "client", *mesh.workloads().all()[0].labels), "special:");
  EXPECT_EQ(Obeyed(mesh, "client"), "all:");
  EXPECT_EQ(Obeyed(mesh, "other", *mesh.workloads().all()[0].labels), "none");
}

}  // namespace
}  // namespace meshctl::mesh
