// SPDX-License-Identifier: Apache-2.0
// Istio's own tables for the functions of this room. They are not part of this tree: the tests look for them
// in $MESHCTL_CONFORMANCE, else in ../shared/conformance, and say so when they are not there.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "mesh/destination_rules.h"
#include "mesh/host.h"
#include "mesh/host_index.h"
#include "mesh/mesh.h"
#include "mesh/mutual_tls.h"
#include "mesh/protocol.h"
#include "testing/objects.h"
#include "testing/table_cases.h"

namespace meshctl::mesh {
namespace {

using Strings = std::vector<std::string>;
using testing::ForEachRow;

std::vector<std::string_view> Views(const Strings& strings) { return {strings.begin(), strings.end()}; }
Strings Copies(const std::vector<std::string_view>& views) { return {views.begin(), views.end()}; }

std::string Text(const Json& data, const char* key) {
  return data.contains(key) && data[key].is_string() ? data[key].get<std::string>() : "";
}
Strings List(const Json& data, const char* key) {
  return data.contains(key) && data[key].is_array() ? data[key].get<Strings>() : Strings();
}

TEST(Conformance, HostMatches) {
  ForEachRow("host.Name.Matches", [](const Json& row) {
    EXPECT_EQ(Overlap(Text(row, "a"), Text(row, "b")), row["out"].get<bool>());
    EXPECT_EQ(Overlap(Text(row, "b"), Text(row, "a")), row["out"].get<bool>()) << "the other way round";
  });
}

TEST(Conformance, HostSubsetOf) {
  ForEachRow("host.Name.SubsetOf", [](const Json& row) {
    EXPECT_EQ(IsSubsetOf(Text(row, "a"), Text(row, "b")), row["out"].get<bool>());
  });
}

TEST(Conformance, HostIntersection) {
  ForEachRow("host.Names.Intersection", [](const Json& row) {
    Strings a = List(row, "a"), b = List(row, "b");
    EXPECT_EQ(Copies(Intersection(Views(a), Views(b))), List(row, "intersection"));
  });
}

TEST(Conformance, HostNamesForNamespace) {
  ForEachRow("host.NamesForNamespace", [](const Json& row) {
    Strings hosts = List(row, "hosts");
    EXPECT_EQ(Copies(NamesForNamespace(Views(hosts), Text(row, "namespace"))), List(row, "want"));
  });
}

TEST(Conformance, HostSort) {
  ForEachRow("host.Names.Sort", [](const Json& row) {
    Strings names = List(row, "in");
    std::ranges::sort(names, MoreSpecific);
    EXPECT_EQ(names, List(row, "want"));
  });
}

TEST(Conformance, HostMoreSpecific) {
  ForEachRow("host.MoreSpecific", [](const Json& row) {
    EXPECT_EQ(MoreSpecific(Text(row, "host1"), Text(row, "host2")), row["expected"].get<bool>());
  });
}

TEST(Conformance, ResolveShortnameToFqdn) {
  ForEachRow("model.ResolveShortnameToFQDN", [](const Json& row) {
    const Json& meta = row["meta"];
    EXPECT_EQ(ExpandForRouting(Text(row, "name"), Text(meta, "namespace"), Text(meta, "domain")),
              Text(row, "out"));
  });
}

TEST(Conformance, ResolveGatewayName) {
  ForEachRow("model.ResolveGatewayName", [](const Json& row) {
    EXPECT_EQ(ResolveGatewayName(Text(row, "gateway"), Text(row, "namespace")), Text(row, "resolved"));
  });
}

TEST(Conformance, MostSpecificHostMatch) {
  ForEachRow("model.MostSpecificHostMatch", [](const Json& row) {
    HostIndex<int> index;
    for (const std::string& host : List(row, "in")) index[host] = 1;
    index.Freeze();
    EXPECT_EQ(index.MostSpecificName(Text(row, "needle")), Text(row, "want"));
  });
}

TEST(Conformance, ConvertProtocol) {
  ForEachRow("kube.ConvertProtocol", [](const Json& row) {
    EXPECT_EQ(Name(ServicePortProtocol(row["port"].get<int>(), Text(row, "portName"), Text(row, "proto"),
                                       Text(row, "appProto"))),
              Text(row, "expectedProto"));
  });
}

TEST(Conformance, ComposePeerAuthentication) {
  ForEachRow("authn.ComposePeerAuthentication", [](const Json& row) {
    // The policies of a row are those that concern one workload, which therefore has all labels asked for.
    Json labels = Json::object();
    std::string ns = "any";
    std::string documents;
    int number = 0;
    for (Json policy : row["configs"]) {
      if (policy["metadata"]["namespace"] != "root-namespace") ns = policy["metadata"]["namespace"];
      // Names decide where ages are equal; the rows decide by their order.
      policy["metadata"]["name"] = "p" + std::to_string(100 + number++);
      if (policy["spec"].contains("selector")) labels.update(policy["spec"]["selector"]["matchLabels"]);
      documents += policy.dump() + "\n---\n";
    }
    documents += Json{{"apiVersion", "v1"},
                      {"kind", "Pod"},
                      {"metadata", {{"name", "pod"}, {"namespace", ns}, {"labels", labels}}}}
                     .dump();
    MeshConfig config;
    config.root_namespace = "root-namespace";
    const Mesh mesh(meshctl::testing::ObjectsOf(documents), config);
    const model::Labels& own = *mesh.workloads().Find(ns, "pod")->labels;
    const PeerAuthentications peers(mesh);
    EXPECT_EQ(Name(peers.Of(ns, own).mode), Text(row["want"], "mode"));
    const Json ports = row["want"].value("perPort", Json::object());
    for (const auto& [port, mode] : ports.items())
      EXPECT_EQ(Name(peers.OnPort(ns, own, std::stoi(port)).mode), mode.get<std::string>()) << port;
    const model::PeerAuthentication* policy = peers.OfWorkload(ns, own);
    EXPECT_EQ(policy ? policy->port_level.size() : 0, ports.size());
  });
}

TEST(Conformance, DestinationRuleOfASidecar) {
  int checked = 0;
  ForEachRow("model.CreateSidecarScope", [&checked](const Json& row) {
    if (!row.contains("expectedDr") || !row["expectedDr"].is_object()) return;
    ++checked;
    std::string documents;
    for (const char* key :
         {"$destinationRule1", "$destinationRule2", "$destinationRule3", "$nonWorkloadSelectorDr"}) {
      documents += row[key].dump() + "\n---\n";
    }
    documents += row["sidecarConfig"].dump();
    model::Manifests manifests = meshctl::testing::ObjectsOf(documents);
    std::deque<model::DestinationRule> rules;
    for (const model::Object& object : manifests.objects()) {
      if (object.Is(model::kNetworking, "DestinationRule"))
        rules.push_back(model::DecodeDestinationRule(object));
    }
    const model::Object& proxy = manifests.objects().back();
    DestinationRules index(rules, {});
    const MergedRule* rule = index.Find("httpbin.org", "mynamespace", *proxy.namespace_, proxy.labels);
    ASSERT_NE(rule, nullptr);
    EXPECT_EQ(*rule->rules.front()->object->name, row["expectedDr"]["metadata"]["name"].get<std::string>());
    const Json& spec = row["expectedDr"]["spec"];
    EXPECT_EQ(rule->subsets.size(), spec.contains("subsets") ? spec["subsets"].size() : 0);
    EXPECT_EQ(rule->policy != nullptr, spec.contains("trafficPolicy"));
  });
  if (!::testing::Test::IsSkipped()) {
    EXPECT_GT(checked, 0);
  }
}

}  // namespace
}  // namespace meshctl::mesh
