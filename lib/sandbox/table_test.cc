// SPDX-License-Identifier: Apache-2.0
#include "sandbox/table.h"

#include <gtest/gtest.h>

#include "sandbox/test_api.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kTable = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

Json GetTable(TestApi& api, const std::string& path) {
  Request request = api.Make("GET", path);
  request.accept = kTable;
  return api.Call(request).body;
}

// Columns and rows as text, with those of `-o wide` in brackets.
std::string Print(const Json& table) {
  std::string out;
  for (const Json& column : table["columnDefinitions"]) {
    const std::string name = TextAt(column, {"name"});
    out += (out.empty() ? "" : " ") + (column["priority"] == 0 ? name : "[" + name + "]");
  }
  for (const Json& row : table["rows"]) out += "\n" + row["cells"].dump();
  return out;
}

TEST(Table, ShowsWhatTheApiServerShows) {
  TestApi api;
  api.Post(kDeployments, kTestAppDeployment);
  api.now = "2026-01-01T00:05:30Z";
  EXPECT_EQ(Print(GetTable(api, kTestApp)),
            "Name Ready Up-to-date Available Age [Containers] [Images] [Selector]\n"
            R"(["test-app","2/2",2,2,"5m30s","test-app","node:latest","app=test-app"])");
  const std::string pods = Print(GetTable(api, "/api/v1/namespaces/default/pods"));
  EXPECT_EQ(pods.substr(0, pods.find('\n')),
            "Name Ready Status Restarts Age [IP] [Node] [Nominated Node] [Readiness Gates]");
  EXPECT_NE(pods.find(R"("1/1","Running","0","5m30s")"), std::string::npos);
  EXPECT_EQ(Print(GetTable(api, "/api/v1/namespaces/default/services")),
            "Name Type Cluster-IP External-IP Port(s) Age [Selector]\n"
            R"(["kubernetes","ClusterIP","10.96.0.1","<none>","443/TCP","5m30s","<none>"])");
  EXPECT_EQ(Print(GetTable(api, "/api/v1/namespaces/default/limitranges")), "Name Created At");
}

TEST(Table, OfCustomResourcesFollowsTheirPrinterColumns) {
  TestApi api;
  const std::string path = "/apis/networking.istio.io/v1/namespaces/default/virtualservices";
  api.Post(path, "{metadata: {name: v}, spec: {hosts: [a, b], http: [{route: [{destination: {host: x}}]}]}}");
  EXPECT_EQ(Print(GetTable(api, path)),
            "Name Gateways Hosts Age\n"
            R"(["v",null,"[\"a\",\"b\"]","0s"])");
}

TEST(Table, RowsComeWithMetadataUnlessAskedOtherwise) {
  TestApi api;
  const std::string path = "/api/v1/namespaces/default";
  EXPECT_EQ(GetTable(api, path)["rows"][0]["object"]["kind"], "PartialObjectMetadata");
  EXPECT_EQ(GetTable(api, path + "?includeObject=Object")["rows"][0]["object"]["kind"], "Namespace");
  EXPECT_FALSE(GetTable(api, path + "?includeObject=None")["rows"][0].contains("object"));
  EXPECT_EQ(GetTable(api, path)["metadata"]["resourceVersion"], api.Get(path).version());
}

TEST(Table, AWatchTellsTheColumnsOnce) {
  TestApi api;
  Request request = api.Make("GET", "/api/v1/namespaces?watch=true");
  request.accept = kTable;
  Reply reply = api.api.Handle(request);
  const std::string events =
      std::get<std::unique_ptr<Watch>>(reply)->Next(std::chrono::milliseconds(0)).value_or("");
  const std::size_t end = events.find('\n');
  EXPECT_TRUE(Json::parse(events.substr(0, end))["object"]["columnDefinitions"].is_array());
  const std::string second = events.substr(end + 1, events.find('\n', end + 1) - end);
  EXPECT_TRUE(Json::parse(second)["object"]["columnDefinitions"].is_null());
}

TEST(Table, DurationsAreShort) {
  EXPECT_EQ(ShortDuration(-5), "<invalid>");
  EXPECT_EQ(ShortDuration(119), "119s");
  EXPECT_EQ(ShortDuration(120), "2m");
  EXPECT_EQ(ShortDuration(599), "9m59s");
  EXPECT_EQ(ShortDuration(600), "10m");
  EXPECT_EQ(ShortDuration(3 * 3600 + 60), "3h1m");
  EXPECT_EQ(ShortDuration(9 * 3600), "9h");
  EXPECT_EQ(ShortDuration(50 * 3600), "2d2h");
  EXPECT_EQ(ShortDuration(9 * 86400), "9d");
  EXPECT_EQ(AgeOf("no time", 0), "<unknown>");
}

}  // namespace
}  // namespace meshctl::sandbox
