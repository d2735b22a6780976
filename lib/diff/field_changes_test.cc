// SPDX-License-Identifier: Apache-2.0
#include "diff/field_changes.h"

#include <gtest/gtest.h>

#include <random>

#include "schema/kinds.h"

namespace meshctl::diff {
namespace {

using fields::Topology;

Json Parse(const char* text) { return Json::parse(text); }

std::string Text(const std::vector<FieldChange>& changes) {
  std::string text;
  for (const FieldChange& change : changes) {
    constexpr std::string_view kMarks = "+-~%";
    text += kMarks[static_cast<std::size_t>(change.kind)];
    text += PathText(change.path) + " " + change.before.dump() + " " + change.after.dump() + "\n";
  }
  return text;
}

/// The changes of values without a schema.
std::string Differ(const char* before, const char* after) {
  Json old_value = Parse(before);
  Json new_value = Parse(after);
  return Text(CompareFields(Topology::Free(), old_value, new_value, Absent::kNothing));
}

TEST(CompareFields, MapsKeyByKey) {
  EXPECT_EQ(Differ(R"({"a": 1, "b": {"c": 1, "d": 2}, "gone": true})",
                   R"({"b": {"c": 3, "d": 2}, "a": 1, "new": []})"),
            "~b.c 1 3\n-gone true null\n+new null []\n");
}

TEST(CompareFields, NullIsAbsent) {
  EXPECT_EQ(Differ(R"({"a": null, "b": 1})", R"({"b": 1, "c": null})"), "");
  EXPECT_EQ(Differ(R"({"a": null})", R"({"a": 1})"), "+a null 1\n");
}

TEST(CompareFields, AnotherShapeIsAChangeAsAWhole) {
  EXPECT_EQ(Differ(R"({"a": {"b": 1}})", R"({"a": [1]})"), "~a {\"b\":1} [1]\n");
  EXPECT_EQ(Differ(R"({"a": "1"})", R"({"a": 1})"), "~a \"1\" 1\n");
}

TEST(CompareFields, AnItemPutInFrontLeavesTheOthersAlone) {
  EXPECT_EQ(Differ(R"([{"m": "/a", "to": "x"}, {"m": "/b", "to": "y"}])",
                   R"([{"m": "/new"}, {"m": "/a", "to": "x"}, {"m": "/b", "to": "z"}])"),
            "+[0] null {\"m\":\"/new\"}\n~[2].to \"y\" \"z\"\n");
  EXPECT_EQ(Differ(R"(["a", "b", "c"])", R"(["a", "c", "d"])"), "-[1] \"b\" null\n+[2] null \"d\"\n");
  EXPECT_EQ(Differ(R"(["a", "b"])", R"(["a", "x"])"), "~[1] \"b\" \"x\"\n");
}

TEST(CompareFields, SetsHaveNoOrder) {
  const Topology service = Topology::OfObject(schema::FindKind("v1", "Namespace").type());
  Json before = Parse(R"({"metadata": {"finalizers": ["c", "a", "b"]}})");
  Json after = Parse(R"({"metadata": {"finalizers": ["b", "d", "c"]}})");
  EXPECT_EQ(Text(CompareFields(service, before, after, Absent::kNothing)),
            "-metadata.finalizers[=a] \"a\" null\n+metadata.finalizers[=d] null \"d\"\n");
  EXPECT_EQ(before["metadata"]["finalizers"], Parse(R"(["b", "c", "a"])"));
}

TEST(CompareFields, ItemsThatShareAKeyArePairedByContent) {
  const Topology service = Topology::OfObject(schema::FindKind("v1", "Service").type());
  Json before = Parse(R"({"spec": {"ports": [{"port": 80}, {"port": 80}]}})");
  Json after = Parse(R"({"spec": {"ports": [{"port": 80}, {"port": 81}]}})");
  EXPECT_EQ(Text(CompareFields(service, before, after, Absent::kNothing)), "~spec.ports[1].port 80 81\n");
}

TEST(CompareFields, WhatIsTheSameIsWrittenTheSameAfterwards) {
  const Topology pod = Topology::OfObject(schema::FindKind("v1", "Pod").type());
  Json before = Parse(
      R"({"spec": {"containers": [{"name": "a", "image": "i", "resources": {"limits": {"cpu": "500m"}}}]}})");
  Json after =
      Parse(R"({"spec": {"containers": [{"name": "a", "image": "j", "resources": {"limits": {"cpu": "0.5"}},
                                                  "terminationMessagePath": "/dev/termination-log"}]}})");
  EXPECT_EQ(Text(CompareFields(pod, before, after, Absent::kDefault)),
            "~spec.containers[name=a].image \"i\" \"j\"\n");
  before["spec"]["containers"][0]["image"] = "j";
  EXPECT_EQ(before, after);
}

TEST(CompareFields, ChangesKnowTheirPlaces) {
  Json before = Parse(R"({"l": [{"a": 1, "b": 1}, {"a": 2, "b": 2}]})");
  Json after = Parse(R"({"l": [{"x": 1}, {"a": 1, "b": 1}, {"a": 2, "b": 3}]})");
  const auto changes = CompareFields(Topology::Free(), before, after, Absent::kNothing);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(*Follow(after, changes[0].after_at), Parse(R"({"x": 1})"));
  EXPECT_EQ(*Follow(before, changes[1].before_at), 2);
  EXPECT_EQ(*Follow(after, changes[1].after_at), 3);
  EXPECT_EQ(Follow(after, {"l", std::size_t{7}}), nullptr);
  EXPECT_EQ(Follow(after, {"l", "no"}), nullptr);
  EXPECT_EQ(Follow(after, {std::size_t{0}}), nullptr);
}

Json RandomValue(std::mt19937& random, int depth) {
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const int kind = depth == 0 ? 2 : pick(3);
  if (kind == 2) return pick(3);
  Json value = kind == 0 ? Json::object() : Json::array();
  for (int i = pick(4); i > 0; --i) {
    if (kind == 0) {
      value[std::string(1, static_cast<char>('a' + pick(4)))] = RandomValue(random, depth - 1);
    } else {
      value.push_back(RandomValue(random, depth - 1));
    }
  }
  return value;
}

TEST(CompareFields, OfRandomValuesTellExactlyWhatDiffers) {
  std::mt19937 random(6);
  for (int round = 0; round < 3000; ++round) {
    const Json one = RandomValue(random, 3);
    const Json other = RandomValue(random, 3);
    Json before = one;
    Json after = other;
    const auto changes = CompareFields(Topology::Free(), before, after, Absent::kNothing);
    EXPECT_EQ(changes.empty(), one == other) << one << other;
    for (const FieldChange& change : changes) {
      if (change.kind != FieldChange::Kind::kAdded) {
        ASSERT_NE(Follow(one, change.before_at), nullptr);
        EXPECT_EQ(*Follow(one, change.before_at), change.before);
      }
      if (change.kind != FieldChange::Kind::kRemoved) {
        ASSERT_NE(Follow(other, change.after_at), nullptr);
        EXPECT_EQ(*Follow(other, change.after_at), change.after);
      }
    }
  }
}

TEST(PathText, ReadsAsPeopleWriteIt) {
  EXPECT_EQ(PathText({"f:metadata", "f:annotations", "f:example.com/note"}),
            "metadata.annotations[example.com/note]");
  EXPECT_EQ(PathText({"f:spec", "f:ports", R"(k:{"port":80,"protocol":"TCP"})", "f:name"}),
            "spec.ports[port=80,protocol=TCP].name");
  EXPECT_EQ(PathText({"f:http", "i:3", R"(v:"x")"}), "http[3][=x]");
}

}  // namespace
}  // namespace meshctl::diff
