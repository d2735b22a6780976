// SPDX-License-Identifier: Apache-2.0
#include "kube/request_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kube/http_cluster.h"
#include "testing/http_server.h"

namespace meshctl::kube {
namespace {

using testing::Authority;
using ::testing::HasSubstr;
using testing::HttpAnswer;
using testing::HttpRequest;
using testing::HttpServer;
using ::testing::Not;

/// What a log of this level says, the klog heads shortened to their levels.
class Lines {
 public:
  explicit Lines(int level)
      : log_(level, {.sink = [this](std::string_view line) { Add(line); },
                     .now = [] { return std::chrono::system_clock::from_time_t(0); },
                     .pid = 7}) {}
  const RequestLog* operator->() const { return &log_; }
  std::string Take() { return std::exchange(text_, ""); }

 private:
  void Add(std::string_view line) {
    const std::size_t at = line.find("request_log.cc:");
    text_ += line.substr(at == std::string_view::npos ? 0 : at + 15);
  }
  std::string text_;
  RequestLog log_;
};

const Request kRequest = {.method = Method::kPatch,
                          .path = "/api/v1/namespaces/a/secrets/b",
                          .content_type = "application/merge-patch+json",
                          .body = R"({"data": {"key": "c2VjcmV0"}})"};
const Response kResponse = {.status = 200,
                            .content_type = "application/json",
                            .body = R"({"kind": "Secret", "data": {"key": "c2VjcmV0"}})"};
constexpr const char* kUrl = "https://s/api/v1/namespaces/a/secrets/b";

std::string Said(int level) {
  Lines lines(level);
  lines->Sending(kRequest, kUrl, {{"Accept", "x"}, {"Authorization", "Bearer s3cr3t"}});
  lines->Answered(kRequest, kUrl, kResponse, {{"Date", "today"}}, std::chrono::milliseconds(3));
  return lines.Take();
}

TEST(RequestLog, SaysMoreOnHigherLevels) {
  EXPECT_EQ(Said(5), "");
  EXPECT_EQ(Said(6), "6] PATCH https://s/api/v1/namespaces/a/secrets/b 200 OK in 3 milliseconds\n");
  EXPECT_EQ(Said(7),
            "7] PATCH https://s/api/v1/namespaces/a/secrets/b\n"
            "7] Request Headers:\n"
            "7]     Accept: x\n"
            "7]     Authorization: Bearer <masked>\n"
            "7] Response Status: 200 OK in 3 milliseconds\n");
  EXPECT_EQ(Said(8),
            "8] \"Request Body\" body=<\n"
            "\t{\"data\":{\"key\":\"<masked>\"}}\n"
            " >\n"
            "7] PATCH https://s/api/v1/namespaces/a/secrets/b\n"
            "7] Request Headers:\n"
            "7]     Accept: x\n"
            "7]     Authorization: Bearer <masked>\n"
            "7] Response Status: 200 OK in 3 milliseconds\n"
            "8] Response Headers:\n"
            "8]     Date: today\n"
            "8] \"Response Body\" body=<\n"
            "\t{\"data\":{\"key\":\"<masked>\"},\"kind\":\"Secret\"}\n"
            " >\n");
}

TEST(RequestLog, HasTheHeadOfKlog) {
  std::string text;
  const RequestLog log(6, {.sink = [&](std::string_view line) { text += line; },
                           .now =
                               [] {
                                 return std::chrono::system_clock::from_time_t(1'800'000'000) +
                                        std::chrono::microseconds(42);
                               },
                           .pid = 77});
  log.Say(6, "hello");
  EXPECT_THAT(text, ::testing::MatchesRegex(
                        "I011[456] [0-9][0-9]:[0-9][0-9]:00.000042      77 request_log.cc:6. hello\n"));
}

TEST(RequestLog, CutsLongBodies) {
  const Request request = {.path = "/x"};
  const Response response = {.status = 200,
                             .content_type = "application/json",
                             .body = "{\"a\":\"" + std::string(2000, 'x') + "\"}"};
  Lines lines(8);
  lines->Answered(request, "u", response, {}, {});
  EXPECT_THAT(lines.Take(), HasSubstr("{\"a\":\"" + std::string(1018, 'x') + " [truncated 984 chars]\n"));
  Lines more(9);
  more->Answered(request, "u", response, {}, {});
  EXPECT_THAT(more.Take(), HasSubstr(response.body));
}

TEST(RequestLog, SaysWhyNoAnswerCame) {
  Lines lines(6);
  lines->Failed(kRequest, "u", "the connection was lost", std::chrono::milliseconds(9));
  EXPECT_EQ(lines.Take(), "6] PATCH u failed in 9 milliseconds: the connection was lost\n");
}

TEST(MaskedHeader, HidesCredentials) {
  EXPECT_EQ(MaskedHeader("authorization", "Bearer s3cr3t"), "Bearer <masked>");
  EXPECT_EQ(MaskedHeader("Authorization", "Basic czNjcjN0"), "Basic <masked>");
  EXPECT_EQ(MaskedHeader("Authorization", "s3cr3t"), "<masked>");
  EXPECT_EQ(MaskedHeader("Proxy-Authorization", "Digest s3cr3t"), "<masked>");
  EXPECT_EQ(MaskedHeader("Set-Cookie", "s3cr3t"), "<masked>");
  EXPECT_EQ(MaskedHeader("Impersonate-User", "eve"), "eve");
}

TEST(MaskedBody, HidesSecretsWhereverTheyAre) {
  const auto masked = [](const std::string& path, const std::string& body) {
    return MaskedBody(path, "application/json", body);
  };
  const std::string secret =
      R"({"kind": "Secret", "metadata": {"annotations": {)"
      R"("kubectl.kubernetes.io/last-applied-configuration": "{\"data\": \"s3cr3t\"}"}}, )"
      R"("data": {"a": "s3cr3t"}, "stringData": {"b": "s3cr3t"}})";
  for (const auto& [path, body] : std::vector<std::pair<std::string, std::string>>{
           {"/x", secret},
           {"/x", R"({"kind": "List", "items": [)" + secret + "]}"},
           {"/x", R"({"kind": "SecretList", "items": [{"data": {"a": "s3cr3t"}}]})"},
           {"/x", R"({"type": "ADDED", "object": )" + secret + "}"},
           {"/api/v1/namespaces/a/secrets/b", R"({"data": {"a": "s3cr3t"}})"},
           {"/api/v1/namespaces/a/secrets/b", R"({"stringData": "s3cr3t"})"},
           {"/api/v1/secrets", R"({"items": [{"data": {"a": "s3cr3t"}}]})"},
           {"/api/v1/namespaces/a/secrets/b",
            R"([{"op": "add", "path": "/data/a", "value": {"x": "s3cr3t"}}])"},
           {"/api/v1/namespaces/a/serviceaccounts/b/token", R"({"status": {"token": "s3cr3t"}})"},
           {"/x", R"({"kind": "TokenReview", "spec": {"token": "s3cr3t"}})"},
           {"/api/v1/namespaces/a/secrets/b", "data: s3cr3t"},
           {"/x", "{\"kind\": \"Secret\", \"data\": {\"a\": \"s3cr3t\""},
           {"/x", R"("s3cr3t")"}}) {
    EXPECT_THAT(masked(path, body), Not(HasSubstr("s3cr3t"))) << path << " " << body;
  }
  EXPECT_EQ(masked("/x", R"({"kind": "ConfigMap", "data": {"a": "b"}})"),
            R"({"data":{"a":"b"},"kind":"ConfigMap"})");
  EXPECT_EQ(masked("/x", "hello"), "<5 bytes of application/json>");
  EXPECT_EQ(masked("/x", ""), "");
}

/// Nothing that lets anybody in is in any line, on any level.
TEST(RequestLog, NeverShowsACredential) {
  const Authority authority;
  const HttpServer server([](const HttpRequest&) { return HttpAnswer{}; }, authority.Issue("IP:127.0.0.1"),
                          authority.certificate());
  const testing::Identity client = authority.Issue("DNS:ada");
  const std::vector<Credentials> families = {
      {.token = "s3cr3t", .certificate = client.certificate, .key = client.key},
      {.certificate = client.certificate, .key = client.key, .username = "ada", .password = "s3cr3t"}};
  for (const Credentials& credentials : families) {
    std::string text;
    Endpoint endpoint{.server = server.url(), .ca = authority.certificate(), .credentials = credentials};
    endpoint.log = std::make_shared<RequestLog>(
        10, RequestLog::Surroundings{.sink = [&](std::string_view line) { text += line; }});
    auto answer = (*MakeHttpCluster(endpoint))->Send(kRequest);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_THAT(text, HasSubstr("Response Status: 200 OK"));
    EXPECT_THAT(text, HasSubstr("<masked>"));
    EXPECT_THAT(text, Not(HasSubstr("s3cr3t")));
    EXPECT_THAT(text, Not(HasSubstr("YWRhOnMzY3IzdA")));  // ada:s3cr3t
    EXPECT_THAT(text, Not(HasSubstr("PRIVATE KEY")));
    EXPECT_THAT(text, Not(HasSubstr("c2VjcmV0")));
  }
}

}  // namespace
}  // namespace meshctl::kube
