// SPDX-License-Identifier: Apache-2.0
#include "model/pods_of_templates.h"

#include <gtest/gtest.h>

#include "model/workload.h"
#include "testing/objects.h"

namespace meshctl::model {
namespace {

using meshctl::testing::ObjectsOf;

TEST(PodsOfTemplates, AreAddedForWhatIsNotLive) {
  constexpr const char* kDeployment =
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {template: "
      "{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:1}]}}}}";
  Manifests manifests = ObjectsOf(kDeployment);
  diag::Report faults;
  manifests.Add(std::make_unique<source::SourceFile>(
                    "cluster:CronJob/shop/live",
                    "{apiVersion: batch/v1, kind: CronJob, metadata: {name: live, namespace: shop}}",
                    source::Origin::kCluster),
                faults);
  manifests.Add(std::make_unique<source::SourceFile>(
                    "job.yaml",
                    "{apiVersion: batch/v1, kind: CronJob, metadata: {name: night, namespace: shop}, spec: "
                    "{jobTemplate: {spec: {template: {metadata: {labels: {app: night}}}}}}}"),
                faults);
  AddPodsOfTemplates(manifests);
  ASSERT_EQ(manifests.objects().size(), 5u);
  const Object& pod = manifests.objects()[3];
  EXPECT_EQ(pod.resource(), "Pod shop/web-0");
  EXPECT_EQ(pod.file().origin(), source::Origin::kGenerated);
  const Workload workload = DecodeWorkload(pod);
  EXPECT_EQ(workload.pod.labels.Get("app"), "web");
  EXPECT_EQ(workload.pod.containers.size(), 1u);
  EXPECT_EQ(manifests.objects()[4].resource(), "Pod shop/night-0");
  EXPECT_EQ(manifests.objects()[4].labels.Get("app"), "night");
}

}  // namespace
}  // namespace meshctl::model
