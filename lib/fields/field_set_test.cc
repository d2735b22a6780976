// SPDX-License-Identifier: Apache-2.0
#include "fields/field_set.h"

#include <gtest/gtest.h>

namespace meshctl::fields {
namespace {

FieldSet Set(const char* fields_v1) { return FromFieldsV1(Json::parse(fields_v1)); }
std::string Text(const FieldSet& set) { return ToFieldsV1(set).dump(); }

TEST(Fields, FieldsV1SurvivesTheRoundTrip) {
  const char* text = R"({"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{".":{},"f:image":{}}}}})";
  EXPECT_EQ(Text(Set(text)), text);
}

TEST(Fields, AMalformedSetIsEmpty) {
  EXPECT_TRUE(FromFieldsV1(Json("text")).empty());
  EXPECT_TRUE(FromFieldsV1(Json::array({1, 2})).empty());
}

TEST(Fields, PathsReadAsTheApiServerWritesThem) {
  EXPECT_EQ(ToString(Path{FieldStep("spec"), FieldStep("ports"), KeyStep({{"port", 80}, {"protocol", "TCP"}}),
                          FieldStep("name")}),
            R"(.spec.ports[port=80,protocol="TCP"].name)");
  EXPECT_EQ(ToString(Path{FieldStep("metadata"), FieldStep("finalizers"), ValueStep("a/b")}),
            R"(.metadata.finalizers[="a/b"])");
  EXPECT_EQ(ToString(Path{"k:no json"}), "k:no json");
}

TEST(Fields, SetsAddMeetAndSubtract) {
  const FieldSet a = Set(R"({"f:spec":{"f:replicas":{},"f:paused":{}}})");
  const FieldSet b = Set(R"({"f:spec":{"f:paused":{},"f:selector":{}}})");
  EXPECT_EQ(Text(Union(a, b)), R"({"f:spec":{"f:paused":{},"f:replicas":{},"f:selector":{}}})");
  EXPECT_EQ(Text(Intersection(a, b)), R"({"f:spec":{"f:paused":{}}})");
  EXPECT_EQ(Text(Difference(a, b)), R"({"f:spec":{"f:replicas":{}}})");
  EXPECT_TRUE(Difference(a, a).empty());
}

TEST(Fields, AParentIsNoMemberBecauseItsChildIs) {
  const FieldSet set = Set(R"({"f:spec":{"f:replicas":{}}})");
  EXPECT_FALSE(set.Below("f:spec").member());
  EXPECT_TRUE(set.Below("f:spec").Below("f:replicas").member());
  EXPECT_TRUE(set.Below("f:status").empty());
  ASSERT_EQ(set.Paths().size(), 1u);
  EXPECT_EQ(ToString(set.Paths()[0]), ".spec.replicas");
}

}  // namespace
}  // namespace meshctl::fields
