// SPDX-License-Identifier: Apache-2.0
#include "apply/field_path.h"

#include <gtest/gtest.h>

#include "apply/test_plan.h"

namespace meshctl::apply {
namespace {

constexpr const char* kService = R"(apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app: web
    app.kubernetes.io/name: web
  finalizers: [a.example/x, b.example/y]
spec:
  ports:
  - port: 80
  - {port: 53, protocol: UDP, targetPort: dns}
  - {port: 53, protocol: TCP}
)";

class FieldPathTest : public ::testing::Test {
 protected:
  /// `line:column value`, or `line:column` and how far it got when the path leads nowhere.
  std::string At(const char* path) {
    const Item& item = text.plan.items.front();
    const Json object = item.object();
    const Resolved resolved = Resolve(object, path);
    const std::string place = source::ToString(PlaceOf(item.root, resolved.steps));
    if (!resolved.complete) return place + " incomplete";
    return place + " " + diff::Follow(object, resolved.steps)->dump();
  }

  TestPlan text{kService};
};

TEST_F(FieldPathTest, FollowsPathsOfConflicts) {
  EXPECT_EQ(At(".metadata.name"), "test.yaml:4:9 \"web\"");
  EXPECT_EQ(At(".metadata.labels.app"), "test.yaml:6:10 \"web\"");
  EXPECT_EQ(At(".metadata.labels.app.kubernetes.io/name"), "test.yaml:7:29 \"web\"");
  EXPECT_EQ(At(".spec.ports[port=53,protocol=\"UDP\"].targetPort"), "test.yaml:12:43 \"dns\"");
  EXPECT_EQ(At(".spec.ports[port=53,protocol=\"TCP\"].port"), "test.yaml:13:12 53");
  EXPECT_EQ(At(".metadata.finalizers[=\"b.example/y\"]"), "test.yaml:8:29 \"b.example/y\"");
}

TEST_F(FieldPathTest, KeysOfItemsThatServersFillInMayBeMissing) {
  EXPECT_EQ(At(".spec.ports[port=80,protocol=\"TCP\"].port"), "test.yaml:11:11 80");
}

TEST_F(FieldPathTest, FollowsPathsOfValidation) {
  EXPECT_EQ(At("spec.ports[1].protocol"), "test.yaml:12:26 \"UDP\"");
  EXPECT_EQ(At("metadata.labels[app.kubernetes.io/name]"), "test.yaml:7:29 \"web\"");
  EXPECT_EQ(At("metadata.labels"), "test.yaml:5:3 {\"app\":\"web\",\"app.kubernetes.io/name\":\"web\"}");
}

TEST_F(FieldPathTest, LeadsAsFarAsTheObjectGoes) {
  EXPECT_EQ(At("spec.ports[7].port"), "test.yaml:10:3 incomplete");
  EXPECT_EQ(At("spec.ports[0].nodePort"), "test.yaml:11:5 incomplete");
  EXPECT_EQ(At(".spec.ports[port=81].x"), "test.yaml:10:3 incomplete");
  EXPECT_EQ(At("spec.ports.x"), "test.yaml:10:3 incomplete");
  EXPECT_EQ(At("spec.ports[0"), "test.yaml:10:3 incomplete");
  EXPECT_EQ(At("nothing"), "test.yaml:1:1 incomplete");
  EXPECT_EQ(At("metadata.name.x"), "test.yaml:4:9 incomplete");
  EXPECT_EQ(At("metadata.name[0]"), "test.yaml:4:9 incomplete");
}

}  // namespace
}  // namespace meshctl::apply
