// SPDX-License-Identifier: Apache-2.0
// What a client sees when something between it and the server goes wrong: each fault has one defined outcome,
// nothing is sent twice that must not be, and nothing hangs past its deadline.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "kube/http_cluster.h"
#include "kube/payload.h"
#include "kube/watch.h"
#include "testing/fault_proxy.h"

namespace meshctl::kube {
namespace {

using std::chrono::milliseconds;
using testing::Authority;
using ::testing::ElementsAre;
using testing::Fault;
using testing::FaultProxy;
using testing::FaultRule;
using testing::HttpAnswer;
using testing::HttpRequest;
using testing::HttpServer;
using ::testing::StartsWith;
using Kind = Fault::Kind;

constexpr const char* kObject = R"({"kind": "ConfigMap", "metadata": {"name": "a"}})";

class FaultsTest : public ::testing::Test {
 protected:
  /// A proxy before the server, with this rule.
  void Break(FaultRule rule) { proxy = std::make_unique<FaultProxy>(server.url(), std::move(rule)); }
  /// The first request is broken in this way, the others are not.
  void BreakFirst(Fault fault) { Break(testing::AtRequest(0, std::move(fault))); }
  void AnswerAll(HttpAnswer answer) {
    Break(testing::FromRequest(0, {.kind = Kind::kAnswer, .answer = std::move(answer)}));
  }

  /// Tries three times, without waiting long.
  std::unique_ptr<Cluster> Connect(milliseconds timeout = milliseconds(30'000)) {
    auto cluster = MakeHttpCluster({.server = proxy->url(), .request_timeout = timeout}, limits);
    EXPECT_TRUE(cluster);
    return *std::move(cluster);
  }
  /// "ok", or the error of one request, without the address of the proxy.
  std::string Outcome(const Request& request, milliseconds timeout = milliseconds(30'000)) {
    hints.clear();
    auto answer = ObjectIn(request, Connect(timeout)->Send(request));
    if (answer) return answer->value("kind", "") == "ConfigMap" ? "ok" : answer->dump();
    hints = answer.error().error.hints;
    std::string message = answer.error().error.message;
    const std::string url = proxy->url();
    if (const std::size_t at = message.find(url); at != std::string::npos)
      message.replace(at, url.size(), "SERVER");
    return message;
  }

  std::atomic<int> calls = 0;  ///< that have reached the server
  HttpServer server{[this](const HttpRequest&) {
    ++calls;
    return HttpAnswer{.body = kObject};
  }};
  std::unique_ptr<FaultProxy> proxy;
  HttpLimits limits = {.retry = {.tries = 3, .backoff = {milliseconds(1), milliseconds(2)}}};
  std::vector<std::string> hints;
};

const Request kGet = {.path = "/api/v1/x"};
const Request kPost = {
    .method = Method::kPost, .path = "/api/v1/x", .content_type = "application/json", .body = R"({"a": 1})"};
const Request kApply = {.method = Method::kPatch,
                        .path = "/api/v1/x",
                        .content_type = "application/apply-patch+yaml",
                        .body = R"({"a": 1})",
                        .repeat = Repeat::kSafe};
constexpr const char* kLost = "the connection to SERVER was lost before its answer was complete";

TEST_F(FaultsTest, LostAnswersAreAskedForAgainWhereThatIsSafe) {
  for (const Kind kind : {Kind::kDropRequest, Kind::kDropAnswer, Kind::kTruncate}) {
    for (const Request& request : {kGet, kApply}) {
      BreakFirst({.kind = kind, .bytes = 40});
      EXPECT_EQ(Outcome(request), "ok");
      const auto seen = proxy->requests();
      ASSERT_EQ(seen.size(), 2u);
      EXPECT_EQ(seen[0].body, seen[1].body);
      EXPECT_EQ(seen[0].target, seen[1].target);
      EXPECT_EQ(seen[0].headers, seen[1].headers) << "the same bytes";
    }
    BreakFirst({.kind = kind, .bytes = 40});
    EXPECT_EQ(Outcome(kPost), kLost);
    EXPECT_EQ(proxy->requests().size(), 1u);
  }
}

TEST_F(FaultsTest, AServerThatNeverAnswersIsGivenUp) {
  Break(testing::FromRequest(0, {.kind = Kind::kDropAnswer}));
  EXPECT_EQ(Outcome(kGet), kLost);
  EXPECT_EQ(proxy->requests().size(), 3u);
}

TEST_F(FaultsTest, NothingIsSentTwiceOnAConnectionThatWasKept) {
  Break(testing::AtRequest(1, {.kind = Kind::kDropAnswer}));
  auto cluster = Connect();
  ASSERT_TRUE(cluster->Send(kGet));
  calls = 0;
  const auto lost = cluster->Send(kPost);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().message,
            "the connection to " + proxy->url() + " was lost before its answer was complete");
  EXPECT_EQ(calls, 1) << "libcurl would have sent it again";
  EXPECT_TRUE(cluster->Send(kPost)) << "the next one is fine";
}

TEST_F(FaultsTest, AStalledAnswerEndsAtTheDeadline) {
  for (const std::size_t bytes : {0u, 12u, 90u}) {
    Break(testing::FromRequest(0, {.kind = Kind::kStall, .bytes = bytes}));
    EXPECT_EQ(Outcome(kGet, milliseconds(100)), "SERVER has not finished its answer within 100 ms");
    EXPECT_LE(proxy->requests().size(), 1u) << "a deadline is not stretched by trying again";
  }
}

TEST_F(FaultsTest, ALateAnswerIsAnAnswer) {
  BreakFirst({.kind = Kind::kDelay, .delay = milliseconds(20)});
  EXPECT_EQ(Outcome(kPost), "ok");
}

TEST_F(FaultsTest, AnAnswerThatComesTwiceCountsOnce) {
  Break(testing::AtRequest(0, {.kind = Kind::kRepeatAnswer}));
  auto cluster = Connect();
  for (int i = 0; i < 3; ++i) {
    const auto answer = cluster->Send({.path = "/" + std::to_string(i)});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, kObject);
  }
}

TEST_F(FaultsTest, BusyServersAreWaitedFor) {
  const HttpAnswer busy{.status = 429, .headers = {{"Retry-After", "0"}}};
  for (const Request& request : {kGet, kApply, kPost}) {
    BreakFirst({.kind = Kind::kAnswer, .answer = busy});
    EXPECT_EQ(Outcome(request), "ok");
    EXPECT_EQ(proxy->requests().size(), 2u);
  }
  BreakFirst({.kind = Kind::kAnswer, .answer = {.status = 429, .headers = {{"Retry-After", "3600"}}}});
  EXPECT_EQ(Outcome(kGet), "the server answered 429 TooManyRequests: {}");
  EXPECT_EQ(proxy->requests().size(), 1u) << "an hour is too long";
}

TEST_F(FaultsTest, BrokenServersAreTriedAgainWhereThatIsSafe) {
  for (const int status : {500, 502, 503, 504}) {
    for (const Request& request : {kGet, kApply}) {
      BreakFirst({.kind = Kind::kAnswerLate, .answer = {.status = status}});
      EXPECT_EQ(Outcome(request), "ok") << status;
    }
    BreakFirst({.kind = Kind::kAnswerLate, .answer = {.status = status}});
    EXPECT_THAT(Outcome(kPost), StartsWith("the server answered " + std::to_string(status))) << status;
    EXPECT_EQ(proxy->requests().size(), 1u);
  }
}

TEST_F(FaultsTest, WhatDoesNotFitTheSchemaIsNotSentAgain) {
  AnswerAll({.status = 500, .body = R"({"kind": "Status", "message":
    "failed to create typed patch object (/x; v1, Kind=X): .spec.a: field not declared in schema"})"});
  EXPECT_EQ(Outcome(kApply),
            "the server answered 500 InternalError: failed to create typed patch object (/x; v1, Kind=X)");
  EXPECT_EQ(proxy->requests().size(), 1u);
}

struct Refusal {
  int status;
  const char* body;
  const char* message;
};

TEST_F(FaultsTest, RefusalsAreToldInTheServersWords) {
  for (const auto& [status, body, message] : std::vector<Refusal>{
           {401, R"({"kind": "Status", "reason": "Unauthorized", "message": "Unauthorized"})",
            "the server answered 401 Unauthorized: Unauthorized"},
           {403, R"({"kind": "Status", "reason": "Forbidden", "message": "x is forbidden: no"})",
            "the server answered 403 Forbidden: x is forbidden: no"},
           {404, R"({"kind": "Status", "reason": "NotFound", "message": "x \"a\" not found"})",
            "the server answered 404 NotFound: x \"a\" not found"},
           {409, R"({"kind": "Status", "reason": "AlreadyExists", "message": "x \"a\" already exists"})",
            "the server answered 409 AlreadyExists: x \"a\" already exists"},
           {410, R"({"kind": "Status", "reason": "Expired", "message": "too old"})",
            "the server answered 410 Expired: too old"},
           {422,
            R"({"kind": "Status", "reason": "Invalid", "message": "x \"a\" is invalid: spec: Required"})",
            "the server answered 422 Invalid: x \"a\" is invalid: spec: Required"},
           {500, "etcd is gone\nstack", "the server answered 500 InternalError: etcd is gone"},
           {503, "", "the server answered 503 ServiceUnavailable to POST /api/v1/x"},
       }) {
    AnswerAll({.status = status, .body = body});
    EXPECT_EQ(Outcome(kPost), message);
    EXPECT_EQ(proxy->requests().size(), 1u);
  }
}

TEST_F(FaultsTest, DetailsOfAStatusAreKept) {
  AnswerAll({.status = 422, .body = R"({"kind": "Status", "reason": "Invalid", "message": "whole message",
    "details": {"group": "apps", "kind": "Deployment", "name": "a", "uid": "u", "retryAfterSeconds": 2,
                "causes": [{"reason": "FieldValueInvalid", "message": "bad", "field": "spec.replicas"}]}})"});
  const auto answer = ObjectIn(kPost, Connect()->Send(kPost));
  ASSERT_FALSE(answer);
  const Failure& failure = answer.error();
  EXPECT_EQ(failure.message, "whole message");
  EXPECT_EQ(failure.details.group, "apps");
  EXPECT_EQ(failure.details.kind, "Deployment");
  EXPECT_EQ(failure.details.name, "a");
  EXPECT_EQ(failure.details.uid, "u");
  EXPECT_EQ(failure.details.retry_after, std::chrono::seconds(2));
  ASSERT_EQ(failure.causes.size(), 1u);
  EXPECT_EQ(failure.causes[0].reason, "FieldValueInvalid");
  EXPECT_EQ(failure.causes[0].message, "bad");
  EXPECT_EQ(failure.causes[0].field, "spec.replicas");
}

TEST_F(FaultsTest, AnswersOfOthersAreNotTakenForTheServers) {
  const std::string begin = "the answer to GET /api/v1/x cannot be used: ";
  AnswerAll({.body = "{\"kind\":"});
  EXPECT_THAT(Outcome(kGet), StartsWith(begin));
  AnswerAll({.body = "[]"});
  EXPECT_EQ(Outcome(kGet), begin + "it is no object");
  AnswerAll({.body = "hello", .content_type = "text/plain"});
  EXPECT_EQ(Outcome(kGet), begin + "it is `text/plain`, not JSON");
  AnswerAll({.body = "hello", .content_type = ""});
  EXPECT_EQ(Outcome(kGet), begin + "it has no content type");
  AnswerAll({.body = "<html>", .content_type = "text/html; charset=utf-8"});
  EXPECT_EQ(Outcome(kGet), begin + "it is `text/html; charset=utf-8`, not JSON");
  AnswerAll({.status = 302, .headers = {{"Location", "https://u:p@login.example/?x"}}});
  EXPECT_EQ(Outcome(kGet), begin + "it redirects to `https://login.example/?x` (status 302)");
  AnswerAll({.status = 403,
             .body = "<!doctype html><html><head><TITLE>Access\ndenied</TITLE></head>",
             .content_type = "text/html"});
  EXPECT_EQ(Outcome(kGet),
            "the server answered 403 Forbidden: a web page titled `Access denied`, which is no API server's "
            "answer");
  EXPECT_EQ(
      hints.front(),
      "a proxy or another web server has answered: check `server` and `proxy-url` in the kubeconfig, and "
      "HTTPS_PROXY");
  AnswerAll({.body = "this is no gzip", .headers = {{"Content-Encoding", "gzip"}}});
  EXPECT_EQ(Outcome(kGet), "the answer of SERVER is compressed in a way that cannot be read");
}

TEST_F(FaultsTest, AnswersHaveBounds) {
  limits.max_body = 1 << 20;
  AnswerAll({.body = std::string(10'000, ' '), .ending = HttpAnswer::Ending::kEndless});
  EXPECT_EQ(Outcome(kGet), "SERVER sent more than 1 MiB");
  EXPECT_EQ(proxy->requests().size(), 1u);
  limits.max_headers = 10'000;
  HttpAnswer chatty;
  for (int i = 0; i < 100; ++i) chatty.headers.emplace_back("X-" + std::to_string(i), std::string(200, 'x'));
  AnswerAll(chatty);
  EXPECT_EQ(Outcome(kGet), "SERVER sent more than 9 KiB of headers");
}

/// Tokens that count up, as a plugin or a file gives them.
class Tokens final : public LoginSource {
 public:
  Result<Login> Get() override { return Login{.token = "token-" + std::to_string(number)}; }
  Result<bool> Refused(const Login& login) override {
    ++refusals;
    if (login.token == "token-" + std::to_string(number) && number < last) ++number;
    return login.token != "token-" + std::to_string(number);
  }

  int number = 1;
  int last = 9;
  int refusals = 0;
};

class LoginTest : public ::testing::Test {
 protected:
  Authority authority;
  std::atomic<const char*> accepted = "Bearer token-2";
  HttpServer server{
      [this](const HttpRequest& request) {
        return HttpAnswer{.status = request.Header("Authorization") == accepted.load() ? 200 : 401};
      },
      authority.Issue("IP:127.0.0.1")};
  std::shared_ptr<Tokens> tokens = std::make_shared<Tokens>();

  std::unique_ptr<Cluster> Connect() {
    return *MakeHttpCluster(
        {.server = server.url(), .ca = authority.certificate(), .credentials = {.source = tokens}});
  }
};

TEST_F(LoginTest, ARefusedLoginIsRenewedOnce) {
  auto cluster = Connect();
  EXPECT_EQ(cluster->Send(kPost)->status, 200);
  EXPECT_EQ(tokens->refusals, 1);
  EXPECT_EQ(cluster->Send(kPost)->status, 200);
  EXPECT_EQ(tokens->refusals, 1);
}

TEST_F(LoginTest, SeveralRequestsRenewItTogether) {
  const std::vector<Request> requests(20, kPost);
  for (const auto& answer : Connect()->SendAll(requests)) EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(tokens->number, 2);
}

TEST_F(LoginTest, ALoginThatStaysRefusedIsTheEnd) {
  accepted = "Bearer none";
  EXPECT_EQ(Connect()->Send(kPost)->status, 401);
  EXPECT_EQ(tokens->refusals, 1);
  tokens->last = tokens->number;
  EXPECT_EQ(Connect()->Send(kPost)->status, 401);
  EXPECT_EQ(tokens->refusals, 2);
}

/// Counts what a watch brings, and says stop after some.
class Counter final : public WatchSink {
 public:
  explicit Counter(std::size_t enough) : enough_(enough) {}
  Exchange::Flow Take(std::size_t, Change, Json object) override {
    names.push_back(object["metadata"]["name"].get<std::string>());
    return names.size() >= enough_ ? Exchange::Flow::kStop : Exchange::Flow::kGoOn;
  }
  std::vector<std::string> names;

 private:
  std::size_t enough_;
};

std::string WatchAnswer(const HttpRequest& request) {
  if (request.target.find("watch=1") == std::string::npos)
    return R"({"metadata": {"resourceVersion": "1"}, "items": [
      {"metadata": {"name": "a", "uid": "a", "resourceVersion": "1"}}]})";
  const bool first = request.target.find("resourceVersion=1&") != std::string::npos;
  const std::string name = first ? "b" : "c";
  return R"({"type": "ADDED", "object": {"metadata": {"name": ")" + name + R"(", "uid": ")" + name +
         R"(", "resourceVersion": ")" + (first ? "2" : "3") + "\"}}}\n";
}

class WatchFaultsTest : public ::testing::Test {
 protected:
  std::vector<std::string> See(FaultRule rule, std::size_t enough) {
    const FaultProxy proxy(server.url(), std::move(rule));
    auto cluster = *MakeHttpCluster({.server = proxy.url()});
    Counter counter(enough);
    const auto end =
        WatchObjects(*cluster, {{.type = {.version = "v1", .kind = "Pod", .plural = "pods"}}}, counter,
                     {.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20),
                      .limits = {.idle = milliseconds(150), .backoff = {milliseconds(1), milliseconds(2)}}});
    EXPECT_TRUE(end) << end.error().error.message;
    EXPECT_EQ(end.value_or(WatchEnd::kDeadline), WatchEnd::kStopped);
    return counter.names;
  }

  HttpServer server{[](const HttpRequest& request) { return HttpAnswer{.body = WatchAnswer(request)}; }};
};

TEST_F(WatchFaultsTest, GoesOnBehindAnyBreak) {
  const std::vector<Fault> faults = {{.kind = Kind::kDropRequest},
                                     {.kind = Kind::kTruncate, .bytes = 60},
                                     {.kind = Kind::kStall, .bytes = 60},
                                     {.kind = Kind::kStall, .bytes = 0},
                                     {.kind = Kind::kAnswer, .answer = {.status = 503}}};
  for (const Fault& fault : faults) {
    for (const std::size_t at : {1u, 2u}) {
      EXPECT_THAT(See(testing::AtRequest(at, fault), 3), ElementsAre("a", "b", "c"))
          << "fault " << static_cast<int>(fault.kind) << " at " << at;
    }
  }
}

TEST_F(WatchFaultsTest, ListsAnewWhereAStreamCannotGoOn) {
  for (const HttpAnswer& answer : {HttpAnswer{.status = 410}, HttpAnswer{.body = "<html>\n"}}) {
    const Fault fault{.kind = Kind::kAnswer, .answer = answer};
    EXPECT_THAT(See(testing::AtRequest(1, fault), 3), ElementsAre("a", "b", "c"));
    // The list still says what it said first, so `b` is told to be gone, and then to be back.
    EXPECT_THAT(See(testing::AtRequest(2, fault), 5), ElementsAre("a", "b", "b", "b", "c"));
  }
}

TEST_F(WatchFaultsTest, NoticesAStreamThatIsHalfClosed) {
  // The event arrives, then the server is silent for ever: only the bound on silence ends that.
  const std::string event = R"({"type": "ADDED", "object": {"metadata": {"name": "x", "uid": "x"}}})";
  const Fault half_closed{.kind = Kind::kAnswer,
                          .answer = {.body = event + "\n", .ending = HttpAnswer::Ending::kStalled}};
  EXPECT_THAT(See(testing::AtRequest(1, half_closed), 4), ElementsAre("a", "x", "b", "c"));
}

TEST(TlsFaults, SayWhatIsWrongWithTheCertificate) {
  const Authority authority;
  const Authority stranger("somebody else");
  const auto outcome = [&](const testing::Identity& identity) {
    const HttpServer server([](const HttpRequest&) { return HttpAnswer{}; }, identity);
    auto answer =
        (*MakeHttpCluster({.server = server.url(), .ca = authority.certificate()}))->Send({.path = "/"});
    if (answer) return std::string("answered");
    std::string message = answer.error().message;
    return message.replace(message.find(server.url()), server.url().size(), "SERVER");
  };
  EXPECT_EQ(outcome(authority.Issue("IP:127.0.0.1")), "answered");
  EXPECT_EQ(outcome(authority.Issue("IP:127.0.0.1",
                                    {.from = std::chrono::hours(-48), .to = std::chrono::hours(-1)})),
            "SERVER is not trusted: its certificate has expired");
  EXPECT_EQ(
      outcome(authority.Issue("IP:127.0.0.1", {.from = std::chrono::hours(1), .to = std::chrono::hours(48)})),
      "SERVER is not trusted: its certificate is not valid yet");
  EXPECT_EQ(outcome(authority.Issue("DNS:api.example")),
            "SERVER is not trusted: its certificate is for another host than `127.0.0.1`");
  EXPECT_EQ(outcome(stranger.Issue("IP:127.0.0.1")),
            "SERVER is not trusted: its certificate is signed by an authority that is not known here");
}

}  // namespace
}  // namespace meshctl::kube
