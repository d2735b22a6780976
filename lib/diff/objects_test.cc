// SPDX-License-Identifier: Apache-2.0
#include "diff/objects.h"

#include <gtest/gtest.h>

#include "diff/secrets.h"

namespace meshctl::diff {
namespace {

Json Parse(const char* text) { return Json::parse(text); }

Json Deployment(const char* spec) {
  return {{"apiVersion", "apps/v1"},
          {"kind", "Deployment"},
          {"metadata", {{"name", "web"}, {"namespace", "shop"}}},
          {"spec", Parse(spec)}};
}

/// `kind path: before -> after`, one line for each field.
std::string Fields(const ObjectDifference& difference) {
  std::string text;
  for (const FieldChange& change : difference.fields) {
    text += PathText(change.path) + ": " + change.before.dump() + " -> " + change.after.dump() + "\n";
  }
  return text;
}

std::string Differ(Json before, Json after, Absent absent = Absent::kNothing) {
  return Fields(CompareObjects(std::move(before), std::move(after), {.absent = absent}));
}

TEST(WithoutServerFields, LeavesWhatWasApplied) {
  EXPECT_EQ(WithoutServerFields(Parse(R"({
      "metadata": {"name": "a", "labels": {"x": "y"}, "managedFields": [], "resourceVersion": "1", "uid": "u",
        "generation": 2, "creationTimestamp": "t", "selfLink": "/s",
        "annotations": {"mine": "1", "kubectl.kubernetes.io/last-applied-configuration": "{}",
                        "deployment.kubernetes.io/revision": "3"}},
      "spec": {"a": 1, "template": {"metadata": {"creationTimestamp": null}}}, "status": {"b": 2}})"),
                                ManagedFields::kHide),
            Parse(R"({"metadata": {"name": "a", "labels": {"x": "y"}, "annotations": {"mine": "1"}},
                      "spec": {"a": 1, "template": {"metadata": {}}}})"));
}

TEST(WithoutServerFields, OwnersAreShownOnRequest) {
  const Json object = Parse(R"({"metadata": {"managedFields": [{"manager": "helm"}]}})");
  EXPECT_EQ(WithoutServerFields(object, ManagedFields::kShow), object);
  EXPECT_EQ(WithoutServerFields(object, ManagedFields::kHide), Parse(R"({"metadata": {}})"));
}

TEST(WithoutServerFields, DropsAnnotationsThatBecomeEmpty) {
  EXPECT_EQ(
      WithoutServerFields(
          Parse(
              R"({"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "x"}}})"),
          ManagedFields::kHide),
      Parse(R"({"metadata": {}})"));
  EXPECT_EQ(WithoutServerFields(nullptr, ManagedFields::kHide), nullptr);
  EXPECT_EQ(WithoutServerFields(Parse("[1]"), ManagedFields::kHide), Parse("[1]"));
}

TEST(CompareObjects, SaysWhatIsComparedAndHow) {
  const Json object = Deployment(R"({"replicas": 1})");
  const ObjectDifference created = CompareObjects(nullptr, object, {});
  EXPECT_EQ(created.change, Change::kCreated);
  EXPECT_EQ(created.label(), "Deployment/shop/web");
  EXPECT_EQ(CompareObjects(object, nullptr, {}).change, Change::kRemoved);
  EXPECT_EQ(CompareObjects(object, object, {}).change, Change::kUnchanged);
  EXPECT_EQ(CompareObjects(object, Deployment("{}"), {}).change, Change::kChanged);
}

TEST(CompareObjects, OrderOfKeysAndWhatServersOwnDoNotShow) {
  EXPECT_EQ(
      Differ(
          Parse(
              R"({"kind": "A", "metadata": {"name": "a", "resourceVersion": "1"}, "spec": {"a": 1, "b": 2}})"),
          Parse(R"({"spec": {"b": 2, "a": 1}, "metadata": {"resourceVersion": "2", "name": "a"},
                             "kind": "A", "status": {}})")),
      "");
}

TEST(CompareObjects, ItemsArePairedByTheirKeys) {
  EXPECT_EQ(
      Differ(
          Deployment(
              R"({"template": {"spec": {"containers": [{"name": "app", "image": "a:1"}, {"name": "old"}]}}})"),
          Deployment(
              R"({"template": {"spec": {"containers": [{"name": "new"}, {"name": "app", "image": "a:2"}]}}})")),
      "spec.template.spec.containers[name=old]: {\"name\":\"old\"} -> null\n"
      "spec.template.spec.containers[name=new]: null -> {\"name\":\"new\"}\n"
      "spec.template.spec.containers[name=app].image: \"a:1\" -> \"a:2\"\n");
}

TEST(CompareObjects, AnotherOrderOfItemsIsAChangeOfTheOrder) {
  EXPECT_EQ(Differ(Deployment(R"({"template": {"spec": {"containers": [{"name": "a"}, {"name": "b"}]}}})"),
                   Deployment(R"({"template": {"spec": {"containers": [{"name": "b"}, {"name": "a"}]}}})")),
            "spec.template.spec.containers: [{\"name\":\"a\"},{\"name\":\"b\"}] -> "
            "[{\"name\":\"b\"},{\"name\":\"a\"}]\n");
}

TEST(CompareObjects, ValuesAreComparedAsTheSchemaReadsThem) {
  EXPECT_EQ(Differ(Deployment(R"({"template": {"spec": {"containers": [{"name": "a", "resources": {
                             "limits": {"cpu": "1000m", "memory": "1Gi"}}}]}}})"),
                   Deployment(R"({"template": {"spec": {"containers": [{"name": "a", "resources": {
                             "limits": {"cpu": 1, "memory": "1024Mi"}}}]}}})")),
            "");
  const Json text = {{"kind", "ConfigMap"}, {"apiVersion", "v1"}, {"data", {{"cpu", "1000m"}}}};
  Json other = text;
  other["data"]["cpu"] = "1";
  EXPECT_EQ(Differ(text, other), "data.cpu: \"1000m\" -> \"1\"\n");
}

TEST(CompareObjects, VersionsOfAKindAreOneKind) {
  Json before = Parse(R"({"apiVersion": "networking.istio.io/v1beta1", "kind": "VirtualService",
                          "metadata": {"name": "a"}, "spec": {"hosts": ["a"], "http": [{"timeout": "60s"}]}})");
  Json after = before;
  after["apiVersion"] = "networking.istio.io/v1";
  after["spec"]["http"][0]["timeout"] = "1m";
  EXPECT_EQ(Differ(before, after),
            "apiVersion: \"networking.istio.io/v1beta1\" -> \"networking.istio.io/v1\"\n");
}

TEST(CompareObjects, DefaultsCountInFilesOnly) {
  const Json without = Deployment(R"({"template": {"spec": {"containers": [
      {"name": "a", "image": "a:1", "ports": [{"containerPort": 80}]}]}}})");
  const Json with = Deployment(R"({"replicas": 1, "strategy": {"type": "RollingUpdate", "rollingUpdate":
      {"maxSurge": "25%", "maxUnavailable": "25%"}}, "template": {"spec": {"restartPolicy": "Always",
      "containers": [{"name": "a", "image": "a:1", "imagePullPolicy": "IfNotPresent",
                      "ports": [{"containerPort": 80, "protocol": "TCP"}]}]}}})");
  EXPECT_EQ(Differ(without, with, Absent::kDefault), "");
  EXPECT_EQ(Differ(with, without, Absent::kDefault), "");
  EXPECT_NE(Differ(without, with, Absent::kNothing), "");
  EXPECT_EQ(Differ(without, Deployment(R"({"replicas": 2, "template": {"spec": {"containers": [
      {"name": "a", "image": "a:1", "ports": [{"containerPort": 80, "protocol": "UDP"}]}]}}})"),
                   Absent::kDefault),
            "spec.replicas: null -> 2\n"
            "spec.template.spec.containers[name=a].ports[containerPort=80,protocol=TCP]: "
            "{\"containerPort\":80} -> null\n"
            "spec.template.spec.containers[name=a].ports[containerPort=80,protocol=UDP]: null -> "
            "{\"containerPort\":80,\"protocol\":\"UDP\"}\n");
}

TEST(CompareObjects, SecretsAreMaskedBeforeAnythingIsTold) {
  const Json before = Parse(R"({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"},
                                "data": {"same": "c2FtZQ==", "changed": "b2xk", "gone": "Z29uZQ=="}})");
  const Json after = Parse(R"({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"},
                               "data": {"same": "c2FtZQ==", "changed": "bmV3", "fresh": "ZnJlc2g="}})");
  EXPECT_EQ(Differ(before, after),
            "data.changed: \"*** (3 bytes, before)\" -> \"*** (3 bytes, after)\"\n"
            "data.fresh: null -> \"*** (5 bytes)\"\n"
            "data.gone: \"*** (4 bytes)\" -> null\n");
}

TEST(CompareObjects, StringDataIsAnotherSpellingOfData) {
  const Json before =
      Parse(R"({"apiVersion": "v1", "kind": "Secret", "data": {"a": "c2FtZQ==", "b": "b2xk"}})");
  const Json after =
      Parse(R"({"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "same", "b": "newer"}})");
  EXPECT_EQ(Differ(before, after), "data.b: \"*** (3 bytes, before)\" -> \"*** (5 bytes, after)\"\n");
}

TEST(ToJson, HasAChangeAndItsFields) {
  ObjectDifference difference = CompareObjects(Deployment(R"({"replicas": 1, "paused": true})"),
                                               Deployment(R"({"replicas": 2, "minReadySeconds": 5})"), {});
  difference.fields[2].owner = "hpa";
  EXPECT_EQ(ToJson(difference), Parse(R"({
      "apiVersion": "apps/v1", "kind": "Deployment", "namespace": "shop", "name": "web", "change": "changed",
      "fields": [{"path": "spec.minReadySeconds", "after": 5}, {"path": "spec.paused", "before": true},
                 {"path": "spec.replicas", "before": 1, "after": 2, "owner": "hpa"}]})"));
}

TEST(ToJson, OfOneSideHasAllOfIt) {
  const Json space = Parse(R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})");
  EXPECT_EQ(ToJson(CompareObjects(nullptr, space, {})),
            (Json{{"apiVersion", "v1"},
                  {"kind", "Namespace"},
                  {"name", "shop"},
                  {"change", "created"},
                  {"fields", {{{"path", ""}, {"after", space}}}}}));
  EXPECT_EQ(ToJson(CompareObjects(space, nullptr, {}))["fields"], (Json{{{"path", ""}, {"before", space}}}));
}

}  // namespace
}  // namespace meshctl::diff
