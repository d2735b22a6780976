// SPDX-License-Identifier: Apache-2.0
#include "http/access_log.h"

#include <gtest/gtest.h>

namespace meshctl::http {
namespace {

constexpr std::string_view kIstio =
    R"([2026-11-20T10:00:00.000Z] "GET /cart/7?q=1 HTTP/1.1" 200 - via_upstream - "-" 0 12 3 2 "10.1.2.3" )"
    R"("curl/8" "id-1" "shop.example" "10.0.0.7:8080" outbound|80||cart.shop.svc.cluster.local 10.0.0.1:4711 )"
    R"(10.0.0.1:8443 10.1.2.3:5000 shop.example default)";
constexpr std::string_view kEnvoy =
    R"([2026-11-20T10:00:00.000Z] "POST /a HTTP/2" 201 - 0 12 3 - "-" "Mozilla" "id-1" "shop.example:8080" )"
    R"("10.0.0.7:8080")";
constexpr std::string_view kCombined =
    R"(10.1.2.3 - anna [20/Nov/2026:10:00:00 +0000] "GET /a?b HTTP/1.1" 200 12 "https://shop.example/" )"
    R"("say \"hi\"")";

/// `METHOD TARGET AUTHORITY PORT SERVER-NAME USER-AGENT`, or why the line cannot be read.
std::string Summary(LogFormat format, std::string_view line) {
  LogReader reader(format);
  LogLine read;
  if (const auto fault = reader.Read(line, read)) return std::string(*fault);
  const auto or_dash = [](std::string_view text) { return text.empty() ? "-" : std::string(text); };
  return or_dash(read.method) + " " + or_dash(read.target) + " " + or_dash(read.authority) + " " +
         std::to_string(read.port) + " " + or_dash(read.server_name) + " " + or_dash(read.user_agent);
}

TEST(AccessLog, ReadsWhatEnvoyAndIstioWrite) {
  EXPECT_EQ(Summary(LogFormat::kEnvoy, kIstio), "GET /cart/7?q=1 shop.example 8443 shop.example curl/8");
  EXPECT_EQ(Summary(LogFormat::kEnvoy, kEnvoy), "POST /a shop.example:8080 0 - Mozilla");
  EXPECT_EQ(Summary(LogFormat::kEnvoy, "[now] \"- - -\" 0"), "it has no request in quotes");
  EXPECT_EQ(Summary(LogFormat::kEnvoy, "[now] \"GET / HTTP/1.1\" 0"),
            "it has no fields in quotes behind the request");
  EXPECT_EQ(Summary(LogFormat::kEnvoy, "GET /"), "it does not begin with a time in brackets");
}

TEST(AccessLog, ReadsJsonOfSeveralServers) {
  EXPECT_EQ(Summary(LogFormat::kJson,
                    R"({"method":"GET","path":"/a\u002fb","authority":"shop.example","user_agent":null,)"
                    R"("downstream_local_address":"10.0.0.1:8080","requested_server_name":"-","bytes":12})"),
            "GET /a/b shop.example 8080 - -");
  EXPECT_EQ(
      Summary(LogFormat::kJson, R"({"x": {"path": ["/no", "}"]}, "request_uri" : "/a\"b", "host":"h"})"),
      "GET /a\"b h 0 - -");
  EXPECT_EQ(Summary(LogFormat::kJson, R"({"request": "PUT /a HTTP/1.1"})"), "PUT /a - 0 - -");
  EXPECT_EQ(Summary(LogFormat::kJson, R"({"method": "GET"})"), "it has no member `path`");
  EXPECT_EQ(Summary(LogFormat::kJson, R"({"method": "GET)"), "it is no JSON object");
}

TEST(AccessLog, ReadsWhatNginxAndApacheWrite) {
  EXPECT_EQ(Summary(LogFormat::kCombined, kCombined), "GET /a?b - 0 - say \"hi\"");
  EXPECT_EQ(Summary(LogFormat::kCombined, "shop.example:443 " + std::string(kCombined)),
            "GET /a?b shop.example 443 - say \"hi\"");
  EXPECT_EQ(Summary(LogFormat::kCombined, R"(::1 - - [now] "GET /a HTTP/1.0" 200 12)"), "GET /a - 0 - -");
  EXPECT_EQ(Summary(LogFormat::kCombined, R"(10.1.2.3 - - [now] "\x16\x03" 400 0)"),
            "it has no request in quotes");
}

TEST(AccessLog, ReadsLists) {
  EXPECT_EQ(Summary(LogFormat::kList, "POST http://shop.example/a"), "POST http://shop.example/a - 0 - -");
  EXPECT_EQ(Summary(LogFormat::kList, "/a?b=c\r"), "GET /a?b=c - 0 - -");
  EXPECT_EQ(Summary(LogFormat::kList, "get /a"), "it begins with no method");
  EXPECT_EQ(Summary(LogFormat::kList, "GET nowhere"), "it has no URL");
  EXPECT_EQ(Summary(LogFormat::kList, "a b c"), "it is more than a method and a URL");
}

TEST(AccessLog, SeesWhichFormatALineHas) {
  EXPECT_EQ(DetectLogFormat(kIstio), LogFormat::kEnvoy);
  EXPECT_EQ(DetectLogFormat(kEnvoy), LogFormat::kEnvoy);
  EXPECT_EQ(DetectLogFormat(kCombined), LogFormat::kCombined);
  EXPECT_EQ(DetectLogFormat(R"({"path": "/"})"), LogFormat::kJson);
  EXPECT_EQ(DetectLogFormat("GET https://shop.example/"), LogFormat::kList);
  EXPECT_EQ(DetectLogFormat("nothing of the kind"), std::nullopt);
  EXPECT_EQ(LogFormatOf("combined"), LogFormat::kCombined);
  EXPECT_EQ(LogFormatOf("binary"), std::nullopt);
}

class MakingRequests : public ::testing::Test {
 protected:
  Request Make(LogFormat format, std::string_view line) {
    LogReader reader(format);
    LogLine read;
    EXPECT_EQ(reader.Read(line, read), std::nullopt);
    Request request;
    MakeRequest(read, base_, request);
    return request;
  }

  Request base_ = ParseUrl("http://base.example:8080/ignored").value();
};

TEST_F(MakingRequests, TakesTheRestFromTheBase) {
  base_.AddHeader("x-user", "anna");
  base_.AddHeader("user-agent", "none");
  const Request request = Make(LogFormat::kCombined, kCombined);
  EXPECT_EQ(request.authority, "base.example:8080");
  EXPECT_EQ(request.port, 8080);
  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(request.query, "b");
  EXPECT_EQ(request.header("x-user"), "anna");
  EXPECT_EQ(request.header("user-agent"), "say \"hi\"");
  EXPECT_EQ(request.header("referer"), "https://shop.example/");
}

TEST_F(MakingRequests, ServerNamesMeanTls) {
  const Request request = Make(LogFormat::kEnvoy, kIstio);
  EXPECT_EQ(request.tls, Tls::kTls);
  EXPECT_EQ(request.scheme, "https");
  EXPECT_EQ(request.sni, "shop.example");
  EXPECT_EQ(request.port, 8443);
}

TEST_F(MakingRequests, UrlsSayEverything) {
  const Request request = Make(LogFormat::kList, "https://shop.example:444/a/../b?c#d");
  EXPECT_EQ(request.authority, "shop.example:444");
  EXPECT_EQ(request.port, 444);
  EXPECT_EQ(request.sni, "shop.example");
  EXPECT_EQ(request.path, "/a/../b");
  EXPECT_EQ(request.query, "c");
  EXPECT_EQ(Make(LogFormat::kList, "http://shop.example").path, "/");
}

}  // namespace
}  // namespace meshctl::http
