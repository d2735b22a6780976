// SPDX-License-Identifier: Apache-2.0
#include "wait/goal.h"

#include <gtest/gtest.h>

namespace meshctl::wait {
namespace {

const Json kPod = Json::parse(R"({"kind": "Pod", "metadata": {"name": "web", "uid": "u1", "generation": 2},
  "status": {"phase": "Running", "conditions": [
    {"type": "Ready", "status": "False", "reason": "ContainersNotReady", "message": "app"},
    {"type": "Old", "status": "True", "observedGeneration": 1}]}})");

Standing Met() { return {Verdict::kMet, {}}; }
Standing NotYet(const char* message) { return {Verdict::kNotYet, message}; }
Standing Failed(const char* message) { return {Verdict::kFailed, message}; }

Standing Judge(const char* text) {
  const auto goal = ParseGoal(text);
  return goal ? (*goal)(&kPod) : Failed(goal.error().message.c_str());
}

TEST(Goal, ReadsWhatKubectlReads) {
  EXPECT_EQ(Judge("condition=ready=false"), Met());
  EXPECT_EQ(Judge("condition=Ready"), NotYet("condition `Ready` is `False`: ContainersNotReady: app"));
  EXPECT_EQ(Judge("condition=Old"), NotYet("condition `Old` is of an older generation"));
  EXPECT_EQ(Judge("condition=Missing"), NotYet("it has no condition `Missing`"));
  EXPECT_EQ(Judge("jsonpath={.status.phase}=Running"), Met());
  EXPECT_EQ(Judge("jsonpath='{.status.phase}'=Running"), Failed("`'{.status.phase}'` is no path to a field"))
      << "quotes are the shell's";
  EXPECT_EQ(Judge("jsonpath=.status.phase='Running'"), Met());
  EXPECT_EQ(Judge("jsonpath={.status.phase}=Pending"), NotYet("the value is `Running`"));
  EXPECT_EQ(Judge("jsonpath={.status.phase}"), Met());
  EXPECT_EQ(Judge("jsonpath={.status.conditions[?(@.type==\"Ready\")].status}=False"), Met());
  EXPECT_EQ(Judge("jsonpath={.status.missing}"), NotYet("the path leads to nothing"));
  EXPECT_EQ(Judge("jsonpath={.status.conditions[*].type}"), Failed("the path leads to more than one value"));
  EXPECT_EQ(Judge("jsonpath={.metadata}=x"), Failed("the path leads to a list or an object"));
  EXPECT_EQ(Judge("create"), Met());
  EXPECT_EQ(Judge("delete"), NotYet("it is not being deleted"));
}

TEST(Goal, OthersAreUsageErrors) {
  EXPECT_EQ(Judge("ready").message, "`--for=ready` is nothing to wait for");
  EXPECT_EQ(Judge("condition=").message, "`--for=condition=` is nothing to wait for");
  EXPECT_EQ(Judge("jsonpath={.a}=b=c").message, "`--for=jsonpath=` takes a path and at most one value");
  EXPECT_EQ(Judge("jsonpath={.a}=").message, "`--for=jsonpath=` has no value behind the equals sign");
  EXPECT_EQ(Judge("jsonpath=").message, "`` is no path to a field");
}

TEST(Goal, DeletionNamesWhatHoldsItBack) {
  Json object = {
      {"metadata",
       {{"uid", "u1"}, {"deletionTimestamp", "2026-01-01T00:00:00Z"}, {"finalizers", {"a/b", "c"}}}}};
  EXPECT_EQ(Deleted("")(&object), NotYet("held back by finalizer `a/b`, `c`"));
  object["metadata"].erase("finalizers");
  object["status"]["conditions"] = Json::parse(R"([
    {"type": "NamespaceContentRemaining", "status": "True", "message": "Some resources are remaining: pods."},
    {"type": "NamespaceDeletionDiscoveryFailure", "status": "False", "message": "all fine"}])");
  EXPECT_EQ(Deleted("")(&object), NotYet("it is being deleted; Some resources are remaining: pods."));
  EXPECT_EQ(Deleted("u0")(&object), Met()) << "another one has taken the name";
  EXPECT_EQ(Deleted("u0")(nullptr), Met());
}

TEST(Goal, WhatIsNotThereIsNotReady) {
  for (const Goal& goal : {Ready(), Exists(), HasCondition("Ready", "true"), RolledOut(0)}) {
    EXPECT_EQ(goal(nullptr), NotYet("it does not exist"));
  }
}

}  // namespace
}  // namespace meshctl::wait
