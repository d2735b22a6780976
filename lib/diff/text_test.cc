// SPDX-License-Identifier: Apache-2.0
#include "diff/text.h"

#include <gtest/gtest.h>

#include "diff/pairing.h"
#include "diff/same_value.h"

namespace meshctl::diff {
namespace {

Json Parse(const char* text) { return Json::parse(text); }

std::string Render(Json before, Json after, bool color = false) {
  return RenderText(CompareObjects(std::move(before), std::move(after), {}), {"old", "new"},
                    {.color = color, .width = 0});
}

TEST(RenderText, NamesTheFieldsOfEachHunk) {
  EXPECT_EQ(Render(Parse(R"({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
                     "spec": {"replicas": 2, "template": {"spec": {"containers": [
                       {"name": "app", "image": "a:1"}]}}}, "status": {"replicas": 2}})"),
                   Parse(R"({"apiVersion": "apps/v1", "kind": "Deployment",
                     "metadata": {"labels": {"a": "b"}, "name": "web"},
                     "spec": {"replicas": 3, "template": {"spec": {"containers": [
                       {"name": "log"}, {"name": "app", "image": "a:2"}]}}}})")),
            "--- old\n"
            "+++ new\n"
            "@@ -1,11 +1,14 @@ metadata.labels, spec.replicas, "
            "spec.template.spec.containers[name=app].image, 1 more\n"
            " apiVersion: apps/v1\n"
            " kind: Deployment\n"
            " metadata:\n"
            "+  labels:\n"
            "+    a: b\n"
            "   name: web\n"
            " spec:\n"
            "-  replicas: 2\n"
            "+  replicas: 3\n"
            "   template:\n"
            "     spec:\n"
            "       containers:\n"
            "-      - image: a:1\n"
            "+      - name: log\n"
            "+      - image: a:2\n"
            "         name: app\n");
}

TEST(RenderText, ALineOfAText) {
  EXPECT_EQ(
      Render(Parse(R"({"kind": "ConfigMap", "data": {"a.conf": "one\ntwo\n\nthree\n", "b": "1"}})"),
             Parse(R"({"kind": "ConfigMap", "data": {"a.conf": "one\nTWO\n\nthree\n", "b": "1"}})")),
      "--- old\n+++ new\n@@ -1,7 +1,7 @@ data[a.conf]\n data:\n   a.conf: |\n     one\n-    two\n+    TWO\n"
      " \n     three\n   b: \"1\"\n");
}

TEST(RenderText, NewAndRemovedObjects) {
  const Json object = Parse(R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})");
  EXPECT_EQ(Render(nullptr, object),
            "--- old\n+++ new\n@@ -0,0 +1,4 @@\n"
            "+apiVersion: v1\n+kind: Namespace\n+metadata:\n+  name: shop\n");
  EXPECT_EQ(Render(object, nullptr),
            "--- old\n+++ new\n@@ -1,4 +0,0 @@\n"
            "-apiVersion: v1\n-kind: Namespace\n-metadata:\n-  name: shop\n");
  EXPECT_EQ(Render(object, object), "");
}

TEST(RenderText, WhatDiffersInALineStandsOut) {
  EXPECT_EQ(
      Render(Parse(R"({"image": "shop:1.2", "x": 1})"), Parse(R"({"image": "shop:1.3", "x": 1})"), true),
      "\x1b[1m--- old\x1b[0m\n"
      "\x1b[1m+++ new\x1b[0m\n"
      "\x1b[36m@@ -1,2 +1,2 @@ image\x1b[0m\n"
      "\x1b[31m-image: shop:1.\x1b[7m2\x1b[27m\x1b[0m\n"
      "\x1b[32m+image: shop:1.\x1b[7m3\x1b[27m\x1b[0m\n"
      " x: 1\n");
}

TEST(RenderText, CharactersStayWhole) {
  const std::string text = Render(Parse(R"({"a": "xé"})"), Parse(R"({"a": "xè"})"), true);
  EXPECT_NE(text.find("-a: 'x\x1b[7mé\x1b[27m"), text.npos) << text;
  EXPECT_NE(text.find("+a: 'x\x1b[7mè\x1b[27m"), text.npos) << text;
}

TEST(Tally, CountsInWords) {
  Tally tally;
  EXPECT_EQ(tally.ToString(), "no objects");
  for (Change change : {Change::kUnchanged, Change::kCreated, Change::kCreated, Change::kRemoved})
    tally.Count(change);
  EXPECT_EQ(tally.ToString(), "2 created, 1 removed, 1 the same");
  EXPECT_TRUE(tally.differs());
}

TEST(PairItems, ByEqualityThenByLikeness) {
  const Json before = Parse(R"([{"n": 1, "v": 1}, {"n": 2, "v": 2}, {"n": 3, "v": 3}])");
  const Json after = Parse(R"([{"n": 0}, {"n": 2, "v": 9}, {"n": 3, "v": 3}, {"n": 4}])");
  const auto texts = [](const Json& list) {
    std::vector<std::string> out;
    for (const Json& item : list) out.push_back(item.dump());
    return out;
  };
  EXPECT_EQ(PairItems(before, texts(before), after, texts(after)),
            (std::vector<ItemPair>{{0, 0}, {1, 1}, {2, 2}, {{}, 3}}));
  EXPECT_EQ(PairItems(Json::array(), {}, after, texts(after)),
            (std::vector<ItemPair>{{{}, 0}, {{}, 1}, {{}, 2}, {{}, 3}}));
}

TEST(SameValue, OnlyWhereTheSchemaSaysSo) {
  using fields::Topology;
  const Topology service = Topology::OfObject(schema::FindKind("v1", "Service").type());
  const Topology port = service.Field("spec").Field("ports").Item();
  EXPECT_TRUE(SameValue(port.Field("targetPort"), 80, "80"));
  EXPECT_FALSE(SameValue(port.Field("targetPort"), 80, "http"));
  EXPECT_FALSE(SameValue(port.Field("name"), 80, "80"));
  EXPECT_FALSE(SameValue(Topology::Free(), "1000m", "1"));
  const Topology secret = Topology::OfObject(schema::FindKind("v1", "Secret").type());
  EXPECT_TRUE(SameValue(secret.Field("data").Field("a"), "YQ==", "YQ==\n"));
  EXPECT_FALSE(SameValue(secret.Field("data").Field("a"), "YQ==", "no base64"));
}

}  // namespace
}  // namespace meshctl::diff
