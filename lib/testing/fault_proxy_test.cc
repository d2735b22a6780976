// SPDX-License-Identifier: Apache-2.0
// The proxy seen through a bare connection, so that nothing of what it does is smoothed over.
#include "testing/fault_proxy.h"

#include <gtest/gtest.h>

#include <atomic>

#include "testing/wire.h"

namespace meshctl::testing {
namespace {

/// Everything that comes back for these bytes.
std::string Ask(const FaultProxy& proxy, const std::string& bytes) {
  const std::string url = proxy.url();
  const auto wire = Wire::Connect("127.0.0.1", std::stoi(url.substr(url.rfind(':') + 1)));
  if (!wire) return "no connection";
  if (url.starts_with("https:") && !wire->StartTls(ClientTls())) return "no TLS";
  wire->Write(bytes);
  std::string all;
  for (std::string more; !(more = wire->Read()).empty();) {
    all += more;
    if (all.find("42") != std::string::npos) break;  // the last bytes of the server's answer
  }
  return all;
}

std::string Body(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "" : answer.substr(end + 4);
}

constexpr const char* kGet = "GET /x?a=b HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr const char* kPost = "POST /y HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";

class FaultProxyTest : public ::testing::Test {
 protected:
  std::string Through(FaultRule rule, const std::string& bytes = kGet) {
    const FaultProxy proxy(server.url(), std::move(rule));
    return Ask(proxy, bytes);
  }

  std::atomic<int> calls = 0;
  HttpServer server{[this](const HttpRequest& request) {
    ++calls;
    return HttpAnswer{.body = request.method + " " + request.target + " " + request.body + " 42"};
  }};
};

TEST_F(FaultProxyTest, PassesRequests) {
  EXPECT_EQ(Body(Through(AtRequest(7, {}))), "GET /x?a=b  42");
  EXPECT_EQ(Body(Through(AtRequest(7, {}), kPost)), "POST /y abc 42");
}

TEST_F(FaultProxyTest, SpeaksTlsOnBothSides) {
  const Authority authority;
  const HttpServer secure([](const HttpRequest&) { return HttpAnswer{.body = "42"}; },
                          authority.Issue("IP:127.0.0.1"));
  const FaultProxy proxy(secure.url(), AtRequest(7, {}), authority.Issue("IP:127.0.0.1"));
  EXPECT_EQ(Body(Ask(proxy, kGet)), "42");
  EXPECT_EQ(proxy.requests().at(0).target, "/x?a=b");
}

TEST_F(FaultProxyTest, Drops) {
  EXPECT_EQ(Through(AtRequest(0, {.kind = Fault::Kind::kDropRequest})), "");
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(Through(FromRequest(0, {.kind = Fault::Kind::kDropAnswer})), "");
  EXPECT_EQ(calls, 1);
}

TEST_F(FaultProxyTest, Truncates) {
  EXPECT_EQ(Through(AtRequest(0, {.kind = Fault::Kind::kTruncate, .bytes = 12})), "HTTP/1.1 200");
}

TEST_F(FaultProxyTest, Repeats) {
  Through(AtRequest(0, {.kind = Fault::Kind::kRepeatRequest}));
  EXPECT_EQ(calls, 2);
  const std::string answer = Through(AtRequest(0, {.kind = Fault::Kind::kRepeatAnswer}));
  EXPECT_NE(answer.find("HTTP/1.1 200"), answer.rfind("HTTP/1.1 200"));
  EXPECT_EQ(calls, 3);
}

TEST_F(FaultProxyTest, AnswersItself) {
  const HttpAnswer answer{.status = 409, .body = "conflict 42", .content_type = "text/plain"};
  EXPECT_EQ(Through(AtRequest(0, {.kind = Fault::Kind::kAnswer, .answer = answer})),
            "HTTP/1.1 409 X\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nconflict 42");
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(Body(Through(AtRequest(0, {.kind = Fault::Kind::kAnswerLate, .answer = answer}))), "conflict 42");
  EXPECT_EQ(calls, 1);
}

TEST_F(FaultProxyTest, GoesDownWithConnectionsOpen) {
  const FaultProxy proxy(server.url(), AtRequest(0, {.kind = Fault::Kind::kStall, .bytes = 12}));
  const std::string url = proxy.url();
  const auto wire = Wire::Connect("127.0.0.1", std::stoi(url.substr(url.rfind(':') + 1)));
  wire->Write(kGet);
  EXPECT_EQ(wire->Read(), "HTTP/1.1 200");
}

}  // namespace
}  // namespace meshctl::testing
