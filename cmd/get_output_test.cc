// SPDX-License-Identifier: Apache-2.0
#include "cmd/get_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cmd/get_order.h"
#include "cmd/object_reading.h"
#include "testing/fake_cluster.h"

namespace meshctl::cmd {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;

std::string Refusal(const char* text) {
  const auto output = ParseGetOutput(text);
  if (output) return "accepted";
  return output.error().message + (output.error().hints.empty() ? "" : "\n" + output.error().hints.front());
}

TEST(GetOutput, ReadsKubectlsForms) {
  for (const char* text : {"", "wide", "json", "yaml", "name", "jsonpath={.a}", "custom-columns=A:.a,B:b"})
    EXPECT_EQ(Refusal(text), "accepted") << text;
  EXPECT_EQ(Refusal("jsn"), "`--output=jsn` is no form of output\ndid you mean `json`?");
  EXPECT_EQ(Refusal("go-template={{.a}}"),
            "`--output=go-template={{.a}}` is no form of output\n`json`, `yaml`, `wide`, `name`, "
            "`jsonpath=TEMPLATE` or `custom-columns=HEADER:PATH,...`");
  EXPECT_EQ(Refusal("custom-columns=A"),
            "`A` is no column\na column is HEADER:PATH, as in `custom-columns=NAME:.metadata.name`");
}

TEST(GetOutput, JsonIsKubectls) {
  EXPECT_EQ(PrettyJson({{"b", "<&>"}, {"a", {1, Json::object()}}}),
            "{\n    \"a\": [\n        1,\n        {}\n    ],\n    \"b\": \"\\u003c\\u0026\\u003e\"\n}\n");
}

TEST(GetOutput, CustomColumnsShowValuesAsGoDoes) {
  const auto output = ParseGetOutput("custom-columns=A:.labels,B:.list[*],C:.missing,D:.null,E:.list");
  ASSERT_TRUE(output);
  const auto row = CustomRow(
      Json::parse(R"({"labels": {"a": "x", "b": 2}, "list": [1, "two"], "null": null})"), output->columns);
  ASSERT_TRUE(row);
  EXPECT_THAT(*row, ElementsAre("map[a:x b:2]", "1,two", "<none>", "<none>", "[1 two]"));
}

std::vector<std::string> Sorted(const char* path, std::vector<Json> objects) {
  const auto sorted = SortBy(*yaml::JsonPath::ParseRelaxed(path), nullptr, objects);
  if (!sorted) return {sorted.error().message};
  std::vector<std::string> names;
  for (const Json& object : objects) names.push_back(object["name"]);
  return names;
}

TEST(GetOrder, CountsAsPeopleDo) {
  const std::vector<Json> objects = {{{"name", "web-10"}, {"n", 2}},
                                     {{"name", "web-2"}, {"n", 10}},
                                     {{"name", "app"}},
                                     {{"name", "web-02"}, {"n", 3}}};
  EXPECT_THAT(Sorted(".name", objects), ElementsAre("app", "web-2", "web-02", "web-10"));
  EXPECT_THAT(Sorted("{.n}", objects), ElementsAre("app", "web-10", "web-02", "web-2"));
  EXPECT_THAT(Sorted(".none", objects), ElementsAre("no object has the field that `--sort-by` names"));
}

const kube::OfferedKind kPods{
    .type = {.group = {}, .version = "v1", .kind = "Pod", .plural = "pods", .namespaced = true}};

TEST(ObjectReading, TurnsPagesAndBeginsAnew) {
  FakeCluster cluster;
  cluster.On("GET /api/v1/pods", 200, R"({"n": 1, "metadata": {"continue": "c"}})");
  cluster.On("GET /api/v1/pods", 410, R"({"kind": "Status", "reason": "Expired"})");
  cluster.On("GET /api/v1/pods", 200, R"({"n": 2, "metadata": {"continue": "d"}})");
  cluster.On("GET /api/v1/pods", 200, R"({"n": 3})");
  const auto read = ReadChosen(cluster, {{.kind = kPods}}, {.label_selector = "a=b", .chunk_size = 7});
  ASSERT_EQ(read[0].answers.size(), 2u);
  EXPECT_EQ(read[0].answers[0]["n"], 2);
  EXPECT_EQ(read[0].answers[1]["n"], 3);
  EXPECT_EQ(cluster.calls.back(), "GET /api/v1/pods?labelSelector=a=b&limit=7&continue=d");
}

TEST(ObjectReading, TellsWhatIsMissingFromWhatIsRefused) {
  FakeCluster cluster;
  cluster.On("GET /api/v1/namespaces/shop/pods/b", 403,
             R"({"kind": "Status", "reason": "Forbidden", "message": "no"})");
  cluster.On("GET /api/v1/namespaces/shop/pods/c", 200, "{}");
  const auto read =
      ReadChosen(cluster, {{.kind = kPods, .name_space = "shop", .names = {"a", "b", "c"}}}, {});
  ASSERT_EQ(read[0].missing.size(), 1u);
  EXPECT_EQ(read[0].missing[0].message, "pods \"a\" not found");
  ASSERT_EQ(read[0].errors.size(), 1u);
  EXPECT_EQ(read[0].errors[0].message, "pod/b: the server answered 403 Forbidden: no");
  EXPECT_EQ(read[0].answers.size(), 1u);
}

}  // namespace
}  // namespace meshctl::cmd
