// SPDX-License-Identifier: Apache-2.0
#include "diff/object_pairs.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace meshctl::diff {
namespace {

model::Manifests Read(const std::string& text) {
  diag::Report faults;
  model::Manifests manifests;
  manifests.Add(std::make_unique<source::SourceFile>("a.yaml", text), faults);
  return manifests;
}

std::string Pairs(const std::string& before, const std::string& after) {
  const model::Manifests old_objects = Read(before);
  const model::Manifests new_objects = Read(after);
  std::string text;
  for (const ObjectPair& pair : PairObjects(old_objects, new_objects)) {
    text += pair.before ? pair.before->resource() + "@" + std::string(*pair.before->api_version) : "-";
    text += " > ";
    text += pair.after ? pair.after->resource() + "@" + std::string(*pair.after->api_version) : "-";
    text += "\n";
  }
  return text;
}

TEST(PairObjects, ByIdentityInAnyVersion) {
  EXPECT_EQ(
      Pairs(
          "{apiVersion: networking.istio.io/v1beta1, kind: Gateway, metadata: {name: a, namespace: x}}\n---\n"
          "{apiVersion: v1, kind: Service, metadata: {name: gone}}\n---\n"
          "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: default}}\n",
          "{apiVersion: v1, kind: Service, metadata: {name: s}}\n---\n"
          "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: a, namespace: "
          "x}}\n---\n"
          "{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: a, namespace: x}}\n"),
      "Service default/s@v1 > Service default/s@v1\n"
      "- > Gateway x/a@gateway.networking.k8s.io/v1\n"
      "Gateway x/a@networking.istio.io/v1beta1 > Gateway x/a@networking.istio.io/v1\n"
      "Service default/gone@v1 > -\n");
}

TEST(PairObjects, TheLastOneCounts) {
  EXPECT_EQ(Pairs("{apiVersion: v1, kind: Namespace, metadata: {name: a}}\n---\n"
                  "{apiVersion: v1, kind: Namespace, metadata: {name: a}}\n",
                  ""),
            "Namespace a@v1 > -\n");
}

TEST(PairObjects, NamelessOnesInTheirOrder) {
  EXPECT_EQ(Pairs("{apiVersion: batch/v1, kind: Job, metadata: {generateName: a-}}\n---\n"
                  "{apiVersion: batch/v1, kind: Job, metadata: {generateName: b-}}\n",
                  "{apiVersion: batch/v1, kind: Job, metadata: {generateName: c-}}\n"),
            "Job default/@batch/v1 > Job default/@batch/v1\nJob default/@batch/v1 > -\n");
}

}  // namespace
}  // namespace meshctl::diff
