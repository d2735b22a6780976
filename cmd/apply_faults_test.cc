// SPDX-License-Identifier: Apache-2.0
// An apply over a network that misbehaves: each fault has its outcome, none is applied twice with effect, and
// when the network is well again the next run finishes the work.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "apply/apply.h"
#include "apply/test_plan.h"
#include "kube/http_cluster.h"
#include "sandbox/api.h"
#include "sandbox/kubeconfig.h"
#include "sandbox/preloaded.h"
#include "sandbox/server.h"
#include "testing/certificates.h"
#include "testing/fault_proxy.h"

namespace meshctl::cmd {
namespace {

using std::chrono::milliseconds;
using testing::Fault;
using Kind = testing::Fault::Kind;
using Ending = testing::HttpAnswer::Ending;

std::string Manifests() {
  return apply::Manifest("v1", "ConfigMap", "a") + apply::Manifest("v1", "ConfigMap", "b") +
         apply::Manifest("v1", "ConfigMap", "c");
}

/// An answer of the API server's own kind.
testing::HttpAnswer Status(int code, const std::string& reason) {
  return {
      .status = code,
      .body = Json{{"kind", "Status"}, {"reason", reason}, {"message", "because"}, {"code", code}}.dump()};
}

class ApplyFaultsTest : public ::testing::Test {
 protected:
  ApplyFaultsTest() : api(sandbox::RealSources()) {
    if (!api.Preload(sandbox::ClusterObjects())) std::abort();
    server = *sandbox::Server::Start(api, 0);
  }

  /// Applies through a proxy that breaks the apply of `b` as often as `times`; a line for each object, and
  /// what the summary counts.
  std::string Run(const Fault& fault, int times, const kube::HttpLimits& limits = Limits()) {
    int left = times;
    const testing::FaultProxy proxy(
        server->access().server,
        [&](const testing::HttpRequest& request, std::size_t) {
          const bool hit = request.method == "PATCH" && request.target.find("/b?") != std::string::npos;
          return hit && left-- > 0 ? fault : Fault{};
        },
        authority.Issue("IP:127.0.0.1"));
    kube::Endpoint endpoint{
        .server = proxy.url(), .ca = authority.certificate(), .request_timeout = milliseconds(1000)};
    endpoint.credentials.token = server->access().token;
    const auto cluster = kube::MakeHttpCluster(endpoint, limits);
    kube::Client client(**cluster);
    const apply::TestPlan test(Manifests());
    std::string text;
    const apply::Summary summary =
        apply::Apply(test.plan, client, {}, {},
                     {.done =
                          [&](const apply::Outcome& outcome) {
                            std::string line = outcome.failure ? apply::Describe(outcome).message
                                                               : outcome.Line(apply::Mode::kWrite);
                            if (const std::size_t at = line.find(proxy.url()); at != std::string::npos)
                              line.replace(at, proxy.url().size(), "SERVER");
                            text += line + "\n";
                          },
                      .grace = milliseconds(3000)});
    return text + fmt::format("{} applied, {} refused, {} unknown, {} untried", summary.applied,
                              summary.failed, summary.unknown.size(), summary.untried.size());
  }

  /// One request at a time, tried twice and without long waits.
  static kube::HttpLimits Limits() {
    return {.max_body = 1 << 20,
            .max_parallel = 1,
            .retry = {.tries = 2, .backoff = {milliseconds(1), milliseconds(2)}}};
  }

  testing::Authority authority;
  sandbox::Api api;
  std::unique_ptr<sandbox::Server> server;
};

constexpr const char* kAll =
    "configmap/a serverside-applied\n"
    "configmap/b serverside-applied\n"
    "configmap/c serverside-applied\n"
    "3 applied, 0 refused, 0 unknown, 0 untried";

TEST_F(ApplyFaultsTest, WhatPassesIsSurvived) {
  const std::vector<std::pair<const char*, Fault>> faults = {
      {"the request is lost", {.kind = Kind::kDropRequest}},
      {"the answer is lost", {.kind = Kind::kDropAnswer}},
      {"the answer is cut off", {.kind = Kind::kTruncate, .bytes = 300}},
      {"the answer comes late", {.kind = Kind::kDelay, .delay = milliseconds(50)}},
      {"the request comes twice", {.kind = Kind::kRepeatRequest}},
      {"the object has changed", {.kind = Kind::kAnswer, .answer = Status(409, "Conflict")}},
      {"too many requests", {.kind = Kind::kAnswer, .answer = Status(429, "TooManyRequests")}},
      {"the server fails", {.kind = Kind::kAnswer, .answer = Status(500, "InternalError")}},
      {"the server fails after the work",
       {.kind = Kind::kAnswerLate, .answer = Status(500, "InternalError")}},
      {"the server is not ready", {.kind = Kind::kAnswer, .answer = Status(503, "ServiceUnavailable")}},
  };
  for (const auto& [name, fault] : faults) EXPECT_EQ(Run(fault, 1), kAll) << name;
}

TEST_F(ApplyFaultsTest, ARefusalIsOneObjectsOwn) {
  const auto refused = [](const std::string& what) {
    return "configmap/a serverside-applied\ntest.yaml:9:9: configmap/b: the server answered " + what +
           ": because\nconfigmap/c serverside-applied\n2 applied, 1 refused, 0 unknown, 0 untried";
  };
  for (const auto& [code, reason] : std::vector<std::pair<int, std::string>>{{401, "Unauthorized"},
                                                                             {403, "Forbidden"},
                                                                             {404, "NotFound"},
                                                                             {409, "Conflict"},
                                                                             {410, "Gone"},
                                                                             {422, "Invalid"},
                                                                             {429, "TooManyRequests"},
                                                                             {500, "InternalError"},
                                                                             {503, "ServiceUnavailable"}}) {
    EXPECT_EQ(Run({.kind = Kind::kAnswer, .answer = Status(code, reason)}, 100),
              refused(fmt::format("{} {}", code, reason)));
  }
}

TEST_F(ApplyFaultsTest, AnAnswerThatCannotBeUsedLeavesTheObjectUnknownAndEndsTheRun) {
  const std::vector<std::pair<Fault, std::string>> faults = {
      {{.kind = Kind::kAnswerLate, .answer = {.body = "{\"kind\""}},
       "the answer to PATCH /api/v1/namespaces/default/configmaps/b cannot be used: not JSON: fault at byte "
       "8"},
      {{.kind = Kind::kAnswerLate, .answer = {.body = "<html>", .content_type = "text/html"}},
       "the answer to PATCH /api/v1/namespaces/default/configmaps/b cannot be used: it is `text/html`, not "
       "JSON"},
      {{.kind = Kind::kAnswerLate, .answer = {.body = std::string(1000, 'x'), .ending = Ending::kEndless}},
       "SERVER sent more than 1 MiB"},
      {{.kind = Kind::kStall, .bytes = 200}, "SERVER has not finished its answer within 1 s"},
      {{.kind = Kind::kDropAnswer}, "the connection to SERVER was lost before its answer was complete"},
  };
  for (const auto& [fault, why] : faults) {
    EXPECT_EQ(Run(fault, 100), "configmap/a serverside-applied\ntest.yaml:9:9: configmap/b: " + why +
                                   "\n1 applied, 0 refused, 1 unknown, 1 untried");
    EXPECT_EQ(Run({}, 0), kAll) << "the next run finishes the work";
  }
}

TEST_F(ApplyFaultsTest, ASecondTimeHasNoEffect) {
  const auto version = [&] {
    const auto reply = api.Handle({.method = "GET", .path = "/api/v1/namespaces/default/configmaps/b"});
    const Json object = Json::parse(std::get<sandbox::Response>(reply).body);
    return object["metadata"]["resourceVersion"].get<std::string>();
  };
  ASSERT_EQ(Run({}, 0), kAll);
  const std::string before = version();
  for (const Kind kind : {Kind::kDropAnswer, Kind::kRepeatRequest, Kind::kTruncate}) {
    EXPECT_EQ(Run({.kind = kind, .bytes = 100}, 1), kAll);
    EXPECT_EQ(version(), before);
  }
}

}  // namespace
}  // namespace meshctl::cmd
