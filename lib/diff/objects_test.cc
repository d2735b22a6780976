// SPDX-License-Identifier: Apache-2.0
#include "diff/objects.h"

#include <gtest/gtest.h>

namespace meshctl::diff {
namespace {

Json Parse(const char* text) { return Json::parse(text); }

TEST(WithoutServerFields, DropsWhatNobodyApplies) {
  EXPECT_EQ(WithoutServerFields(Parse(R"({
    "kind": "Deployment",
    "metadata": {"name": "web", "uid": "1", "resourceVersion": "2", "generation": 3, "creationTimestamp": "x",
                 "selfLink": "/", "managedFields": [], "labels": {"a": "b"},
                 "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "mine": "yes"}},
    "spec": {"generation": 7},
    "status": {"replicas": 1}})")),
            Parse(R"({"kind": "Deployment",
    "metadata": {"name": "web", "labels": {"a": "b"}, "annotations": {"mine": "yes"}}, "spec": {"generation": 7}})"));
}

TEST(WithoutServerFields, DropsAnnotationsThatBecomeEmpty) {
  EXPECT_EQ(
      WithoutServerFields(Parse(
          R"({"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}}})")),
      Parse(R"({"metadata": {}})"));
}

TEST(WithoutServerFields, LeavesOddShapesAlone) {
  for (const char* text :
       {"null", "[]", "{}", R"({"metadata": null})", R"({"metadata": {"annotations": []}})"}) {
    EXPECT_EQ(WithoutServerFields(Parse(text)), Parse(text));
  }
}

TEST(ObjectLabel, HasTheNamespaceWhereThereIsOne) {
  EXPECT_EQ(ObjectLabel(Parse(R"({"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}})")),
            "Service/shop/web");
  EXPECT_EQ(ObjectLabel(Parse(R"({"kind": "Namespace", "metadata": {"name": "shop"}})")), "Namespace/shop");
}

TEST(DiffObjects, ShowsWhatSomebodyWouldHaveApplied) {
  EXPECT_EQ(DiffObjects(Parse(R"({"apiVersion": "apps/v1", "kind": "Deployment",
                                  "metadata": {"namespace": "default", "name": "web", "generation": 1},
                                  "spec": {"replicas": 2, "paused": false}, "status": {"replicas": 2}})"),
                        Parse(R"({"kind": "Deployment", "apiVersion": "apps/v1",
                                  "metadata": {"name": "web", "namespace": "default", "generation": 2},
                                  "spec": {"paused": false, "replicas": 3}})"),
                        {}),
            "--- live/Deployment/default/web\n"
            "+++ merged/Deployment/default/web\n"
            "@@ -5,4 +5,4 @@\n"
            "   namespace: default\n"
            " spec:\n"
            "   paused: false\n"
            "-  replicas: 2\n"
            "+  replicas: 3\n");
}

TEST(DiffObjects, EqualObjectsHaveNoDifference) {
  EXPECT_EQ(
      DiffObjects(Parse(R"({"kind": "A", "metadata": {"name": "a", "resourceVersion": "1"}})"),
                  Parse(R"({"metadata": {"resourceVersion": "2", "name": "a"}, "kind": "A", "status": {}})"),
                  {}),
      "");
}

TEST(DiffObjects, NewAndRemovedObjects) {
  const Json object = Parse(R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})");
  EXPECT_EQ(DiffObjects(nullptr, object, {}),
            "--- live/Namespace/shop\n+++ merged/Namespace/shop\n@@ -0,0 +1,4 @@\n"
            "+apiVersion: v1\n+kind: Namespace\n+metadata:\n+  name: shop\n");
  EXPECT_EQ(DiffObjects(object, nullptr, {}),
            "--- live/Namespace/shop\n+++ merged/Namespace/shop\n@@ -1,4 +0,0 @@\n"
            "-apiVersion: v1\n-kind: Namespace\n-metadata:\n-  name: shop\n");
}

TEST(DiffObjects, SecretsStaySecret) {
  const std::string text =
      DiffObjects(Parse(R"({"apiVersion": "v1", "kind": "Secret",
                "metadata": {"name": "s", "annotations": {
                  "kubectl.kubernetes.io/last-applied-configuration": "{\"data\":{\"changed\":\"b2xk\"}}"}},
                "data": {"same": "c2FtZQ==", "changed": "b2xk", "gone": "Z29uZQ=="}})"),
                  Parse(R"({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"},
                "data": {"same": "c2FtZQ==", "changed": "bmV3", "fresh": "ZnJlc2g="}, "stringData": {"x": "plain"}})"),
                  {});
  EXPECT_EQ(text,
            "--- live/Secret/s\n"
            "+++ merged/Secret/s\n"
            "@@ -1,8 +1,10 @@\n"
            " apiVersion: v1\n"
            " data:\n"
            "-  changed: '*** (before)'\n"
            "-  gone: '***'\n"
            "+  changed: '*** (after)'\n"
            "+  fresh: '***'\n"
            "   same: '***'\n"
            " kind: Secret\n"
            " metadata:\n"
            "   name: s\n"
            "+stringData:\n"
            "+  x: '***'\n");
}

TEST(DiffObjects, OnlyCoreSecretsAreMasked) {
  Json before = Parse(R"({"apiVersion": "x/v1", "kind": "Secret", "data": {"a": "1"}})");
  Json after = before;
  MaskSecrets(before, after);
  EXPECT_EQ(after["data"]["a"], "1");
}

}  // namespace
}  // namespace meshctl::diff
