// SPDX-License-Identifier: Apache-2.0
// An apply that dies at any request, before or after the server has acted on it, leaves nothing that the next
// run cannot finish, and deletes nothing that it did not create.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "apply/apply.h"
#include "apply/pruning.h"
#include "apply/test_plan.h"
#include "kube/cluster.h"
#include "sandbox/api.h"
#include "sandbox/preloaded.h"

namespace meshctl::cmd {
namespace {

constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

/// Where the connection breaks for good.
enum class Break { kBeforeServer, kAfterServer };

/// The sandbox without sockets, until the connection breaks.
class BreakingCluster final : public kube::Cluster {
 public:
  BreakingCluster(sandbox::Api& api, std::size_t at, Break how) : api_(api), left_(at), how_(how) {}

  void Run(kube::Exchange& exchange) override {
    for (std::size_t number = 0;; ++number) {
      if (exchange.Tick() == kube::Exchange::Flow::kStop) return;
      const std::optional<kube::Request> request = exchange.Next();
      if (!request) return;
      exchange.Done(number, Answer(*request));
    }
  }
  std::size_t sent() const { return sent_; }

 private:
  Result<kube::Response> Answer(const kube::Request& request) {
    ++sent_;
    const bool breaks = left_ == 0;
    if (!breaks) --left_;
    if (breaks && (how_ == Break::kBeforeServer || broken_)) return std::unexpected(ClusterError("lost"));
    sandbox::Request call{.method = std::string(kube::Name(request.method)),
                          .path = request.path,
                          .content_type = request.content_type,
                          .accept = request.accept,
                          .user_agent = "test/1.0",
                          .body = request.body};
    for (const auto& [key, value] : request.query) call.query.emplace(key, value);
    const auto response = std::get<sandbox::Response>(api_.Handle(call));
    broken_ = breaks;
    if (breaks) return std::unexpected(ClusterError("lost"));
    return kube::Response{
        .status = response.status, .content_type = response.content_type, .body = response.body};
  }

  sandbox::Api& api_;
  std::size_t left_;
  Break how_;
  bool broken_ = false;
  std::size_t sent_ = 0;
};

std::string ConfigMap(const std::string& name, const std::string& data) {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: " + data + "\n---\n";
}

constexpr const char* kDefinition = R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
---
)";

/// What the first release holds: objects that are new, one that somebody else made, one that `kubectl apply`
/// keeps, one with a field that another manager owns.
std::string First() {
  return kDefinition + ConfigMap("leaving", "{a: '1'}") + ConfigMap("adopted", "{a: '1'}") +
         ConfigMap("kept", "{a: '1', b: '2'}") + ConfigMap("shared", "{a: ours}") +
         "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1}\n---\n";
}

/// And the second: two are gone, a field is gone, a namespace has come.
std::string Second() {
  return ConfigMap("kept", "{a: '2'}") + ConfigMap("shared", "{a: ours}") + kDefinition +
         "apiVersion: v1\nkind: Namespace\nmetadata: {name: new}\n---\n"
         "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: inside, namespace: new}\n---\n"
         "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 2}\n";
}

class World {
 public:
  World() : api_(sandbox::RealSources()) {
    if (!api_.Preload(sandbox::ClusterObjects())) std::abort();
    Post("kubectl-create", R"({"metadata": {"name": "adopted"}, "data": {"a": "0"}})");
    Post("helm", R"({"metadata": {"name": "shared"}, "data": {"a": "theirs", "b": "theirs"}})");
    Post(
        "kubectl-client-side-apply",
        R"({"metadata": {"name": "kept", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}},
             "data": {"a": "0", "b": "2", "c": "3"}})");
  }

  /// One run of `meshctl apply --prune --applyset=shop --force-conflicts`; how many requests it took.
  std::size_t Run(const std::string& manifests, std::size_t dies_at = kNever,
                  Break how = Break::kBeforeServer) {
    const apply::TestPlan test(manifests);
    BreakingCluster cluster(api_, dies_at, how);
    kube::Client client(cluster);
    apply::Options options{.takeover = {.all = true}};
    auto pruning = apply::Pruning::Begin("shop", test.plan, client, {}, options);
    if (pruning) {
      options.part_of = pruning->id();
      const apply::Summary summary =
          apply::Apply(test.plan, client, {}, options, {.done = [&](const apply::Outcome& outcome) {
                         pruning->Take(outcome);
                         EXPECT_TRUE(dies_at != kNever || !outcome.failure) << outcome.failure->error.message;
                       }});
      const std::size_t told =
          summary.applied + summary.failed + summary.unknown.size() + summary.untried.size();
      EXPECT_EQ(told, test.plan.items.size()) << "every object is told of once";
      if (summary.applied == test.plan.items.size())
        (void)pruning->Finish(client, [](const apply::Pruned&) {});
    }
    return cluster.sent();
  }

  /// Everything that matters of what the scripts touch, a line each.
  std::string ToString() {
    std::string text;
    for (const char* path : {"/api/v1/namespaces/default/configmaps", "/api/v1/namespaces/new/configmaps",
                             "/api/v1/namespaces/default/secrets", "/apis/example.com/v1/widgets"}) {
      const Json list = Get(path);
      for (const Json& item : list.value("items", Json::array())) text += Line(item) + "\n";
    }
    return text;
  }

 private:
  Json Get(const std::string& path) {
    const auto reply = api_.Handle({.method = "GET", .path = path});
    return Json::parse(std::get<sandbox::Response>(reply).body, nullptr, false);
  }
  void Post(const std::string& manager, const std::string& body) {
    sandbox::Request request{.method = "POST", .path = "/api/v1/namespaces/default/configmaps"};
    request.query.emplace("fieldManager", manager);
    request.content_type = "application/json";
    request.body = body;
    if (std::get<sandbox::Response>(api_.Handle(request)).status != 201) std::abort();
  }
  static std::string Line(Json item) {
    std::set<std::string> managers;
    for (const Json& entry : item["metadata"].value("managedFields", Json::array()))
      managers.insert(entry.value("manager", "") + "/" + entry.value("operation", ""));
    for (const char* key : {"managedFields", "uid", "resourceVersion", "creationTimestamp", "generation"})
      item["metadata"].erase(key);
    return item.dump() + " by " + ::testing::PrintToString(managers);
  }

  sandbox::Api api_;
};

class ApplyKillTest : public ::testing::TestWithParam<Break> {};

TEST_P(ApplyKillTest, TheNextRunFinishesWhatTheFirstReleaseHasLeft) {
  World untouched;
  untouched.Run(First());
  const std::string wanted = untouched.ToString();
  EXPECT_THAT(wanted, ::testing::HasSubstr("leaving"));
  for (std::size_t at = 0;; ++at) {
    World world;
    const bool died = world.Run(First(), at, GetParam()) > at;
    world.Run(First());
    EXPECT_EQ(world.ToString(), wanted) << "killed at request " << at;
    if (!died || HasFailure()) break;
  }
}

TEST_P(ApplyKillTest, TheNextRunFinishesWhatTheSecondReleaseHasLeft) {
  World untouched;
  untouched.Run(First());
  untouched.Run(Second());
  const std::string wanted = untouched.ToString();
  EXPECT_THAT(wanted, ::testing::Not(::testing::HasSubstr("leaving")));
  EXPECT_THAT(wanted, ::testing::HasSubstr("adopted")) << "it was there before";
  EXPECT_THAT(wanted, ::testing::Not(::testing::HasSubstr("\"c\":\"3\""))) << "left the manifest of kubectl";
  for (std::size_t at = 0;; ++at) {
    World world;
    world.Run(First());
    const bool died = world.Run(Second(), at, GetParam()) > at;
    world.Run(Second());
    EXPECT_EQ(world.ToString(), wanted) << "killed at request " << at;
    if (!died || HasFailure()) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Breaks, ApplyKillTest, ::testing::Values(Break::kBeforeServer, Break::kAfterServer));

}  // namespace
}  // namespace meshctl::cmd
