// SPDX-License-Identifier: Apache-2.0
// One accepted and one refused text at every edge of every format.
#include "schema/formats.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace meshctl::schema {
namespace {

struct Case {
  Format format;
  std::vector<std::string> accepted;
  std::vector<std::string> refused;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {Format::kDns1123Label,
       {"a", "0", "a-b", std::string(63, 'a')},
       {"", "-a", "a-", "A", "a.b", "a_b", std::string(64, 'a')}},
      {Format::kDns1123Subdomain,
       {"a", "a.b", "0.1", std::string(70, 'a') + ".b"},
       {"", "a..b", ".a", "a.", "a.-b", "A.b", std::string(254, 'a')}},
      {Format::kDns1123SubdomainMax52, {std::string(52, 'a')}, {std::string(53, 'a'), ""}},
      {Format::kDns1123SubdomainOrWildcard, {"a.b", "*.a.b"}, {"*", "*.", "a.*", "**.a"}},
      {Format::kDns1035Label, {"a", "a0", "a-0"}, {"0a", "a-", "", "A"}},
      {Format::kDns1035LabelAnyCase, {"Widget", "aB0"}, {"0a", "A_b", ""}},
      {Format::kQualifiedName,
       {"a", "A_b.c-D", "example.com/a", std::string(63, 'a')},
       {"", "/a", "a/", "a/b/c", "-a", "Example.com/a", std::string(64, 'a')}},
      {Format::kLabelKeyAnyCase, {"Example.COM/a", "a"}, {"exa_mple/a", ""}},
      {Format::kLabelValue, {"", "a", "A.b_c-1"}, {"-a", "a b", "a/b", std::string(64, 'a')}},
      {Format::kIanaServiceName,
       {"http", "a-1", "0a"},
       {"80", "a--b", "-a", "sixteen-letters-", std::string(16, 'a')}},
      {Format::kPortOrName, {"http"}, {"80", ""}},
      {Format::kIntOrPercent, {"0%", "25%", "1000%"}, {"25", "%", "-1%", "2.5%", "half"}},
      {Format::kEnvName, {"A", "a.b c"}, {"", "A=B", "\xc3\xa9"}},
      {Format::kConfigMapKey, {"a", ".a", "A-b_c.d"}, {"", ".", "..", "..a", "a/b", std::string(254, 'a')}},
      {Format::kPathSegment, {"a", "system:node", ""}, {".", "..", "a/b", "50%"}},
      {Format::kRelativePath, {"a/b", "", "a..b"}, {"/a", "..", "a/../b", "a/.."}},
      {Format::kAbsolutePath, {"/", "/a"}, {"a", ""}},
      {Format::kDomainPrefixedPath,
       {"example.com/a/b"},
       {"example.com", "example.com/", "/a", "Example.com/a"}},
      {Format::kHttpHeaderName, {"X-User", "a1"}, {"", "x_user", "a b"}},
      {Format::kCidr,
       {"10.0.0.0/8", "::/0", "2001:db8::/128"},
       {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/08"}},
      {Format::kIp,
       {"1.2.3.4", "::", "::1", "2001:db8::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"},
       {"", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "1:2", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9",
        ":1", "1:"}},
      {Format::kIpOrNone, {"None", "1.2.3.4"}, {"none", "x"}},
      {Format::kIpNonSpecial,
       {"10.0.0.1", "2001:db8::1"},
       {"0.0.0.0", "127.0.0.1", "169.254.0.1", "::1", "x"}},
      {Format::kCron, {"0 3 * * *", "@hourly"}, {"0 3 * *", ""}},
      {Format::kTimeZone, {"Europe/Berlin"}, {"Berlin", "Local"}},
      {Format::kCelIdentifier, {"a_1", "_"}, {"1a", "a-b", "in", "namespace", ""}},
      {Format::kHttpsUrl, {"https://a"}, {"http://a", ""}},
      {Format::kFqdn3Segments, {"a.b.c"}, {"a.b", "a..c"}},
  };
  return cases;
}

TEST(Matches, AcceptsAndRefuses) {
  for (const Case& sample : Cases()) {
    const std::string_view what = Describe(sample.format).what;
    for (const std::string& text : sample.accepted)
      EXPECT_TRUE(Matches(sample.format, text)) << what << ": " << text;
    for (const std::string& text : sample.refused)
      EXPECT_FALSE(Matches(sample.format, text)) << what << ": " << text;
  }
}

TEST(Matches, AcceptsEverythingWhereMoreThanTheTextDecides) {
  for (const Format format : {Format::kNone, Format::kPluralDotGroup, Format::kNameOfKind}) {
    EXPECT_TRUE(Matches(format, "\x01 anything"));
  }
}

TEST(IsDuration, FollowsGo) {
  for (const char* text :
       {"0", "1s", "1h2m3.5s", "-1.5h", "+2ms", "1us", "1\u00b5s", ".5s", "1.s", "100ns"}) {
    EXPECT_TRUE(IsDuration(text)) << text;
  }
  for (const char* text : {"", "1", "s", "1 s", "1S", "1d", ".s", "-", "1s2", "1h-2m", "00", "1m s"}) {
    EXPECT_FALSE(IsDuration(text)) << text;
  }
}

TEST(IsTimestamp, FollowsRfc3339) {
  for (const char* text :
       {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456789Z", "2026-12-31T23:59:59+14:00"}) {
    EXPECT_TRUE(IsTimestamp(text)) << text;
  }
  for (const char* text :
       {"", "2026-01-02", "2026-01-02 03:04:05Z", "2026-01-02T03:04:05", "2026-13-02T03:04:05Z",
        "2026-01-02T25:04:05Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+1:00", "yesterday"}) {
    EXPECT_FALSE(IsTimestamp(text)) << text;
  }
}

TEST(IsQuantity, FollowsKubernetes) {
  for (const char* text :
       {"0", "1", "-1", "+1.5", ".5", "5.", "100m", "1Gi", "2k", "1E", "1e3", "1E-3", "3n"}) {
    EXPECT_TRUE(IsQuantity(text)) << text;
  }
  for (const char* text : {"", "m", ".", "1 Gi", "1K", "1KI", "1GB", "1e", "1e+", "--1", "1.2.3", "1ee3"}) {
    EXPECT_FALSE(IsQuantity(text)) << text;
  }
}

TEST(IsBase64, WantsPaddingAndAllowsLineBreaks) {
  for (const char* text : {"", "YQ==", "YWI=", "YWJj", "YW\nJj\r\n"}) EXPECT_TRUE(IsBase64(text)) << text;
  for (const char* text : {"YQ", "YQ=", "Y Q==", "Y===", "Y-==", "=YQ="})
    EXPECT_FALSE(IsBase64(text)) << text;
}

}  // namespace
}  // namespace meshctl::schema
