// SPDX-License-Identifier: Apache-2.0
#include "apply/dropped_fields.h"

#include <gtest/gtest.h>

namespace meshctl::apply {
namespace {

Json Entry(const char* manager, const char* operation, const char* set) {
  return {{"manager", manager},       {"operation", operation},
          {"apiVersion", "v1"},       {"time", "2026-01-01T00:00:00Z"},
          {"fieldsType", "FieldsV1"}, {"fieldsV1", Json::parse(set)}};
}

Json Object(std::vector<Json> entries) {
  return {{"metadata", {{"name", "a"}, {"resourceVersion", "1"}, {"managedFields", std::move(entries)}}},
          {"data", {{"a", "1"}, {"b", "2"}, {"c", "3"}}}};
}

constexpr const char* kAll = R"({"f:data": {".": {}, "f:a": {}, "f:b": {}, "f:c": {}}})";
constexpr const char* kOnlyA = R"({"f:data": {"f:a": {}}})";
constexpr const char* kOnlyB = R"({"f:data": {"f:b": {}}})";

TEST(DroppedFields, AreClientSideApplysAlone) {
  const Json tried = Object({Entry("kubectl-client-side-apply", "Update", kAll),
                             Entry("helm", "Apply", kOnlyB), Entry("meshctl", "Apply", kOnlyA)});
  EXPECT_EQ(ToFieldsV1(DroppedFields(tried, "meshctl")), Json::parse(R"({"f:data": {".": {}, "f:c": {}}})"));
  EXPECT_EQ(WithoutDropped(tried, "meshctl")["data"], Json::parse(R"({"a": "1", "b": "2"})"));
}

TEST(DroppedFields, OtherUpdatersKeepTheirs) {
  const Json tried =
      Object({Entry("kube-controller-manager", "Update", kAll), Entry("meshctl", "Apply", kOnlyA)});
  EXPECT_TRUE(DroppedFields(tried, "meshctl").empty());
  EXPECT_EQ(WithoutDropped(tried, "meshctl"), tried);
}

TEST(DroppedFields, WhoeverOwnsTheLastAppliedAnnotationIsClientSideApply) {
  const char* set = R"({"f:data": {"f:c": {}}, "f:metadata": {"f:annotations": {
      "f:kubectl.kubernetes.io/last-applied-configuration": {}}}})";
  const Json tried = Object({Entry("argocd", "Update", set), Entry("meshctl", "Apply", kOnlyA)});
  EXPECT_EQ(WithoutDropped(tried, "meshctl")["data"], Json::parse(R"({"a": "1", "b": "2"})"));
}

TEST(DroppedFields, OfAnotherVersionStayAsTheMigrationLeavesThem) {
  Json client = Entry("kubectl-client-side-apply", "Update", kAll);
  client["apiVersion"] = "v2";
  EXPECT_TRUE(DroppedFields(Object({client, Entry("meshctl", "Apply", kOnlyA)}), "meshctl").empty());
}

TEST(DroppedFields, NothingWithoutOwners) {
  EXPECT_TRUE(DroppedFields(Json::object(), "meshctl").empty());
  EXPECT_TRUE(DroppedFields({{"metadata", {{"managedFields", "odd"}}}}, "meshctl").empty());
}

}  // namespace
}  // namespace meshctl::apply
