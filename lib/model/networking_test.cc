// SPDX-License-Identifier: Apache-2.0
// Gateway, DestinationRule, ServiceEntry, WorkloadEntry, Sidecar.
#include <gtest/gtest.h>

#include "model/destination_rule.h"
#include "model/gateway.h"
#include "model/service_entry.h"
#include "model/sidecar.h"
#include "testing/objects.h"

namespace meshctl::model {
namespace {

using meshctl::testing::ObjectsOf;

TEST(Gateway, ReadsServers) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: main}
spec:
  selector: {istio: ingressgateway}
  servers:
  - name: web
    port: {number: 443, name: https, protocol: HTTPS}
    bind: 10.0.0.1
    hosts: ["./a.example.com", "*/b.example.com"]
    tls:
      mode: MUTUAL
      credentialName: cert
      httpsRedirect: false
      subjectAltNames: [client]
      minProtocolVersion: TLSV1_2
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: ["*"]
)");
  Gateway gateway = DecodeGateway(manifests.objects().front());
  EXPECT_EQ(gateway.selector.ToString(), "istio=ingressgateway");
  EXPECT_EQ(gateway.selector_span.text(), "{istio: ingressgateway}");
  ASSERT_EQ(gateway.servers.size(), 2u);
  const Server& server = gateway.servers[0];
  EXPECT_EQ(*server.name, "web");
  EXPECT_EQ(server.port.number.value, 443);
  EXPECT_EQ(*server.port.name, "https");
  EXPECT_EQ(*server.port.protocol, "HTTPS");
  EXPECT_EQ(*server.bind, "10.0.0.1");
  EXPECT_EQ(*server.hosts[1], "*/b.example.com");
  EXPECT_EQ(*server.tls->mode, "MUTUAL");
  EXPECT_EQ(*server.tls->credential_name, "cert");
  EXPECT_EQ(server.tls->https_redirect.value, false);
  EXPECT_EQ(*server.tls->subject_alt_names[0], "client");
  EXPECT_EQ(*server.tls->min_protocol_version, "TLSV1_2");
  EXPECT_FALSE(gateway.servers[1].tls);
}

TEST(DestinationRule, ReadsPoliciesAndSubsets) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  exportTo: ["*"]
  workloadSelector: {matchLabels: {app: front}}
  trafficPolicy:
    loadBalancer:
      consistentHash: {httpCookie: {name: user, path: /, ttl: 1h}, ringHash: {minimumRingSize: 64}}
    connectionPool:
      tcp: {maxConnections: 10, connectTimeout: 2s}
      http: {http1MaxPendingRequests: 1, http2MaxRequests: 2, maxRequestsPerConnection: 3, maxRetries: 4,
             idleTimeout: 1m, h2UpgradePolicy: UPGRADE}
    outlierDetection:
      consecutive_5xx_errors: 7
      consecutiveGatewayErrors: 5
      interval: 10s
      baseEjectionTime: 30s
      maxEjectionPercent: 50
      minHealthPercent: 20
    tls: {mode: SIMPLE, sni: web.example.com, subjectAltNames: [web], insecureSkipVerify: true}
    portLevelSettings:
    - port: {number: 8080}
      loadBalancer: {simple: RANDOM}
  subsets:
  - name: v1
    labels: {version: v1}
    trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, maglev: {}}}}
  - name: v2
)");
  DestinationRule rule = DecodeDestinationRule(manifests.objects().front());
  EXPECT_EQ(*rule.host, "web");
  EXPECT_EQ(*rule.export_to[0], "*");
  EXPECT_EQ(rule.workload_selector->ToString(), "app=front");
  const TrafficPolicy& policy = *rule.traffic_policy;
  const ConsistentHash& hash = *policy.load_balancer->consistent_hash;
  EXPECT_EQ(*hash.cookie_name, "user");
  EXPECT_EQ(*hash.cookie_path, "/");
  EXPECT_EQ(hash.cookie_ttl.value, std::chrono::hours(1));
  EXPECT_EQ(hash.minimum_ring_size.value, 64);
  EXPECT_EQ(hash.maglev.value, false);
  EXPECT_EQ(policy.connection_pool->max_connections.value, 10);
  EXPECT_EQ(policy.connection_pool->connect_timeout.value, std::chrono::seconds(2));
  EXPECT_EQ(policy.connection_pool->max_retries.value, 4);
  EXPECT_EQ(policy.connection_pool->idle_timeout.value, std::chrono::minutes(1));
  EXPECT_EQ(*policy.connection_pool->h2_upgrade_policy, "UPGRADE");
  EXPECT_EQ(policy.outlier_detection->consecutive_5xx_errors.value, 7);
  EXPECT_EQ(policy.outlier_detection->min_health_percent.value, 20);
  EXPECT_EQ(*policy.tls->sni, "web.example.com");
  EXPECT_EQ(policy.tls->insecure_skip_verify.value, true);
  ASSERT_EQ(policy.port_level.size(), 1u);
  EXPECT_EQ(policy.port_level[0].port.value, 8080);
  EXPECT_EQ(*policy.port_level[0].load_balancer->simple, "RANDOM");
  ASSERT_EQ(rule.subsets.size(), 2u);
  EXPECT_EQ(rule.subsets[0].labels.ToString(), "version=v1");
  EXPECT_EQ(rule.subsets[0].traffic_policy->load_balancer->consistent_hash->maglev.value, true);
  EXPECT_TRUE(rule.subsets[1].labels.empty());
}

TEST(ServiceEntry, ReadsEndpoints) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: db}
spec:
  hosts: [db.example.com]
  addresses: [10.0.0.0/24]
  ports:
  - {number: 5432, name: tcp, protocol: TCP, targetPort: 15432}
  location: MESH_INTERNAL
  resolution: STATIC
  endpoints:
  - {address: 10.0.0.1, ports: {tcp: 25432}, labels: {zone: a}, weight: 3, locality: eu/a, serviceAccount: db}
  workloadSelector: {labels: {app: db}}
  exportTo: [shop]
  subjectAltNames: [spiffe://db]
)");
  ServiceEntry entry = DecodeServiceEntry(manifests.objects().front());
  EXPECT_EQ(*entry.hosts[0], "db.example.com");
  EXPECT_EQ(*entry.addresses[0], "10.0.0.0/24");
  EXPECT_EQ(entry.ports[0].target_port.value, 15432);
  EXPECT_EQ(*entry.location, "MESH_INTERNAL");
  EXPECT_EQ(*entry.resolution, "STATIC");
  const EntryEndpoint& endpoint = entry.endpoints[0];
  EXPECT_EQ(*endpoint.address, "10.0.0.1");
  EXPECT_EQ(*endpoint.ports[0].name, "tcp");
  EXPECT_EQ(endpoint.ports[0].number.value, 25432);
  EXPECT_EQ(endpoint.labels.ToString(), "zone=a");
  EXPECT_EQ(endpoint.weight.value, 3);
  EXPECT_EQ(*endpoint.locality, "eu/a");
  EXPECT_EQ(*endpoint.service_account, "db");
  EXPECT_EQ(entry.workload_selector->ToString(), "app=db");
  EXPECT_EQ(*entry.export_to[0], "shop");
  EXPECT_EQ(*entry.subject_alt_names[0], "spiffe://db");
}

TEST(WorkloadEntry, PutsItsOwnLabelsOverThoseOfItsSpec) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: vm, labels: {version: v2}}
spec: {address: 10.0.0.9, labels: {app: db, version: v1}, serviceAccount: db}
)");
  WorkloadEntry entry = DecodeWorkloadEntry(manifests.objects().front());
  EXPECT_EQ(*entry.endpoint.address, "10.0.0.9");
  EXPECT_EQ(entry.labels.ToString(), "app=db,version=v2");
}

TEST(Sidecar, ReadsListeners) {
  Manifests manifests = ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default}
spec:
  workloadSelector: {labels: {app: front}}
  outboundTrafficPolicy: {mode: REGISTRY_ONLY, egressProxy: {host: proxy, port: {number: 80}}}
  egress:
  - port: {number: 9080, protocol: HTTP, name: http}
    bind: 127.0.0.1
    captureMode: NONE
    hosts: ["shop/*"]
  - hosts: ["./*", "istio-system/*"]
  ingress:
  - port: {number: 8080, protocol: HTTP, name: web}
    defaultEndpoint: 127.0.0.1:80
    tls: {mode: SIMPLE}
)");
  Sidecar sidecar = DecodeSidecar(manifests.objects().front());
  EXPECT_EQ(sidecar.workload_selector->ToString(), "app=front");
  EXPECT_EQ(*sidecar.outbound_traffic_policy->mode, "REGISTRY_ONLY");
  EXPECT_EQ(*sidecar.outbound_traffic_policy->egress_proxy->host, "proxy");
  ASSERT_EQ(sidecar.egress.size(), 2u);
  EXPECT_EQ(sidecar.egress[0].port->number.value, 9080);
  EXPECT_EQ(*sidecar.egress[0].bind, "127.0.0.1");
  EXPECT_EQ(*sidecar.egress[0].capture_mode, "NONE");
  EXPECT_FALSE(sidecar.egress[1].port);
  EXPECT_EQ(*sidecar.egress[1].hosts[1], "istio-system/*");
  EXPECT_EQ(*sidecar.ingress[0].default_endpoint, "127.0.0.1:80");
  EXPECT_EQ(*sidecar.ingress[0].tls->mode, "SIMPLE");
}

}  // namespace
}  // namespace meshctl::model
