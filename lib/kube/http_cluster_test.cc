// SPDX-License-Identifier: Apache-2.0
// Against a server on loopback that behaves, and one that does not.
#include "kube/http_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "testing/http_server.h"
#include "testing/wire.h"

namespace meshctl::kube {
namespace {

using std::chrono::milliseconds;
using testing::Authority;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::HttpAnswer;
using testing::HttpRequest;
using testing::HttpServer;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kToken = "s3cr3t-t0k3n";

/// What a server was asked, safe to read while it runs.
class Log {
 public:
  HttpServer::Handler Handler(HttpAnswer answer = {}) {
    return [this, answer](const HttpRequest& request) {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      return answer;
    };
  }
  HttpRequest last() {
    const std::lock_guard lock(mutex_);
    return requests_.empty() ? HttpRequest() : requests_.back();
  }

 private:
  std::mutex mutex_;
  std::vector<HttpRequest> requests_;
};

/// Tries three times, without waiting long.
HttpLimits Quick() { return {.retry = {.tries = 3, .backoff = {milliseconds(1), milliseconds(2)}}}; }

std::unique_ptr<Cluster> Connect(const Endpoint& endpoint, const HttpLimits& limits = Quick()) {
  auto cluster = MakeHttpCluster(endpoint, limits);
  EXPECT_TRUE(cluster) << cluster.error().message;
  return cluster ? *std::move(cluster) : nullptr;
}

/// The error of one GET; its text never shows the token.
Error FailureOf(const Endpoint& endpoint, const HttpLimits& limits = Quick()) {
  auto response = Connect(endpoint, limits)->Send({.path = "/api/v1"});
  if (response) {
    ADD_FAILURE() << "answered " << response->status;
    return {};
  }
  EXPECT_EQ(response.error().kind, Error::Kind::kCluster);
  EXPECT_THAT(response.error().message, Not(HasSubstr(kToken)));
  for (const std::string& hint : response.error().hints) EXPECT_THAT(hint, Not(HasSubstr(kToken)));
  return std::move(response).error();
}

Endpoint PlainEndpoint(const HttpServer& server) { return {.server = server.url()}; }

Endpoint TlsEndpoint(const HttpServer& server, const Authority& authority) {
  return {.server = server.url(), .ca = authority.certificate(), .credentials = {.token = kToken}};
}

TEST(HttpCluster, SendsMethodPathQueryAndBody) {
  Log log;
  const HttpServer server(log.Handler({.status = 201, .body = R"({"a":1})"}));
  auto response = Connect(PlainEndpoint(server))
                      ->Send({.method = Method::kPatch,
                              .path = "/api/v1/namespaces/a%2Fb/../x",
                              .query = {{"fieldManager", "me & you"}, {"force", "true"}},
                              .content_type = "application/apply-patch+yaml",
                              .body = "{\"kind\": \"X\"}"});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, R"({"a":1})");
  EXPECT_EQ(response->content_type, "application/json");
  EXPECT_EQ(log.last().method, "PATCH");
  EXPECT_EQ(log.last().target, "/api/v1/namespaces/a%2Fb/../x?fieldManager=me%20%26%20you&force=true");
  EXPECT_EQ(log.last().body, "{\"kind\": \"X\"}");
  EXPECT_EQ(log.last().Header("Content-Type"), "application/apply-patch+yaml");
  EXPECT_EQ(log.last().Header("Accept"), "application/json");
  EXPECT_THAT(log.last().Header("User-Agent"), StartsWith("meshctl/"));
  EXPECT_EQ(log.last().Header("Authorization"), "");
}

TEST(HttpCluster, SendsTheOtherMethods) {
  Log log;
  const HttpServer server(log.Handler());
  auto cluster = Connect(PlainEndpoint(server));
  for (const Method method : {Method::kGet, Method::kPost, Method::kPut, Method::kDelete}) {
    ASSERT_TRUE(cluster->Send({.method = method, .path = "/x"}));
    EXPECT_EQ(log.last().method, Name(method));
  }
}

TEST(HttpCluster, DeletionsMayCarryOptions) {
  Log log;
  const HttpServer server(log.Handler());
  auto cluster = Connect(PlainEndpoint(server));
  ASSERT_TRUE(cluster->Send({.method = Method::kDelete,
                             .path = "/a",
                             .content_type = "application/json",
                             .body = R"({"dryRun":["All"]})"}));
  EXPECT_EQ(log.last().body, R"({"dryRun":["All"]})");
  EXPECT_EQ(log.last().Header("Content-Type"), "application/json");
  ASSERT_TRUE(cluster->Send({.method = Method::kDelete, .path = "/a"}));
  EXPECT_EQ(log.last().body, "");
}

TEST(HttpCluster, AnswersInTheOrderOfTheRequests) {
  const HttpServer server([](const HttpRequest& request) { return HttpAnswer{.body = request.target}; });
  std::vector<Request> requests;
  for (int i = 0; i < 50; ++i) requests.push_back({.path = "/" + std::to_string(i)});
  auto responses = Connect(PlainEndpoint(server), {.max_parallel = 4})->SendAll(requests);
  ASSERT_EQ(responses.size(), 50u);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(responses[i]->body, "/" + std::to_string(i));
}

TEST(HttpCluster, ReadsWarningsAndRetryAfter) {
  Log log;
  const HttpServer server(log.Handler(
      {.status = 429,
       .headers = {
           {"Warning", R"(299 - "old API")"}, {"Warning", R"(299 - "so old")"}, {"Retry-After", "3"}}}));
  auto response = Connect(PlainEndpoint(server), {.retry = {.tries = 1}})->Send({.path = "/"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 429);
  EXPECT_THAT(response->warnings, ::testing::UnorderedElementsAre("old API", "so old"));
  EXPECT_EQ(response->retry_after, std::chrono::seconds(3));
}

TEST(HttpCluster, KeepsTheServersPath) {
  Log log;
  const HttpServer server(log.Handler());
  ASSERT_TRUE(Connect({.server = server.url() + "/k8s/clusters/c1"})->Send({.path = "/api/v1"}));
  EXPECT_EQ(log.last().target, "/k8s/clusters/c1/api/v1");
}

TEST(HttpCluster, CredentialsGoOverTlsOnly) {
  Log log;
  const HttpServer server(log.Handler());
  Endpoint endpoint = PlainEndpoint(server);
  endpoint.credentials.token = kToken;
  ASSERT_TRUE(Connect(endpoint)->Send({.path = "/"}));
  EXPECT_EQ(log.last().Header("Authorization"), "");
}

TEST(HttpCluster, VerifiesTheServerAndSendsTheToken) {
  const Authority authority;
  Log log;
  const HttpServer server(log.Handler(), authority.Issue("IP:127.0.0.1"));
  Endpoint endpoint = TlsEndpoint(server, authority);
  endpoint.credentials.impersonation = {{"Impersonate-User", "eve"}};
  auto response = Connect(endpoint)->Send({.path = "/"});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(log.last().Header("Authorization"), std::string("Bearer ") + kToken);
  EXPECT_EQ(log.last().Header("Impersonate-User"), "eve");
}

TEST(HttpCluster, SendsUserNameAndPassword) {
  const Authority authority;
  Log log;
  const HttpServer server(log.Handler(), authority.Issue("IP:127.0.0.1"));
  Endpoint endpoint = TlsEndpoint(server, authority);
  endpoint.credentials = {.username = "ada", .password = "pw"};
  ASSERT_TRUE(Connect(endpoint)->Send({.path = "/"}));
  EXPECT_EQ(log.last().Header("Authorization"), "Basic YWRhOnB3");
}

TEST(HttpCluster, RefusesAServerOfAnotherAuthority) {
  const Authority authority;
  const Authority stranger("somebody else");
  Log log;
  const HttpServer server(log.Handler(), stranger.Issue("IP:127.0.0.1"));
  EXPECT_THAT(FailureOf(TlsEndpoint(server, authority)).message,
              StartsWith(server.url() + " is not trusted: "));
  EXPECT_EQ(log.last().target, "") << "nothing may be sent to a server that is not trusted";
}

TEST(HttpCluster, RefusesAnAuthorityThatHasTheSameNameOnly) {
  const Authority authority;
  const Authority namesake;
  Log log;
  const HttpServer server(log.Handler(), namesake.Issue("IP:127.0.0.1"));
  EXPECT_THAT(FailureOf(TlsEndpoint(server, authority)).message,
              StartsWith("TLS with " + server.url() + " failed: "));
  EXPECT_EQ(log.last().target, "");
}

TEST(HttpCluster, RefusesTheAuthoritiesOfTheSystemForATestServer) {
  const Authority authority;
  Log log;
  const HttpServer server(log.Handler(), authority.Issue("IP:127.0.0.1"));
  EXPECT_THAT(FailureOf({.server = server.url()}).message, StartsWith(server.url() + " is not trusted: "));
}

TEST(HttpCluster, RefusesACertificateForAnotherHost) {
  const Authority authority;
  Log log;
  const HttpServer server(log.Handler(), authority.Issue("DNS:api.example"));
  EXPECT_THAT(FailureOf(TlsEndpoint(server, authority)).message,
              StartsWith(server.url() + " is not trusted: "));
}

TEST(HttpCluster, ExpectsTheTlsServerNameInstead) {
  const Authority authority;
  Log log;
  const HttpServer server(log.Handler(), authority.Issue("DNS:api.example"));
  Endpoint endpoint = TlsEndpoint(server, authority);
  endpoint.tls_server_name = "api.example";
  auto response = Connect(endpoint)->Send({.path = "/"});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(log.last().Header("Host"), "127.0.0.1:" + std::to_string(server.port()));
  endpoint.tls_server_name = "other.example";
  EXPECT_THAT(FailureOf(endpoint).message, StartsWith(server.url() + " is not trusted: "));
}

TEST(HttpCluster, TrustsAnybodyWhenToldTo) {
  const Authority authority;
  Log log;
  const HttpServer server(log.Handler(), authority.Issue("DNS:api.example"));
  EXPECT_TRUE(Connect({.server = server.url(), .verify_tls = false})->Send({.path = "/"}));
}

TEST(HttpCluster, ShowsTheClientCertificate) {
  const Authority authority;
  Log log;
  const HttpServer server(log.Handler(), authority.Issue("IP:127.0.0.1"), authority.certificate());
  const testing::Identity client = authority.Issue("DNS:ada");
  Endpoint endpoint = TlsEndpoint(server, authority);
  endpoint.credentials = {.certificate = client.certificate, .key = client.key};
  auto response = Connect(endpoint)->Send({.path = "/"});
  ASSERT_TRUE(response) << response.error().message;
  endpoint.credentials = {};
  FailureOf(endpoint);
}

TEST(HttpCluster, SaysWhenTheClientCertificateIsBroken) {
  const Authority authority;
  const HttpServer server(Log().Handler(), authority.Issue("IP:127.0.0.1"));
  Endpoint endpoint = TlsEndpoint(server, authority);
  endpoint.credentials = {.certificate = "-----BEGIN CERTIFICATE-----\nx\n",
                          .key = "-----BEGIN PRIVATE KEY-----\nx\n"};
  EXPECT_THAT(FailureOf(endpoint).message, StartsWith("the client certificate or key cannot be used: "));
}

TEST(HttpCluster, SaysWhenNobodyListens) {
  std::string url;
  {
    const HttpServer server(Log().Handler());
    url = server.url();
  }
  const Error error = FailureOf({.server = url});
  EXPECT_EQ(error.message, "cannot connect to " + url + ": Connection refused");
  EXPECT_THAT(error.hints,
              ElementsAre("check that the cluster is up, and that `--context` names the one you mean"));
}

TEST(HttpCluster, SaysWhenTheServerSpeaksNoTls) {
  const HttpServer server(Log().Handler());
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port());
  // With an authority of our own, so that the machine need not have any.
  const Authority authority;
  EXPECT_THAT(FailureOf({.server = url, .ca = authority.certificate()}).message,
              StartsWith("TLS with " + url + " failed: "));
}

TEST(HttpCluster, GivesUpOnAServerThatIsSilent) {
  Log log;
  const HttpServer server(log.Handler({.silent = true}));
  const Error error = FailureOf({.server = server.url(), .request_timeout = milliseconds(200)});
  EXPECT_EQ(error.message, server.url() + " has not finished its answer within 200 ms");
  EXPECT_THAT(error.hints, ElementsAre("`--request-timeout` sets how long to wait; 0 waits for ever"));
}

TEST(HttpCluster, GivesUpOnABodyThatStalls) {
  Log log;
  const HttpServer server(log.Handler({.ending = HttpAnswer::Ending::kStalled}));
  EXPECT_EQ(FailureOf({.server = server.url(), .request_timeout = milliseconds(200)}).message,
            server.url() + " has not finished its answer within 200 ms");
}

TEST(HttpCluster, NoticesABodyThatIsCutOff) {
  Log log;
  const HttpServer server(log.Handler({.body = "{\"kind\":", .ending = HttpAnswer::Ending::kTruncated}));
  EXPECT_EQ(FailureOf(PlainEndpoint(server)).message,
            "the connection to " + server.url() + " was lost before its answer was complete");
}

TEST(HttpCluster, StopsReadingABodyWithoutEnd) {
  Log log;
  const HttpServer server(
      log.Handler({.body = std::string(4096, ' '), .ending = HttpAnswer::Ending::kEndless}));
  EXPECT_EQ(FailureOf(PlainEndpoint(server), {.max_body = 1 << 20}).message,
            server.url() + " sent more than 1 MiB");
}

TEST(HttpCluster, DoesNotFollowRedirects) {
  Log log;
  const HttpServer elsewhere(log.Handler());
  const HttpServer server([&](const HttpRequest&) {
    return HttpAnswer{.status = 302, .headers = {{"Location", elsewhere.url()}}};
  });
  auto response = Connect(PlainEndpoint(server))->Send({.path = "/"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(log.last().method, "");
}

TEST(HttpCluster, OneFailureLeavesTheOthersAlone) {
  const HttpServer server([](const HttpRequest& request) {
    return HttpAnswer{.body = "{}", .silent = request.target == "/bad"};
  });
  const Request requests[] = {{.path = "/a"}, {.path = "/bad"}, {.path = "/b"}};
  auto responses = Connect({.server = server.url(), .request_timeout = milliseconds(300)})->SendAll(requests);
  EXPECT_TRUE(responses[0]);
  EXPECT_FALSE(responses[1]);
  EXPECT_TRUE(responses[2]);
}

TEST(HttpCluster, RefusesEndpointsThatMakeNoSense) {
  for (const char* server :
       {"", "https://", "ftp://x", "file:///etc/passwd", "https://user:pw@x", "https://a b"}) {
    auto cluster = MakeHttpCluster({.server = server});
    ASSERT_FALSE(cluster) << server;
    EXPECT_EQ(cluster.error().message, "the cluster's `server` is not an address that can be used");
    EXPECT_THAT(cluster.error().hints, ElementsAre("it looks like `https://HOST:PORT`"));
  }
  auto cluster = MakeHttpCluster({.server = "https://x", .credentials = {.token = "a\r\nX-Evil: 1"}});
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().message, "the token holds a line break or another control character");
}

TEST(HttpCluster, GoesThroughAProxy) {
  Log log;
  const HttpServer proxy(log.Handler());
  ASSERT_TRUE(Connect({.server = "http://one.invalid:8080", .proxy = proxy.url()})->Send({.path = "/api"}));
  EXPECT_EQ(log.last().target, "http://one.invalid:8080/api");
  // This server is no proxy for TLS and says so.
  const std::string with_user = "http://ada:s3cr3t@" + proxy.url().substr(7);
  EXPECT_EQ(FailureOf({.server = "https://one.invalid", .proxy = with_user}).message,
            "the proxy " + proxy.url() + " does not let through to https://one.invalid: it answered 400");
}

TEST(HttpCluster, SaysThatTheProxyIsNotThere) {
  std::string address;
  {
    const HttpServer proxy(Log().Handler());
    address = proxy.url().substr(7);
  }
  const Error error = FailureOf({.server = "https://one.invalid", .proxy = "http://ada:s3cr3t@" + address});
  EXPECT_EQ(error.message, "cannot connect to https://one.invalid through the proxy http://" + address +
                               ": Connection refused");
  EXPECT_THAT(error.hints,
              ElementsAre("check `proxy-url` in the kubeconfig and the variables HTTPS_PROXY and NO_PROXY"));
  EXPECT_THAT(FailureOf({.server = "https://one.invalid", .proxy = "socks5://" + address}).message,
              StartsWith("cannot connect to https://one.invalid through the proxy socks5h://" + address));
}

TEST(HttpCluster, SaysThatAHostNameIsUnknown) {
  EXPECT_EQ(FailureOf({.server = "https://one.invalid"}).message,
            "the host name `one.invalid` cannot be resolved");
}

TEST(HttpCluster, SpeaksOverAUnixSocket) {
  const std::string path = ::testing::TempDir() + "meshctl-http-" + std::to_string(getpid()) + ".sock";
  const int listening = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::copy(path.begin(), path.end(), address.sun_path);
  unlink(path.c_str());
  ASSERT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  listen(listening, 1);
  std::string asked;
  std::thread server([&] {
    testing::Wire wire(accept(listening, nullptr, nullptr));
    asked = wire.Read();
    wire.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  });
  auto answer = Connect({.server = "unix://" + path})->Send({.path = "/version"});
  server.join();
  close(listening);
  unlink(path.c_str());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "{}");
  EXPECT_THAT(asked, StartsWith("GET /version HTTP/1.1\r\nHost: localhost\r\n"));
  EXPECT_THAT(FailureOf({.server = "unix://" + path}).message, StartsWith("cannot connect to unix://"));
}

TEST(HttpCluster, SpeaksWithIpv6Addresses) {
  std::string message = FailureOf({.server = "https://[::1]:1"}).message;
  EXPECT_THAT(message, StartsWith("cannot connect to https://[::1]:1: "));
}

TEST(EscapeSegment, LeavesNothingThatHasAMeaningInAPath) {
  EXPECT_EQ(EscapeSegment("a-b.c_d~9"), "a-b.c_d~9");
  EXPECT_EQ(EscapeSegment("a/b?c#d%e f\xc3\xa9"), "a%2Fb%3Fc%23d%25e%20f%C3%A9");
}

}  // namespace
}  // namespace meshctl::kube
