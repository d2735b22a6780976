// SPDX-License-Identifier: Apache-2.0
// Hosts of which files cannot say whether they exist, and what a cluster says of the same ones.
#include "analyze/rules/host_checker.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

// The labels of the findings about a DestinationRule of namespace `shop` for a host; Service `reviews` is
// there.
struct Said {
  std::string wrong, unknown;
};

Said SaidOf(std::string_view host, Coverage coverage) {
  const mesh::Mesh mesh = MeshOf({{"mesh.yaml", fmt::format(R"(
apiVersion: v1
kind: Service
metadata: {{name: reviews, namespace: shop}}
spec: {{ports: [{{name: http, port: 80}}]}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {{name: rule, namespace: shop}}
spec: {{host: "{}"}}
)",
                                                            host)}});
  const Outcome outcome = RunRules(mesh, FindRules("unknown-destination-rule-host"), {.coverage = coverage});
  auto first = [](const diag::Report& report) {
    return report.empty() ? std::string() : report.findings().front().primary.text;
  };
  return {first(outcome.report), first(outcome.unknown)};
}

constexpr std::string_view kMissing = "no Service or ServiceEntry has this host";

TEST(HostChecker, FilesDoNotKnowNamespacesWithoutServices) {
  for (std::string_view host : {"mail.office", "mail.office.svc", "mail.office.svc.cluster.local",
                                "mail.office.svc.cluster1.example"}) {
    const Said said = SaidOf(host, Coverage::kFiles);
    EXPECT_EQ(said.wrong, "") << host;
    EXPECT_EQ(said.unknown, "no Service of namespace `office` was given") << host;
    EXPECT_EQ(SaidOf(host, Coverage::kCluster).wrong, kMissing) << host;
  }
}

TEST(HostChecker, FilesKnowNamespacesWithOne) {
  for (std::string_view host : {"ratings", "ratings.shop", "ratings.shop.svc.cluster.local",
                                "ratings.shop.svc.cluster1.example", "api.pay.example"}) {
    EXPECT_EQ(SaidOf(host, Coverage::kFiles).wrong, kMissing) << host;
    EXPECT_EQ(SaidOf(host, Coverage::kCluster).wrong, kMissing) << host;
  }
}

TEST(HostChecker, NobodyKnowsTheDomainOfTheCluster) {
  for (Coverage coverage : {Coverage::kFiles, Coverage::kCluster}) {
    const Said said = SaidOf("reviews.shop.svc.cluster1.example", coverage);
    EXPECT_EQ(said.wrong, "");
    EXPECT_EQ(said.unknown, "the Service exists, if `cluster1.example` is the cluster's domain");
    EXPECT_EQ(SaidOf("reviews.shop.svc", coverage).wrong, kMissing);
  }
}

TEST(HostChecker, WildcardsCoverServicesOfOthers) {
  EXPECT_EQ(SaidOf("*.local", Coverage::kFiles).wrong, "");
  EXPECT_EQ(SaidOf("*.local", Coverage::kFiles).unknown, "Services that it covers may be deployed elsewhere");
  EXPECT_EQ(SaidOf("*.local", Coverage::kCluster).wrong, kMissing);
}

TEST(HostChecker, OddHostsAreHostsThatDoNotExist) {
  for (std::string_view host : {".", "..", ".svc.", ".shop.svc.cluster.local", "a..svc.b", "svc.svc.svc.svc"})
    EXPECT_EQ(SaidOf(host, Coverage::kCluster).wrong, kMissing) << host;
}

}  // namespace
}  // namespace meshctl::analyze
