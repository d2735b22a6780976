// SPDX-License-Identifier: Apache-2.0
#include "cmd/progress_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "cmd/test_run.h"
#include "testing/fake_cluster.h"
#include "testing/http_server.h"
#include "testing/memory_files.h"

namespace meshctl::cmd {
namespace {

using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using namespace std::chrono_literals;

constexpr const char* kErase = "\r\x1b[K";

/// A terminal whose clock moves by itself whenever somebody looks at it.
class ProgressClusterTest : public ::testing::Test {
 protected:
  ProgressClusterTest() {
    run_.env.err.terminal = true;
    run_.env.now = [this] {
      if (seen_) seen_();
      return now_ += 1500ms;
    };
  }

  std::string err() const { return run_.err.str(); }

  testing::MemoryFiles files_;
  TestRun run_{files_};
  std::chrono::steady_clock::time_point now_;
  std::function<void()> seen_;  // called by the thread that writes
};

TEST_F(ProgressClusterTest, SaysWhatIsWaitedFor) {
  testing::FakeCluster server;
  ProgressCluster cluster(server, {}, run_.env);
  EXPECT_TRUE(cluster.Send({.path = "/version"}));
  EXPECT_THAT(err(), StartsWith("\r\x1b[Kwaiting for the server ("));
  EXPECT_THAT(err(), EndsWith(kErase));
  run_.err.str("");
  cluster.Say([] { return "waiting for pod/a"; });
  EXPECT_TRUE(cluster.Send({.path = "/version"}));
  EXPECT_THAT(err(), StartsWith("\r\x1b[Kwaiting for pod/a ("));
  EXPECT_THAT(server.calls, ::testing::ElementsAre("GET /version", "GET /version"));
}

TEST_F(ProgressClusterTest, DoesNotRunIntoTheLogOfRequests) {
  testing::FakeCluster server;
  const kube::Connection connection{.verbosity = "6"};
  ProgressCluster cluster(server, connection, run_.env);
  EXPECT_TRUE(cluster.Send({.path = "/version"}));
  EXPECT_EQ(err(), "");
}

TEST_F(ProgressClusterTest, ASlowGetHasALine) {
  std::atomic<bool> shown = false;
  const testing::HttpServer server([&](const testing::HttpRequest& request) -> testing::HttpAnswer {
    for (int i = 0; i < 1000 && !shown; ++i) std::this_thread::sleep_for(10ms);
    if (request.target == "/api") {
      return {.body = R"({"kind": "APIGroupDiscoveryList", "items": [{"metadata": {}, "versions": [
        {"version": "v1", "resources": [{"resource": "secrets", "responseKind": {"kind": "Secret"},
         "scope": "Namespaced", "verbs": ["list"]}]}]}]})"};
    }
    if (request.target == "/apis") return {.body = R"({"kind": "APIGroupDiscoveryList", "items": []})"};
    return {.body = R"({"items": [{"metadata": {"name": "a"}}]})"};
  });
  seen_ = [&] { shown = shown || err().find("waiting for the server (") != std::string::npos; };
  EXPECT_EQ(run_.Run({"get", "secrets", "-o", "name", "-s", server.url()}), cli::ExitStatus::kOk) << err();
  EXPECT_EQ(run_.out.str(), "secret/a\n");
  EXPECT_THAT(err(), StartsWith("\r\x1b[Kwaiting for the server ("));
  EXPECT_THAT(err(), EndsWith(kErase));
}

/// Commands that wait for something in the sandbox, until the line has shown.
class WaitingProgressTest : public ProgressClusterTest {
 protected:
  WaitingProgressTest() {
    files_.files["config"] = sandbox_.kubeconfig();
    EXPECT_EQ(sandbox_.Call("POST", "/api/v1/namespaces/default/configmaps",
                            {{"apiVersion", "v1"},
                             {"kind", "ConfigMap"},
                             {"metadata", {{"name", "held"}, {"finalizers", {"example.com/hold"}}}}}),
              201);
    seen_ = [this] {
      if (done_ || err().find("waiting for configmap/held: ") == std::string::npos) return;
      done_ = true;
      LetGo();
    };
  }

  void LetGo() {
    EXPECT_EQ(sandbox_.Call("PATCH", "/api/v1/namespaces/default/configmaps/held",
                            {{"metadata", {{"finalizers", nullptr}}}}),
              200);
  }

  TestSandbox sandbox_;
  bool done_ = false;
};

TEST_F(WaitingProgressTest, OfDeletionsSaysWhatHoldsThemBack) {
  EXPECT_EQ(run_.Run({"delete", "cm", "held"}), cli::ExitStatus::kOk) << err();
  EXPECT_EQ(run_.out.str(), "configmap \"held\" deleted\n");
  EXPECT_THAT(err(),
              HasSubstr("\r\x1b[Kwaiting for configmap/held: held back by finalizer `example.com/hold` ("));
  EXPECT_THAT(err(), EndsWith(kErase));
}

TEST_F(WaitingProgressTest, OfConditionsIsGoneBeforeTheAnswer) {
  EXPECT_EQ(sandbox_.Call("DELETE", "/api/v1/namespaces/default/configmaps/held"), 200);
  std::ostringstream both;
  run_.env.out.stream = &both;
  run_.env.err.stream = &both;
  seen_ = [&] {
    if (done_ || both.str().find("waiting for configmap/held: ") == std::string::npos) return;
    done_ = true;
    LetGo();
  };
  EXPECT_EQ(run_.Run({"wait", "--for=delete", "cm", "held", "--timeout=-1s"}), cli::ExitStatus::kOk);
  EXPECT_THAT(both.str(), HasSubstr("\r\x1b[Kconfigmap/held condition met\n"));
}

TEST_F(WaitingProgressTest, IsNotForPipes) {
  run_.env.err.terminal = false;
  int looks = 0;
  seen_ = [&] {
    if (++looks == 6) LetGo();
  };
  EXPECT_EQ(run_.Run({"delete", "cm", "held"}), cli::ExitStatus::kOk);
  EXPECT_EQ(err(), "");
}

TEST_F(WaitingProgressTest, OfRolloutsLeavesTheSentencesAlone) {
  const Json labels = {{"app", "web"}};
  const Json pod = {{"metadata", {{"labels", labels}}},
                    {"spec", {{"containers", {{{"name", "c"}, {"image", "registry.example/none:broken"}}}}}}};
  EXPECT_EQ(sandbox_.Call(
                "POST", "/apis/apps/v1/namespaces/default/deployments",
                {{"apiVersion", "apps/v1"},
                 {"kind", "Deployment"},
                 {"metadata", {{"name", "web"}}},
                 {"spec", {{"paused", true}, {"selector", {{"matchLabels", labels}}}, {"template", pod}}}}),
            201);
  std::ostringstream both;
  run_.env.out.stream = &both;
  run_.env.err.stream = &both;
  seen_ = [&] {
    if (done_ || both.str().find("waiting for deployment.apps/web (") == std::string::npos) return;
    done_ = true;
    EXPECT_EQ(sandbox_.Call("PATCH", "/apis/apps/v1/namespaces/default/deployments/web",
                            {{"spec", {{"paused", false}}}}),
              200);
  };
  EXPECT_EQ(run_.Run({"rollout", "status", "deploy/web", "--timeout=10m"}), cli::ExitStatus::kOk)
      << both.str();
  EXPECT_THAT(both.str(), HasSubstr("Waiting for deployment \"web\" rollout to finish: 0 "));
  EXPECT_THAT(both.str(), HasSubstr("\r\x1b[Kwaiting for deployment.apps/web ("));
  EXPECT_THAT(both.str(), HasSubstr("\ndeployment \"web\" successfully rolled out\n"));
  EXPECT_THAT(both.str(), Not(AnyOf(HasSubstr(")Waiting"), HasSubstr(")deployment"))));
}

}  // namespace
}  // namespace meshctl::cmd
