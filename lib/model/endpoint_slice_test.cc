// SPDX-License-Identifier: Apache-2.0
#include "model/endpoint_slice.h"

#include <gtest/gtest.h>

#include "testing/objects.h"

namespace meshctl::model {
namespace {

TEST(EndpointSlice, HoldsAddressesWithTheirPodsAndConditions) {
  const Manifests manifests = testing::ObjectsOf(R"(
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-x1, labels: {kubernetes.io/service-name: db}}
addressType: IPv6
endpoints:
- addresses: ["::1"]
  targetRef: {kind: Pod, name: db-0}
  nodeName: n1
- addresses: ["::2"]
  conditions: {ready: false, terminating: true}
  targetRef: {kind: VirtualMachine, name: other}
ports: [{name: tcp, port: 5432}]
)");
  const EndpointSlice slice = DecodeEndpointSlice(manifests.objects().front());
  EXPECT_EQ(slice.service, "db");
  EXPECT_EQ(*slice.address_type, "IPv6");
  ASSERT_EQ(slice.endpoints.size(), 2u);
  EXPECT_EQ(*slice.endpoints[0].addresses.front(), "::1");
  EXPECT_EQ(*slice.endpoints[0].pod, "db-0");
  EXPECT_EQ(*slice.endpoints[0].node_name, "n1");
  EXPECT_FALSE(slice.endpoints[0].ready->has_value());
  EXPECT_EQ(*slice.endpoints[1].pod, "") << "not a Pod";
  EXPECT_EQ(slice.endpoints[1].ready.value, false);
  EXPECT_EQ(slice.endpoints[1].terminating.value, true);
  ASSERT_EQ(slice.ports.size(), 1u);
  EXPECT_EQ(*slice.ports[0].name, "tcp");
  EXPECT_EQ(slice.ports[0].number.value, 5432);
}

TEST(Endpoints, MakeASliceForEachSubset) {
  const Manifests manifests = testing::ObjectsOf(R"(
apiVersion: v1
kind: Endpoints
metadata: {name: db}
subsets:
- addresses: [{ip: 10.0.0.1, targetRef: {kind: Pod, name: db-0}}]
  notReadyAddresses: [{ip: 10.0.0.2}]
  ports: [{name: tcp, port: 5432}]
- addresses: [{ip: 10.0.0.3}]
)");
  const std::vector<EndpointSlice> slices = DecodeEndpoints(manifests.objects().front());
  ASSERT_EQ(slices.size(), 2u);
  EXPECT_EQ(slices[0].service, "db");
  ASSERT_EQ(slices[0].endpoints.size(), 2u);
  EXPECT_EQ(*slices[0].endpoints[0].pod, "db-0");
  EXPECT_EQ(slices[0].endpoints[1].ready.value, false);
  EXPECT_EQ(slices[0].ports[0].number.value, 5432);
  EXPECT_TRUE(slices[1].ports.empty());
}

}  // namespace
}  // namespace meshctl::model
