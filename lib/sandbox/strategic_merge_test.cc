// SPDX-License-Identifier: Apache-2.0
#include "sandbox/strategic_merge.h"

#include <gtest/gtest.h>

namespace meshctl::sandbox {
namespace {

std::string Patch(const char* live, const char* patch) {
  static const Topology kPod = Topology::OfObject(schema::FindKind("v1", "Pod").type());
  return ApplyStrategicMerge(kPod, Json::parse(live), Json::parse(patch)).dump();
}

constexpr const char* kLive =
    R"({"spec":{"containers":[{"image":"a:1","name":"a"},{"image":"b:1","name":"b"}],)"
    R"("tolerations":[{"key":"x"}]}})";

TEST(StrategicMerge, MergesListsByTheirKeyAndReplacesOthers) {
  EXPECT_EQ(
      Patch(
          kLive,
          R"({"spec":{"containers":[{"name":"b","image":"b:2"},{"name":"c"}],"tolerations":[{"key":"y"}]}})"),
      R"({"spec":{"containers":[{"image":"a:1","name":"a"},{"image":"b:2","name":"b"},{"name":"c"}],)"
      R"("tolerations":[{"key":"y"}]}})");
}

TEST(StrategicMerge, NullRemoves) {
  EXPECT_EQ(Patch(kLive, R"({"spec":{"containers":null}})"), R"({"spec":{"tolerations":[{"key":"x"}]}})");
}

TEST(StrategicMerge, Directives) {
  EXPECT_EQ(Patch(kLive, R"({"spec":{"containers":[{"$patch":"delete","name":"a"}],"tolerations":null}})"),
            R"({"spec":{"containers":[{"image":"b:1","name":"b"}]}})");
  EXPECT_EQ(Patch(kLive, R"({"spec":{"containers":[{"$patch":"replace"},{"name":"c"}],"tolerations":null}})"),
            R"({"spec":{"containers":[{"name":"c"}]}})");
  EXPECT_EQ(Patch(kLive, R"({"spec":{"$retainKeys":["containers"],)"
                         R"("$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}})"),
            R"({"spec":{"containers":[{"image":"b:1","name":"b"},{"image":"a:1","name":"a"}]}})");
  EXPECT_EQ(Patch(R"({"metadata":{"finalizers":["a","b"]}})",
                  R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"finalizers":["c"]}})"),
            R"({"metadata":{"finalizers":["c","b"]}})");
  EXPECT_EQ(Patch(kLive, R"({"spec":{"$patch":"replace","nodeName":"n"}})"), R"({"spec":{"nodeName":"n"}})");
}

// What kube-apiserver answers to the same patches.
TEST(StrategicMerge, ItemsThatAnOrderDoesNotNameKeepTheirPlaceBeforeOthers) {
  const char* live = R"({"spec":{"containers":[{"name":"x"},{"name":"a"},{"name":"y"},{"name":"b"}]}})";
  EXPECT_EQ(Patch(live, R"({"spec":{"containers":[{"name":"n"}]}})"),
            R"({"spec":{"containers":[{"name":"n"},{"name":"x"},{"name":"a"},{"name":"y"},{"name":"b"}]}})");
  EXPECT_EQ(Patch(live, R"({"spec":{"containers":[{"name":"b"},{"name":"n"},{"name":"a"}]}})"),
            R"({"spec":{"containers":[{"name":"x"},{"name":"y"},{"name":"b"},{"name":"n"},{"name":"a"}]}})");
  EXPECT_EQ(Patch(live, R"({"spec":{"$setElementOrder/containers":[{"name":"a"},{"name":"b"}]}})"), live);
  EXPECT_EQ(Patch(live, R"({"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}})"),
            R"({"spec":{"containers":[{"name":"x"},{"name":"y"},{"name":"b"},{"name":"a"}]}})");
  EXPECT_EQ(Patch(live, R"({"spec":{"$setElementOrder/containers":[{"name":"n"},{"name":"a"}],)"
                        R"("containers":[{"name":"n"},{"name":"b","$patch":"delete"}]}})"),
            R"({"spec":{"containers":[{"name":"x"},{"name":"y"},{"name":"n"},{"name":"a"}]}})");
  EXPECT_EQ(Patch(R"({"metadata":{"finalizers":["o","a","b"]}})",
                  R"({"metadata":{"$setElementOrder/finalizers":["b","a"]}})"),
            R"({"metadata":{"finalizers":["o","b","a"]}})");
}

}  // namespace
}  // namespace meshctl::sandbox
