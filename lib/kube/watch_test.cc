// SPDX-License-Identifier: Apache-2.0
#include "kube/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_cluster.h"

namespace meshctl::kube {
namespace {

using ::testing::ElementsAre;
using testing::FakeCluster;
using Flow = Exchange::Flow;

const ResourceType kPods = {.version = "v1", .kind = "Pod", .plural = "pods", .namespaced = true};
constexpr const char* kList = "GET /api/v1/pods";

Json Pod(const std::string& name, const std::string& version, const std::string& uid = "u") {
  return {{"kind", "Pod"},
          {"metadata", {{"name", name}, {"namespace", "ns"}, {"uid", uid}, {"resourceVersion", version}}}};
}

std::string List(const std::string& version, const std::vector<Json>& items, const std::string& next = "") {
  return Json{
      {"kind", "PodList"}, {"metadata", {{"resourceVersion", version}, {"continue", next}}}, {"items", items}}
      .dump();
}

std::string Event(const std::string& type, const Json& object) {
  return Json{{"type", type}, {"object", object}}.dump() + "\n";
}

std::string Bookmark(const std::string& version) {
  return Event("BOOKMARK", {{"kind", "Pod"}, {"metadata", {{"resourceVersion", version}}}});
}

std::string Gone() {
  return Event("ERROR", {{"kind", "Status"}, {"code", 410}, {"reason", "Expired"}, {"message", "too old"}});
}

/// Writes down what it is told; says stop after `stop_at` lines.
class Notes final : public WatchSink {
 public:
  Flow Take(std::size_t watch, Change change, Json object) override {
    const char* const what = change == Change::kAdded      ? "added"
                             : change == Change::kModified ? "modified"
                                                           : "deleted";
    return Note(std::to_string(watch) + " " + what + " " + object["metadata"]["name"].get<std::string>());
  }
  Flow Listed(std::size_t watch) override { return Note(std::to_string(watch) + " listed"); }

  std::vector<std::string> lines;
  std::size_t stop_at = 100;

 private:
  Flow Note(std::string line) {
    lines.push_back(std::move(line));
    return lines.size() >= stop_at ? Flow::kStop : Flow::kGoOn;
  }
};

WatchLimits Limits() {
  return {.random = [] { return 0.0; }};
}

/// Drives one watcher by hand; a Next that has nothing gives an empty call.
struct Driver {
  Notes sink;
  Watcher watcher;
  std::chrono::milliseconds delay{0};

  explicit Driver(Watch watch = {.type = kPods}, WatchLimits limits = Limits())
      : watcher(std::move(watch), 0, sink, std::move(limits)) {}

  std::string Next() {
    const auto request = watcher.Next();
    if (!request) return "";
    delay = request->delay;
    std::string call = request->path;
    for (const auto& [key, value] : request->query) {
      if (key != "limit" && key != "allowWatchBookmarks" && key != "timeoutSeconds")
        call += " " + key + "=" + value;
    }
    return call;
  }
  void Answer(int status, const std::string& body) {
    watcher.Done(Response{.status = status, .content_type = "application/json", .body = body});
  }
  /// A stream that brings these bytes and ends.
  Flow Stream(const std::string& bytes) {
    const Flow flow = watcher.Piece(bytes);
    Answer(200, "");
    return flow;
  }
  std::vector<std::string> TakeLines() { return std::exchange(sink.lines, {}); }
};

TEST(Watcher, ListsAndFollows) {
  Driver driver({.type = kPods, .options = {.name_space = "ns", .label_selector = "a=b"}});
  EXPECT_EQ(driver.Next(), "/api/v1/namespaces/ns/pods labelSelector=a=b");
  EXPECT_EQ(driver.Next(), "") << "one request at a time";
  driver.Answer(200, List("7", {Pod("a", "1"), Pod("b", "2")}));
  EXPECT_THAT(driver.TakeLines(), ElementsAre("0 added a", "0 added b", "0 listed"));
  EXPECT_EQ(driver.Next(), "/api/v1/namespaces/ns/pods watch=1 resourceVersion=7 labelSelector=a=b");
  EXPECT_EQ(driver.delay.count(), 0);
  driver.Stream(Event("MODIFIED", Pod("a", "8")) + Event("ADDED", Pod("c", "9")) +
                Event("DELETED", Pod("b", "10")));
  EXPECT_THAT(driver.TakeLines(), ElementsAre("0 modified a", "0 added c", "0 deleted b"));
}

TEST(Watcher, GoesOnWhereItWasDropped) {
  Driver driver;
  driver.Next();
  driver.Answer(200, List("7", {}));
  driver.Next();
  driver.Stream(Bookmark("20"));
  EXPECT_EQ(driver.Next(), "/api/v1/pods watch=1 resourceVersion=20");
  EXPECT_EQ(driver.delay.count(), 0);
  driver.watcher.Piece(Event("ADDED", Pod("a", "21")));
  driver.watcher.Done(std::unexpected(ClusterError("the connection was lost")));
  EXPECT_EQ(driver.Next(), "/api/v1/pods watch=1 resourceVersion=21");
  EXPECT_EQ(driver.delay.count(), 400) << "half of 800 ms is the least";
}

TEST(Watcher, ReadsEventsInAnyPieces) {
  Driver driver;
  driver.Next();
  driver.Answer(200, List("7", {}));
  driver.Next();
  const std::string bytes = Event("ADDED", Pod("a", "8")) + "\n \r\n" + Event("ADDED", Pod("b", "9"));
  for (const char c : bytes) EXPECT_EQ(driver.watcher.Piece({&c, 1}), Flow::kGoOn);
  driver.watcher.Piece(R"({"type": "ADDED", "obj)");  // the connection ends within an event
  driver.Answer(200, "");
  EXPECT_THAT(driver.TakeLines(), ElementsAre("0 listed", "0 added a", "0 added b"));
  EXPECT_EQ(driver.Next(), "/api/v1/pods watch=1 resourceVersion=9");
  driver.Stream(Event("ADDED", Pod("c", "10")));
  EXPECT_THAT(driver.TakeLines(), ElementsAre("0 added c"));
}

TEST(Watcher, TellsAfterARelistWhatHappenedMeanwhile) {
  Driver driver;
  driver.Next();
  driver.Answer(200,
                List("7", {Pod("same", "1"), Pod("changed", "2"), Pod("gone", "3"), Pod("anew", "4", "u1")}));
  driver.TakeLines();
  driver.Next();
  EXPECT_EQ(driver.Stream(Gone() + Event("ADDED", Pod("never seen", "8"))), Flow::kStop);
  EXPECT_EQ(driver.Next(), "/api/v1/pods");
  driver.Answer(
      200, List("30", {Pod("same", "1"), Pod("changed", "20"), Pod("anew", "21", "u2"), Pod("fresh", "22")}));
  EXPECT_THAT(driver.TakeLines(), ElementsAre("0 modified changed", "0 deleted anew", "0 added anew",
                                              "0 added fresh", "0 deleted gone", "0 listed"));
  EXPECT_EQ(driver.Next(), "/api/v1/pods watch=1 resourceVersion=30");
  driver.Answer(410, R"({"kind": "Status", "code": 410})");
  EXPECT_EQ(driver.Next(), "/api/v1/pods") << "410 comes as a status too";
}

TEST(Watcher, DoesNotTellReplaysTwice) {
  Driver driver;
  driver.Next();
  driver.Answer(200, List("7", {Pod("a", "1")}));
  driver.TakeLines();
  driver.Next();
  driver.Stream(Event("ADDED", Pod("a", "1")) + Event("ADDED", Pod("a", "8")) +
                Event("DELETED", Pod("x", "9")));
  EXPECT_THAT(driver.TakeLines(), ElementsAre("0 modified a"));
}

TEST(Watcher, TurnsPagesAndBeginsAnewWhenTheyExpire) {
  Driver driver;
  driver.Next();
  driver.Answer(200, List("7", {Pod("a", "1")}, "two"));
  EXPECT_EQ(driver.Next(), "/api/v1/pods continue=two");
  driver.Answer(410, R"({"kind": "Status", "reason": "Expired"})");
  EXPECT_EQ(driver.Next(), "/api/v1/pods");
  driver.Answer(200, List("9", {Pod("b", "8")}));
  EXPECT_THAT(driver.TakeLines(), ElementsAre("0 added a", "0 added b", "0 deleted a", "0 listed"));
}

TEST(Watcher, BeginsAtAVersionThatTheCallerHas) {
  Driver driver({.type = kPods, .resource_version = "5"});
  EXPECT_EQ(driver.Next(), "/api/v1/pods watch=1 resourceVersion=5");
  driver.Stream(Event("MODIFIED", Pod("a", "6")) + Event("DELETED", Pod("b", "7")));
  EXPECT_THAT(driver.TakeLines(), ElementsAre("0 modified a", "0 deleted b"));
}

TEST(Watcher, GivesRowsOfTablesOneByOne) {
  const auto row = [](const char* name) {
    return Json{{"cells", {name}}, {"object", {{"metadata", {{"name", name}, {"resourceVersion", name}}}}}};
  };
  struct Rows final : WatchSink {
    Flow Take(std::size_t, Change, Json object) override {
      seen.push_back(object.dump());
      return Flow::kGoOn;
    }
    std::vector<std::string> seen;
  } sink;
  Watcher watcher({.type = kPods, .accept = "application/json;as=Table"}, 0, sink, Limits());
  EXPECT_EQ(watcher.Next()->accept, "application/json;as=Table");
  const Json table = {{"kind", "Table"},
                      {"metadata", {{"resourceVersion", "4"}}},
                      {"columnDefinitions", {"NAME"}},
                      {"rows", {row("a"), row("b")}}};
  watcher.Done(Response{.status = 200, .content_type = "application/json", .body = table.dump()});
  watcher.Next();
  watcher.Piece(Event("MODIFIED", {{"kind", "Table"}, {"columnDefinitions", nullptr}, {"rows", {row("c")}}}));
  ASSERT_EQ(sink.seen.size(), 3u);
  EXPECT_EQ(
      sink.seen[0],
      R"({"apiVersion":"meta.k8s.io/v1","columnDefinitions":["NAME"],"kind":"Table","rows":[{"cells":["a"],)"
      R"("object":{"metadata":{"name":"a","resourceVersion":"a"}}}]})");
  EXPECT_EQ(sink.seen[2], R"({"columnDefinitions":["NAME"],"kind":"Table","rows":[{"cells":["c"],)"
                          R"("object":{"metadata":{"name":"c","resourceVersion":"c"}}}]})");
}

TEST(Watcher, FailsAtOnceWhenTheFirstListDoes) {
  Driver driver;
  driver.Next();
  driver.Answer(403, R"({"kind": "Status", "reason": "Forbidden", "message": "pods is forbidden"})");
  ASSERT_TRUE(driver.watcher.failure());
  EXPECT_EQ(driver.watcher.failure()->error.message, "the server answered 403 Forbidden: pods is forbidden");
  EXPECT_EQ(driver.Next(), "");
}

TEST(Watcher, TriesAgainLaterAndLater) {
  Driver driver;
  driver.Next();
  driver.Answer(200, List("7", {}));
  driver.Next();
  for (const int delay : {400, 800, 1600, 3200, 6400, 12800, 15000}) {
    driver.watcher.Done(std::unexpected(ClusterError("connection refused")));
    EXPECT_EQ(driver.Next(), "/api/v1/pods watch=1 resourceVersion=7");
    EXPECT_EQ(driver.delay.count(), delay);
  }
  driver.watcher.Done(std::unexpected(ClusterError("connection refused")));
  ASSERT_TRUE(driver.watcher.failure());
  EXPECT_EQ(driver.watcher.failure()->error.message, "connection refused");
}

TEST(Watcher, ObeysRetryAfter) {
  Driver driver;
  driver.Next();
  driver.Answer(200, List("7", {}));
  driver.Next();
  driver.watcher.Done(Response{.status = 429, .retry_after = std::chrono::seconds(5)});
  EXPECT_EQ(driver.Next(), "/api/v1/pods watch=1 resourceVersion=7");
  EXPECT_EQ(driver.delay.count(), 5000);
}

TEST(Watcher, DoesNotAskInATightLoop) {
  Driver driver;
  driver.Next();
  driver.Answer(200, List("7", {}));
  driver.Next();
  driver.Stream("");
  driver.Next();
  EXPECT_EQ(driver.delay.count(), 400);
  driver.Stream("");
  driver.Next();
  EXPECT_EQ(driver.delay.count(), 800);
  driver.Stream(Bookmark("9"));
  driver.Next();
  EXPECT_EQ(driver.delay.count(), 0);
}

TEST(Watcher, EndsWhenTheKindIsGone) {
  Driver driver;
  driver.Next();
  driver.Answer(200, List("7", {}));
  driver.Next();
  driver.Answer(404, "404 page not found\n");
  ASSERT_TRUE(driver.watcher.failure());
  EXPECT_EQ(driver.watcher.failure()->error.message, "the server answered 404 NotFound: 404 page not found");
}

TEST(Watcher, RefusesNonsense) {
  for (const auto& [bytes, message] : std::vector<std::pair<std::string, std::string>>{
           {"<html>\n",
            "the watch of pods cannot be followed: the server sent an event that is no JSON object"},
           {"{\"type\": \"ADDED\"}\n",
            "the watch of pods cannot be followed: the server sent an event that is no JSON object"},
           {std::string(65, 'x'), "the watch of pods cannot be followed: an event is larger than 64 bytes"},
           {R"({"type":"ERROR","object":{"kind":"Status"}})"
            "\n",
            "the server answered 500 InternalError to GET /api/v1/pods"}}) {
    WatchLimits limits = Limits();
    limits.max_event = 64;
    limits.max_failures = 1;
    Driver driver({.type = kPods}, limits);
    driver.Next();
    driver.Answer(200, List("7", {}));
    driver.Next();
    EXPECT_EQ(driver.Stream(bytes), Flow::kStop);
    ASSERT_TRUE(driver.watcher.failure()) << bytes;
    EXPECT_EQ(driver.watcher.failure()->error.message, message);
  }
}

TEST(WatchObjects, FollowsSeveralUntilTheSinkHasEnough) {
  FakeCluster cluster;
  cluster.On(kList, 200, List("7", {Pod("a", "1")}));
  cluster.On(kList, 200, Event("MODIFIED", Pod("a", "8")));
  cluster.On("GET /apis/apps/v1/deployments", 200, List("7", {}));
  cluster.On("GET /apis/apps/v1/deployments", 200, Event("ADDED", Pod("d", "9")));
  Notes sink;
  sink.stop_at = 5;
  const ResourceType deployments = {
      .group = "apps", .version = "v1", .kind = "Deployment", .plural = "deployments"};
  const auto end =
      WatchObjects(cluster, {{.type = kPods}, {.type = deployments}}, sink, {.limits = Limits()});
  ASSERT_TRUE(end) << end.error().error.message;
  EXPECT_EQ(*end, WatchEnd::kStopped);
  EXPECT_THAT(sink.lines, ElementsAre("0 added a", "0 listed", "1 listed", "0 modified a", "1 added d"));
}

TEST(WatchObjects, EndsAtTheDeadline) {
  FakeCluster cluster;
  cluster.On(kList, 200, List("7", {}));
  cluster.On(kList, 200, Bookmark("8"));
  Notes sink;
  std::chrono::steady_clock::time_point now{};
  const auto end = WatchObjects(cluster, {{.type = kPods}}, sink,
                                {.deadline = now + std::chrono::seconds(5),
                                 .now = [&now] { return now += std::chrono::seconds(1); },
                                 .limits = Limits()});
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, WatchEnd::kDeadline);
  EXPECT_THAT(sink.lines, ElementsAre("0 listed"));
}

TEST(WatchObjects, NamesTheWatchThatFails) {
  FakeCluster cluster;
  cluster.On("GET /api/v1/secrets", 403, R"({"kind": "Status", "reason": "Forbidden", "message": "no"})");
  Notes sink;
  std::size_t failed = 0;
  const auto end = WatchObjects(cluster, {{.type = {.version = "v1", .kind = "Secret", .plural = "secrets"}}},
                                sink, {.limits = Limits()}, &failed);
  ASSERT_FALSE(end);
  EXPECT_EQ(failed, 0u);
  EXPECT_EQ(end.error().status, 403);
  EXPECT_EQ(end.error().error.message, "the server answered 403 Forbidden: no");
}

}  // namespace
}  // namespace meshctl::kube
