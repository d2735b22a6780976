// SPDX-License-Identifier: Apache-2.0
#include "http/request.h"

#include <gtest/gtest.h>

namespace meshctl::http {
namespace {

TEST(ParseUrl, ReadsEveryPart) {
  const Request request = ParseUrl("https://Shop.example:8443/a/b?x=1&y#top").value();
  EXPECT_EQ(request.scheme, "https");
  EXPECT_EQ(request.authority, "Shop.example:8443");
  EXPECT_EQ(request.sni, "shop.example");
  EXPECT_EQ(request.port, 8443);
  EXPECT_EQ(request.path, "/a/b");
  EXPECT_EQ(request.query, "x=1&y");
  EXPECT_EQ(request.parameter("x"), "1");
  EXPECT_EQ(request.parameter("y"), "");
  EXPECT_EQ(request.parameter("z"), std::nullopt);
  EXPECT_EQ(request.tls, Tls::kTls);
}

TEST(ParseUrl, DefaultsAreThoseOfAClient) {
  const Request request = ParseUrl("shop.example").value();
  EXPECT_EQ(request.scheme, "http");
  EXPECT_EQ(request.authority, "shop.example");
  EXPECT_EQ(request.port, 80);
  EXPECT_EQ(request.path, "/");
  EXPECT_EQ(ParseUrl("http://shop.example:80/").value().authority, "shop.example");
  EXPECT_EQ(ParseUrl("http://[::1]:8080/").value().authority, "[::1]:8080");
}

TEST(ParseUrl, KnowsConnectionsWithoutHttp) {
  const Request request = ParseUrl("tcp://db.shop:5432").value();
  EXPECT_EQ(request.protocol, Protocol::kTcp);
  EXPECT_EQ(request.authority, "db.shop:5432");
  EXPECT_EQ(request.port, 5432);
  EXPECT_EQ(request.tls, Tls::kPlaintext);
  EXPECT_EQ(ParseUrl("tcp://db.shop").error().message, "URL `tcp://db.shop` names no port");
}

TEST(ParseUrl, SaysWhatIsWrong) {
  EXPECT_EQ(ParseUrl("/cart").error().message, "URL `/cart` names no host");
  EXPECT_EQ(ParseUrl("").error().message, "URL `` names no host");
  EXPECT_EQ(ParseUrl("ftp://a/").error().message, "cannot simulate scheme `ftp`");
  EXPECT_EQ(ParseUrl("http://a:0/").error().message,
            "port `0` of URL `http://a:0/` is not a number from 1 to 65535");
  EXPECT_EQ(ParseUrl("http://a:99999/").error().message,
            "port `99999` of URL `http://a:99999/` is not a number from 1 to 65535");
  EXPECT_EQ(ParseUrl("http://a:/").error().message,
            "port `` of URL `http://a:/` is not a number from 1 to 65535");
}

TEST(ParseHeader, JoinsRepeatedHeadersAndKnowsHost) {
  Request request;
  ASSERT_TRUE(ParseHeader("X-User: jason", request));
  ASSERT_TRUE(ParseHeader("x-user:anna", request));
  ASSERT_TRUE(ParseHeader("Host: other.example", request));
  EXPECT_EQ(request.header("x-user"), "jason,anna");
  EXPECT_EQ(request.header("x-none"), std::nullopt);
  EXPECT_EQ(request.authority, "other.example");
  EXPECT_EQ(ParseHeader("nonsense", request).error().message, "header `nonsense` has no colon");
  EXPECT_EQ(ParseHeader("", request).error().message, "header `` has no colon");
}

TEST(WithoutPort, KnowsAddresses) {
  EXPECT_EQ(WithoutPort("a.example:80"), "a.example");
  EXPECT_EQ(WithoutPort("a.example"), "a.example");
  EXPECT_EQ(WithoutPort("[::1]:80"), "[::1]");
  EXPECT_EQ(WithoutPort("[::1]"), "[::1]");
  EXPECT_EQ(WithoutPort("::1"), "::1");
}

}  // namespace
}  // namespace meshctl::http
