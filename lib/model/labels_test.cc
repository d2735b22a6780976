// SPDX-License-Identifier: Apache-2.0
#include "model/labels.h"

#include <gtest/gtest.h>

#include "testing/objects.h"

namespace meshctl::model {
namespace {

using meshctl::testing::ObjectsOf;

class LabelsTest : public ::testing::Test {
 protected:
  /// The labels written in flow style: `{app: web}`.
  Labels Of(const std::string& flow) {
    kept_.push_back(ObjectsOf("{apiVersion: v1, kind: Pod, metadata: {name: a, labels: " + flow + "}}"));
    return kept_.back().objects().front().labels;
  }

 private:
  std::vector<Manifests> kept_;
};

TEST_F(LabelsTest, AreFoundByKey) {
  Labels labels = Of("{version: v1, app: web}");
  EXPECT_EQ(labels.Get("app"), "web");
  EXPECT_EQ(labels.Get("version"), "v1");
  EXPECT_EQ(labels.Get("tier"), "");
  EXPECT_TRUE(labels.Has("app"));
  EXPECT_FALSE(labels.Has("tier"));
  EXPECT_EQ(labels.size(), 2u);
  EXPECT_EQ(labels.Find("app")->key_span().text(), "app");
  EXPECT_EQ(labels.ToString(), "app=web,version=v1");
}

TEST_F(LabelsTest, LeaveOutWhatIsNoString) {
  EXPECT_EQ(Of("{a: 1, b: \"2\", c: {d: e}, f: yes, g: }").ToString(), "b=2");
  EXPECT_TRUE(Of("[a, b]").empty());
  EXPECT_TRUE(Of("text").empty());
}

TEST_F(LabelsTest, SatisfyASelectorWithFewerPairs) {
  Labels labels = Of("{app: web, version: v1}");
  EXPECT_TRUE(labels.Satisfy(Of("{}")));
  EXPECT_TRUE(labels.Satisfy(Of("{version: v1}")));
  EXPECT_TRUE(labels.Satisfy(Of("{version: v1, app: web}")));
  EXPECT_FALSE(labels.Satisfy(Of("{version: v2}")));
  EXPECT_FALSE(labels.Satisfy(Of("{version: v1, tier: front}")));
  EXPECT_FALSE(Labels().Satisfy(labels));
}

TEST_F(LabelsTest, AreOverlaidKeyByKey) {
  EXPECT_EQ(Of("{a: low, b: low}").OverlaidBy(Of("{b: high, c: high}")).ToString(), "a=low,b=high,c=high");
}

TEST_F(LabelsTest, AreEqualByContent) {
  EXPECT_EQ(Of("{a: b, c: d}"), Of("{c: d, a: b}"));
  EXPECT_FALSE(Of("{a: b}") == Of("{a: c}"));
  EXPECT_FALSE(Of("{a: b}") == Of("{a: b, c: d}"));
}

}  // namespace
}  // namespace meshctl::model
