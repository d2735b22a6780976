// SPDX-License-Identifier: Apache-2.0
#include "sandbox/selector.h"

#include <gtest/gtest.h>

namespace meshctl::sandbox {
namespace {

const Json kPod = {{"metadata", {{"name", "a"}, {"labels", {{"app", "web"}, {"tier", "front"}}}}},
                   {"status", {{"phase", "Running"}}},
                   {"spec", {{"replicas", 3}}}};

bool Labels(std::string_view text) {
  auto selector = Selector::OfLabels(text);
  return selector && selector->Selects(kPod);
}
bool Fields(std::string_view text) {
  auto selector = Selector::OfFields(text);
  return selector && selector->Selects(kPod);
}

TEST(Selector, LabelsByEqualityAndBySet) {
  for (const char* text :
       {"", "app=web", "app==web", "app!=db", "other!=x", "app in (db, web)", "app notin (db)", "tier",
        "!region", " app = web , tier = front ", "app in (web),tier!=back"}) {
    EXPECT_TRUE(Labels(text)) << text;
  }
  for (const char* text :
       {"app=db", "app!=web", "app in (db)", "app notin (web,db)", "!tier", "region", "app=web,tier=x"}) {
    EXPECT_FALSE(Labels(text)) << text;
  }
}

TEST(Selector, FieldsByPath) {
  EXPECT_TRUE(Fields("metadata.name=a,status.phase!=Failed"));
  EXPECT_TRUE(Fields("spec.replicas=3"));
  EXPECT_TRUE(Fields("spec.nodeName="));
  EXPECT_FALSE(Fields("metadata.name=b"));
  EXPECT_FALSE(Fields("metadata=a"));
}

TEST(Selector, OtherTextIsRefused) {
  for (const char* text : {"=x", "a b", "app in web", ",", "app=web,,", "!"}) {
    EXPECT_FALSE(Selector::OfLabels(text)) << text;
  }
  EXPECT_EQ(Selector::OfLabels("a b").error().message, "unable to parse requirement: found 'a b'");
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
