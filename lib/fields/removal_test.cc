// SPDX-License-Identifier: Apache-2.0
#include "fields/removal.h"

#include <gtest/gtest.h>

namespace meshctl::fields {
namespace {

Json Parse(const char* text) { return Json::parse(text); }

Json Remove(const char* value, const char* drop, const char* keep = "{}") {
  return Removed(Parse(value), FromFieldsV1(Parse(drop)), FromFieldsV1(Parse(keep)));
}

TEST(Removed, FieldsAndItems) {
  EXPECT_EQ(Remove(R"({"spec": {"replicas": 2, "paused": true}})", R"({"f:spec": {"f:replicas": {}}})"),
            Parse(R"({"spec": {"paused": true}})"));
  EXPECT_EQ(
      Remove(
          R"({"l": [{"name": "a", "x": 1}, {"name": "b"}, {"name": "c"}]})",
          R"({"f:l": {"k:{\"name\":\"a\"}": {"f:x": {}}, "k:{\"name\":\"b\"}": {".": {}, "f:name": {}}}})"),
      Parse(R"({"l": [{"name": "a"}, {"name": "c"}]})"));
  EXPECT_EQ(Remove(R"({"l": ["a", "b", "c"]})", R"({"f:l": {"v:\"a\"": {}, "i:2": {}}})"),
            Parse(R"({"l": ["b"]})"));
}

TEST(Removed, WhatOthersKeepStays) {
  EXPECT_EQ(Remove(R"({"labels": {"a": "1", "b": "2"}})", R"({"f:labels": {".": {}, "f:a": {}}})",
                   R"({"f:labels": {"f:b": {}}})"),
            Parse(R"({"labels": {"b": "2"}})"));
  EXPECT_EQ(Remove(R"({"labels": {"a": "1"}})", R"({"f:labels": {"f:a": {}}})", R"({"f:labels": {".": {}}})"),
            Parse(R"({"labels": {}})"));
}

TEST(Removed, WhatBecomesEmptyGoes) {
  EXPECT_EQ(
      Remove(R"({"a": {"b": {"c": 1}}, "d": {}})", R"({"f:a": {"f:b": {"f:c": {}}}, "f:d": {"f:x": {}}})"),
      Parse(R"({"d": {}})"));
}

TEST(Removed, StepsThatLeadNowhereArePassedOver) {
  const char* value = R"({"l": [{"name": "a"}], "s": "x"})";
  EXPECT_EQ(
      Remove(value,
             R"({"f:no": {}, "f:l": {"k:{\"name\":\"z\"}": {}, "k:broken": {}, "i:9": {}, "v:1": {}, "x": {}},
                              "f:s": {"f:below": {}}, "k:{}": {}})"),
      Parse(value));
}

}  // namespace
}  // namespace meshctl::fields
