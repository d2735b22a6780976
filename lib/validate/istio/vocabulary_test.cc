// SPDX-License-Identifier: Apache-2.0
// The words that istiod's rules are made of, each with texts that are one and texts that are none.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/regex.h"
#include "validate/istio/addresses.h"
#include "validate/istio/headers.h"
#include "validate/istio/hosts.h"
#include "validate/istio/jwks.h"
#include "validate/istio/labels.h"
#include "validate/istio/limits.h"
#include "validate/istio/log_filter.h"
#include "validate/istio/ports.h"
#include "validate/istio/string_match.h"
#include "validate/istio/urls.h"

namespace meshctl::validate::istio {
namespace {

struct Word {
  std::string what;
  bool (*is)(std::string_view);
  std::vector<std::string> yes;
  std::vector<std::string> no;
};

const std::string kLong(63, 'a');

std::vector<Word> Words() {
  return {
      {"label", IsLabel, {"a", "A-1", "1", kLong}, {"", "-a", "a-", "a_b", "a.b", "*", kLong + "a"}},
      {"wildcard label",
       IsWildcardLabel,
       {"*", "*a", "*-a", "a"},
       {"", "**", "a*", "*-", "*" + kLong, "*.a"}},
      {"label key",
       IsLabelKey,
       {"app", "a.b_c-D", "example.com/app", "9"},
       {"", "/app", "example.com/", "-a", "a/b/c", "ex_ample/app", kLong + "a"}},
      {"label value", IsLabelValue, {"", "v1", "A_b.c", kLong + kLong}, {"-", "a b", "*", "a/b"}},
      {"fqdn",
       IsFqdn,
       {"a", "a.b.c", "A.b", "1.a", "a.b."},
       {"", ".", "a..b", "10.0.0.1", "a.1", "*.a", "a_b", "a.b..", std::string(256, 'a')}},
      {"wildcard domain",
       IsWildcardDomain,
       {"*", "*.a", "*-a.b", "*a.b", "a.b", "80"},
       {"", "a.*", "*.*", "10.0.0.1", "a_b.c", "*..a"}},
      {"partial wildcard", HasPartialWildcard, {"*a", "*-a.b", "a.*"}, {"*", "*.a", "a"}},
      {"cluster SNI",
       IsClusterSni,
       {"outbound_.8080_._.reviews.prod", "outbound_.80_.v1_.a"},
       {"outbound_", "outbound_.80_.v1", "outbound_.x_._.a", "outbound_.80_._.1", "inbound_.80_._.a"}},
      {"ip address",
       IsIpAddress,
       {"10.0.0.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"},
       {"", "10.0.0", "010.0.0.1", "10.0.0.1%eth0", "fe80::1%", "localhost"}},
      {"prefix",
       IsPrefix,
       {"10.0.0.0/8", "::/0", "10.0.0.1/32"},
       {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "/8"}},
      {"socket path", IsSocketPath, {"unix:///a", "unix://@a"}, {"unix://", "unix://a", "unix:///a/"}},
      {"token", IsToken, {"x-user", "a!#$%&'*+-.^_`|~"}, {"", "a b", "a:b", "\xC3\xA4"}},
      {"strict header name", IsStrictHeaderName, {"x-user", "x_user"}, {"", "x.user", "x user"}},
      {"jwt claim",
       IsJwtClaim,
       {"@request.auth.claims.a", "@Request.Auth.Claims[a][b]"},
       {"@request.auth.claims", "@request.auth.claims.", "@request.auth.claims[]", "@request.auth.claim.a"}},
      {"authority", IsAuthority, {"host", "Host", ":authority", ":Authority"}, {"", ":host", "hosts"}},
      {"url",
       IsUrl,
       {"https://a", "https://a:80/b?c=%zz", "oci://r/m:v1", "https://u:p@[::1]:80/", "/path", "istiod:80/a",
        "a/b:c"},
       {"", ":a", "https://a:b/", "https://a b/", "https://a/%zz", "https://a/#%z", "a\nb", "https://[::1",
        "10.0.0.1:80/a", "a_b:80"}},
  };
}

TEST(Vocabulary, Words) {
  for (const Word& word : Words()) {
    for (const std::string& text : word.yes) EXPECT_TRUE(word.is(text)) << word.what << ": " << text;
    for (const std::string& text : word.no) EXPECT_FALSE(word.is(text)) << word.what << ": " << text;
  }
}

TEST(Vocabulary, UrlsHaveHosts) {
  EXPECT_EQ(UrlHost("https://u:p@istiod.example:80/a?b#c"), "istiod.example");
  EXPECT_EQ(UrlHost("https://[::1]:80/"), "::1");
  EXPECT_EQ(UrlHost("//a"), "a");
  EXPECT_EQ(UrlHost("https:a"), "");
  EXPECT_EQ(UrlHost("/a/b"), "");
  EXPECT_EQ(UrlHost(""), "");
}

TEST(Vocabulary, HostsOverlapWhereSomeNameIsMeantByBoth) {
  struct Case {
    std::string_view a, b;
    bool overlap, subset;
  };
  for (const auto& [a, b, overlap, subset] : std::vector<Case>{{"a.com", "a.com", true, true},
                                                               {"a.com", "b.com", false, false},
                                                               {"a.com", "*.com", true, true},
                                                               {"*.com", "a.com", true, false},
                                                               {"*.a.com", "*.com", true, true},
                                                               {"*.com", "*.a.com", true, false},
                                                               {"*", "*", true, true},
                                                               {"a.com", "*", true, true},
                                                               {"a.com", "*.a.com", false, false},
                                                               {"*.a", "*.b", false, false}}) {
    EXPECT_EQ(HostsOverlap(a, b), overlap) << a << " " << b;
    EXPECT_EQ(HostsOverlap(b, a), overlap) << b << " " << a;
    EXPECT_EQ(IsHostSubset(a, b), subset) << a << " " << b;
  }
}

TEST(Vocabulary, Protocols) {
  EXPECT_EQ(ParseProtocol("hTTp"), Protocol::kHttp);
  EXPECT_EQ(ParseProtocol("GRPC-Web"), Protocol::kGrpcWeb);
  EXPECT_EQ(ParseProtocol("udp"), Protocol::kUdp);
  EXPECT_EQ(ParseProtocol(""), Protocol::kUnknown);
  EXPECT_EQ(ParseProtocol("http3"), Protocol::kUnknown);
  EXPECT_TRUE(IsHttp(Protocol::kGrpc));
  EXPECT_FALSE(IsHttp(Protocol::kHttps));
  EXPECT_TRUE(IsTls(Protocol::kHttps));
  EXPECT_TRUE(IsTcp(Protocol::kHttps));
  EXPECT_FALSE(IsTcp(Protocol::kHttp));
}

TEST(Vocabulary, HeaderValues) {
  for (const std::string_view value :
       {"", "plain", "100%%", "%START_TIME%", "%START_TIME(%s)%", "a%%b%REQ(x)%c",
        R"(%UPSTREAM_METADATA(["ns", "key"])%)", R"(%REQ(a\)b)%)"}) {
    EXPECT_EQ(HeaderValueFault(value), std::nullopt) << value;
  }
  struct Case {
    std::string_view value, fault;
  };
  constexpr std::string_view kUnended = "a variable that begins with `%` does not end";
  for (const auto& [value, fault] :
       std::vector<Case>{{"10%", "a `%` stands alone at the end"},
                         {"%%%", "a `%` stands alone at the end"},
                         {"10% off", kUnended},
                         {"%REQ(x", kUnended},
                         {"%REQ()%", kUnended},
                         {R"(%A(["b" "c"])%)", "a `,` or `]` is expected in the arguments of a variable"},
                         {R"(%A([b])%)", "a `\"` is expected in the arguments of a variable"},
                         {R"(%A(["b"]x)%)", "a `)` is expected behind the arguments of a variable"},
                         {"%REQ(x)y%", "a `%` is expected at the end of a variable"},
                         {R"(%REQ(x\)", "a text ends in a backslash"}}) {
    EXPECT_EQ(HeaderValueFault(value), fault) << value;
  }
}

TEST(Vocabulary, RegularExpressions) {
  for (const std::string_view regex : {"", "plain", "/a/[0-9]+", "(?i)a", "a{1,3}", "\u00e4"})
    EXPECT_EQ(cel::RegexFault(regex), "") << regex;
  EXPECT_EQ(cel::RegexFault("("), "missing ): (");
  EXPECT_EQ(cel::RegexFault("*a"), "no argument for repetition operator: *");
  EXPECT_EQ(cel::RegexFault("(?=a)"), "invalid perl operator: (?=");
  EXPECT_EQ(cel::RegexFault("\xFF"), "invalid UTF-8");
}

TEST(Vocabulary, KeySets) {
  EXPECT_EQ(ReadJwks(R"({"keys": []})").fault, "");
  EXPECT_EQ(ReadJwks(R"({"kty": "EC", "crv": "P-256", "x": "a", "y": "b"})").fault, "");
  EXPECT_EQ(ReadJwks(R"({"kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": "c"})").private_key, 0U);
  EXPECT_EQ(ReadJwks("{").fault, "the text is not JSON");
  EXPECT_EQ(ReadJwks("[]").fault, "the text is no JSON object");
  EXPECT_EQ(ReadJwks("{}").fault, "a key has no type (`kty`)");
  EXPECT_EQ(ReadJwks(R"({"keys": {}})").fault, "`keys` is no list");
  EXPECT_EQ(ReadJwks(R"({"keys": [1]})").fault, "a key is no object");
  EXPECT_EQ(ReadJwks(R"({"kty": "DSA"})").fault, "a key has an unknown type (`kty`)");
  EXPECT_EQ(ReadJwks(R"({"kty": "RSA", "n": "a b", "e": "c"})").fault,
            "a key has a member that is not base64url");
}

TEST(Vocabulary, LogFilters) {
  for (const std::string_view expression :
       {"response.code >= 400", "!has(request.headers['x-a'])", "a ? b : c", "-1 < x", "r'\\' == a",
        "'''it's''' == x", "x in [1, 2]", "a && b // comment", "{'a': 1}.a == 1"}) {
    EXPECT_EQ(LogFilterFault(expression), "") << expression;
  }
  EXPECT_EQ(LogFilterFault(" "), "it is empty");
  EXPECT_EQ(LogFilterFault("a == 'b"), "a text in quotes does not end");
  EXPECT_EQ(LogFilterFault("(a"), "a `)` is missing");
  EXPECT_EQ(LogFilterFault("a]"), "a `]` closes nothing");
  EXPECT_EQ(LogFilterFault("a = 1"), "`=` is no operator; `==` compares");
  EXPECT_EQ(LogFilterFault("a & b"), "`&` is no operator; `&&` is");
  EXPECT_EQ(LogFilterFault("&& b"), "an operator has nothing to work on");
  EXPECT_EQ(LogFilterFault("a >="), "an operator has nothing to work on");
  EXPECT_EQ(LogFilterFault("a; b"), "`;` has no meaning in CEL");
}

}  // namespace
}  // namespace meshctl::validate::istio
