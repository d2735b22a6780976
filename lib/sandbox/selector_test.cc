// SPDX-License-Identifier: Apache-2.0
#include "sandbox/selector.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sandbox/catalog.h"

namespace meshctl::sandbox {
namespace {

const Json kPod = {
    {"metadata", {{"name", "a"}, {"labels", {{"app", "web"}, {"tier", "front"}, {"size", "4"}}}}},
    {"status", {{"phase", "Running"}}},
    {"spec", {{"replicas", 3}}}};

bool Labels(std::string_view text) {
  auto selector = Selector::OfLabels(text);
  return selector && selector->Selects(kPod);
}
const Resource& ResourceOf(std::string_view api_version, std::string_view kind) {
  static const Catalog kCatalog;
  return *kCatalog.FindKind(api_version, kind);
}
bool Fields(std::string_view text) {
  auto selector = Selector::OfFields(text, ResourceOf("v1", "Pod"));
  return selector && selector->Selects(kPod);
}
std::string LabelFault(std::string_view text) {
  auto selector = Selector::OfLabels(text);
  return selector ? "" : selector.error().message;
}
std::string FieldFault(std::string_view api_version, std::string_view kind, std::string_view text) {
  auto selector = Selector::OfFields(text, ResourceOf(api_version, kind));
  return selector ? "" : selector.error().message;
}

TEST(Selector, LabelsByEqualityAndBySet) {
  for (const char* text :
       {"", "app=web", "app==web", "app!=db", "other!=x", "app in (db, web)", "app notin (db)", "tier",
        "!region", " app = web , tier = front ", "app in (web),tier!=back", "size>3", "size<5",
        "other notin (a,,b)", "!in,!notin", "tier in (,front)"}) {
    EXPECT_TRUE(Labels(text)) << text;
  }
  for (const char* text : {"app=db", "app!=web", "app in (db)", "app notin (web,db)", "!tier", "region",
                           "app=web,tier=x", "size>4", "size<4", "app>1", "none<1", "tier in ()"}) {
    EXPECT_FALSE(Labels(text)) << text;
  }
}

TEST(Selector, FieldsOfTheKind) {
  EXPECT_TRUE(Fields("metadata.name=a,status.phase!=Failed"));
  EXPECT_TRUE(Fields("spec.nodeName=,spec.hostNetwork=false,,"));
  EXPECT_TRUE(Fields("metadata.name!=a\\,b\\=\\\\"));
  EXPECT_FALSE(Fields("metadata.name=b"));
  EXPECT_FALSE(Fields("metadata.name==a,status.phase=Failed"));
}

TEST(Selector, FieldsThatNoObjectIsSelectedBy) {
  EXPECT_EQ(FieldFault("v1", "ConfigMap", "metadata.name=a,data.x=b"),
            R"("data.x" is not a known field selector: only "metadata.name", "metadata.namespace")");
  EXPECT_EQ(FieldFault("apps/v1", "ReplicaSet", "status.replicas=0"),
            R"("status.replicas" is not a known field selector: only "metadata.name", "metadata.namespace")");
  EXPECT_EQ(FieldFault("v1", "ConfigMap", " metadata.name =a"),
            R"(" metadata.name " is not a known field selector: only "metadata.name", "metadata.namespace")");
  EXPECT_EQ(FieldFault("v1", "Pod", "spec.replicas=3"), "field label not supported: spec.replicas");
  EXPECT_EQ(FieldFault("v1", "Namespace", "metadata.namespace=a"),
            "field label not supported: metadata.namespace");
  EXPECT_EQ(FieldFault("apiextensions.k8s.io/v1", "CustomResourceDefinition", "metadata.namespace=a"), "");
  EXPECT_EQ(FieldFault("batch/v1", "Job", "status.phase=a"),
            R"(field label "status.phase" not supported for Job)");
  EXPECT_EQ(FieldFault("networking.istio.io/v1", "VirtualService", "spec.hosts=a"),
            "field label not supported: spec.hosts");
}

TEST(Selector, TextThatIsNoFieldSelector) {
  EXPECT_EQ(FieldFault("v1", "Pod", "metadata.name in (a)"),
            "invalid selector: 'metadata.name in (a)'; can't understand 'metadata.name in (a)'");
  EXPECT_EQ(FieldFault("v1", "Pod", "metadata.name=a=b"),
            "invalid field selector: unescaped character in value: 61");
  EXPECT_EQ(FieldFault("v1", "Pod", "metadata.name=a\\b"),
            "invalid field selector: invalid escape sequence: \\b");
  EXPECT_EQ(FieldFault("v1", "Pod", "metadata.name=a\\"),
            "invalid field selector: invalid escape sequence: \\");
}

TEST(Selector, TextThatIsNoLabelSelector) {
  constexpr const char* kRule =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
      "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
      "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  EXPECT_EQ(LabelFault("="), "found '=', expected: !, identifier, or 'end of string'");
  EXPECT_EQ(LabelFault("a b"),
            "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt");
  EXPECT_EQ(LabelFault("a in"), "unable to parse requirement: found '' expected: '('");
  EXPECT_EQ(LabelFault("a in web"), "unable to parse requirement: found 'web' expected: '('");
  EXPECT_EQ(LabelFault("a in ("), "unable to parse requirement: found '', expected: ',', ')' or identifier");
  EXPECT_EQ(LabelFault("a in (b"), "unable to parse requirement: found '', expected: ',' or ')'");
  EXPECT_EQ(LabelFault("a in (b) c"), "found 'c', expected: ',' or 'end of string'");
  EXPECT_EQ(LabelFault("!"), "unable to parse requirement: found '', expected: identifier");
  EXPECT_EQ(LabelFault("!a=b"), "found '=', expected: ',' or 'end of string'");
  EXPECT_EQ(LabelFault("a,,b"), "found ',', expected: identifier after ','");
  EXPECT_EQ(LabelFault("a>x"),
            "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the "
            "value must be an integer");
  EXPECT_EQ(LabelFault("-a"),
            fmt::format("unable to parse requirement: <nil>: Invalid value: \"-a\": name part {}", kRule));
  EXPECT_EQ(LabelFault("a/"), fmt::format("unable to parse requirement: <nil>: Invalid value: \"a/\": name "
                                          "part must be non-empty; name part {}",
                                          kRule));
  EXPECT_EQ(LabelFault("a/b/c"),
            fmt::format("unable to parse requirement: <nil>: Invalid value: \"a/b/c\": a valid label key {} "
                        "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
                        kRule));
  EXPECT_EQ(LabelFault("a=" + std::string(64, 'x')),
            "unable to parse requirement: values[0][a]: Invalid value: \"" + std::string(64, 'x') +
                "\": must be no more than 63 bytes");
}

TEST(Selector, ObjectsInManifests) {
  const Json selector = {{"matchLabels", {{"app", "web"}}},
                         {"matchExpressions",
                          {{{"key", "tier"}, {"operator", "In"}, {"values", {"front", "back"}}},
                           {{"key", "old"}, {"operator", "DoesNotExist"}}}}};
  EXPECT_TRUE(Selector::OfLabelSelector(selector).Selects(kPod));
  EXPECT_EQ(Selector::OfLabelSelector(selector).ToString(), "app=web,tier in (front,back),!old");
  EXPECT_FALSE(Selector::OfMap({{"app", "db"}}).Selects(kPod));
}

}  // namespace
}  // namespace meshctl::sandbox
