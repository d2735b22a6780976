// SPDX-License-Identifier: Apache-2.0
// Services and workloads.
#include "model/workload.h"

#include <gtest/gtest.h>

#include "model/defaults.h"
#include "model/service.h"
#include "testing/objects.h"

namespace meshctl::model {
namespace {

using meshctl::testing::ObjectsOf;

TEST(Service, ReadsPorts) {
  Manifests manifests = ObjectsOf(R"(apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIP: None
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: 8080}
  - {name: grpc, port: 81, targetPort: api, appProtocol: grpc}
  - {name: dns, port: 53, protocol: UDP}
)");
  Service service = DecodeService(manifests.objects().front());
  EXPECT_TRUE(service.headless());
  EXPECT_FALSE(service.external());
  EXPECT_EQ(service.selector.ToString(), "app=web");
  ASSERT_EQ(service.ports.size(), 3u);
  EXPECT_EQ(*service.ports[0].name, "http");
  EXPECT_EQ(service.ports[0].port.value, 80);
  EXPECT_EQ(service.ports[0].target_port.number.value, 8080);
  EXPECT_EQ(*service.ports[0].target_port.name, "");
  EXPECT_EQ(service.ports[1].target_port.number.value, std::nullopt);
  EXPECT_EQ(*service.ports[1].target_port.name, "api");
  EXPECT_EQ(*service.ports[1].app_protocol, "grpc");
  EXPECT_EQ(*service.ports[2].protocol, "UDP");
}

TEST(Service, KnowsExternalNames) {
  Manifests manifests = ObjectsOf(
      "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: ExternalName, externalName: "
      "b.example.com}}");
  Service service = DecodeService(manifests.objects().front());
  EXPECT_TRUE(service.external());
  EXPECT_EQ(*service.external_name, "b.example.com");
}

TEST(Workload, ReadsATemplate) {
  Manifests manifests = ObjectsOf(R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web, version: v1}
      annotations: {note: a}
    spec:
      serviceAccountName: web
      hostNetwork: true
      securityContext: {runAsUser: 1000}
      initContainers: [{name: init, image: "init:1"}]
      containers:
      - name: web
        image: web:1
        securityContext: {runAsUser: 1337}
        ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP}]
)");
  ASSERT_TRUE(IsWorkload(manifests.objects().front()));
  Workload workload = DecodeWorkload(manifests.objects().front());
  EXPECT_EQ(workload.pod_count(), 3);
  EXPECT_EQ(workload.selector.ToString(), "app=web");
  EXPECT_EQ(workload.pod.labels.ToString(), "app=web,version=v1");
  EXPECT_EQ(workload.pod.annotations.ToString(), "note=a");
  EXPECT_EQ(*workload.pod.service_account, "web");
  EXPECT_EQ(workload.pod.host_network.value, true);
  EXPECT_EQ(workload.pod.run_as_user.value, 1000);
  EXPECT_EQ(workload.pod.init_containers[0].run_as_user.value, std::nullopt);
  EXPECT_TRUE(workload.pod.spec->Get("containers").is_list());
  EXPECT_EQ(*workload.pod.init_containers[0].image, "init:1");
  EXPECT_EQ(workload.pod.init_containers[0].node->Get("image").text(), "init:1");
  ASSERT_EQ(workload.pod.containers.size(), 1u);
  EXPECT_EQ(workload.pod.containers[0].run_as_user.value, 1337);
  EXPECT_EQ(*workload.pod.containers[0].ports[0].name, "http");
  EXPECT_EQ(workload.pod.containers[0].ports[0].number.value, 8080);
  EXPECT_EQ(*workload.pod.containers[0].ports[1].protocol, "UDP");
}

/// The Pod labels and count of an object, for kinds whose template stands elsewhere.
std::string Summary(std::string_view yaml) {
  Manifests manifests = ObjectsOf(yaml);
  const Object& object = manifests.objects().front();
  if (!IsWorkload(object)) return "no workload";
  Workload workload = DecodeWorkload(object);
  return workload.pod.labels.ToString() + " x" + std::to_string(workload.pod_count());
}

TEST(Workload, KnowsEveryKind) {
  EXPECT_EQ(Summary("{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: a}}}"), "app=a x1");
  EXPECT_EQ(
      Summary("{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {replicas: 2, template: "
              "{metadata: {labels: {app: a}}}}}"),
      "app=a x2");
  EXPECT_EQ(Summary("{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: a}, spec: {template: {metadata: "
                    "{labels: {app: a}}}}}"),
            "app=a x1");
  EXPECT_EQ(Summary("{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {parallelism: 4, template: "
                    "{metadata: {labels: {app: a}}}}}"),
            "app=a x4");
  EXPECT_EQ(Summary("{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {jobTemplate: {spec: "
                    "{template: {metadata: {labels: {app: a}}}}}}}"),
            "app=a x1");
  EXPECT_EQ(Summary("{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: -5}}"),
            " x0");
  EXPECT_EQ(Summary("{apiVersion: v1, kind: Service, metadata: {name: a}}"), "no workload");
  EXPECT_EQ(Summary("{apiVersion: example.com/v1, kind: Deployment, metadata: {name: a}}"), "no workload");
}

TEST(Workload, KnowsItsOwnerAndAddress) {
  Manifests manifests = ObjectsOf(R"(apiVersion: v1
kind: Pod
metadata:
  name: a
  ownerReferences:
  - {kind: Watcher, name: other}
  - {kind: ReplicaSet, name: web-1, controller: true}
status: {podIP: 10.0.0.1}
)");
  Workload workload = DecodeWorkload(manifests.objects().front());
  EXPECT_EQ(*workload.owner_kind, "ReplicaSet");
  EXPECT_EQ(*workload.owner_name, "web-1");
  EXPECT_EQ(*workload.pod_ip, "10.0.0.1");
}

TEST(DefaultIngressGateway, IsAddedOnce) {
  Manifests manifests;
  AddDefaultIngressGateway(manifests);
  ASSERT_EQ(manifests.objects().size(), 2u);
  EXPECT_EQ(manifests.objects()[0].resource(), "Service istio-system/istio-ingressgateway");
  EXPECT_EQ(manifests.objects()[0].file().origin(), source::Origin::kGenerated);
  Workload gateway = DecodeWorkload(manifests.objects()[1]);
  EXPECT_EQ(gateway.pod.labels.Get("istio"), "ingressgateway");
  AddDefaultIngressGateway(manifests);
  EXPECT_EQ(manifests.objects().size(), 2u);
}

TEST(DefaultIngressGateway, GivesWayToOnesOwn) {
  Manifests labelled = ObjectsOf(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: own}, spec: {template: {metadata: {labels: "
      "{istio: "
      "ingressgateway}}}}}");
  AddDefaultIngressGateway(labelled);
  EXPECT_EQ(labelled.objects().size(), 1u);

  Manifests named = ObjectsOf(
      "{apiVersion: v1, kind: Service, metadata: {name: istio-ingressgateway, namespace: istio-system}}");
  AddDefaultIngressGateway(named);
  EXPECT_EQ(named.objects().size(), 1u);

  Manifests other = ObjectsOf("{apiVersion: v1, kind: Service, metadata: {name: istio-ingressgateway}}");
  AddDefaultIngressGateway(other);
  EXPECT_EQ(other.objects().size(), 3u) << "another namespace is another gateway";
}

}  // namespace
}  // namespace meshctl::model
