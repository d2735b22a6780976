// SPDX-License-Identifier: Apache-2.0
#include "kube/server_address.h"

#include <gtest/gtest.h>

#include <map>

namespace meshctl::kube {
namespace {

std::string Parsed(const std::string& text) {
  const auto address = ParseServer(text);
  if (!address) return address.error().message;
  return std::string(address->tls ? "tls " : "plain ") + address->host + " " + address->port + " " +
         address->path + " " + address->socket;
}

TEST(ParseServer, KnowsTheForms) {
  EXPECT_EQ(Parsed("https://one:6443"), "tls one 6443  ");
  EXPECT_EQ(Parsed("HTTPS://one/"), "tls one 443  ");
  EXPECT_EQ(Parsed("http://10.0.0.1/k8s/clusters/c1/"), "plain 10.0.0.1 80 /k8s/clusters/c1 ");
  EXPECT_EQ(Parsed("https://[fd00::1]:6443/x"), "tls [fd00::1] 6443 /x ");
  EXPECT_EQ(Parsed("https://[fe80::1%eth0]"), "tls [fe80::1%eth0] 443  ");
  EXPECT_EQ(Parsed("unix:///run/k.sock"), "plain localhost 80  /run/k.sock");
  EXPECT_EQ(Parsed("http+unix://%2Frun%2Fk.sock/prefix"), "plain localhost 80 /prefix /run/k.sock");
}

TEST(ParseServer, RefusesEverythingElse) {
  for (const char* text : {"",
                           "one",
                           "https://",
                           "https:///x",
                           "ftp://x",
                           "file:///etc/passwd",
                           "https://user:pw@x",
                           "https://a b",
                           "https://x:0",
                           "https://x:65536",
                           "https://x:y",
                           "https://::1",
                           "https://[::1",
                           "https://[]",
                           "https://[x]",
                           "https://[::1]6",
                           "https://x?a",
                           "https://x#a",
                           "unix://",
                           "unix://run/x",
                           "http+unix://run",
                           "http+unix://%2Frun%00x",
                           "http+unix://%2",
                           "https://x\n"}) {
    EXPECT_EQ(Parsed(text), "the cluster's `server` is not an address that can be used") << text;
  }
  EXPECT_EQ(Parsed("https://x:"), "tls x 443  ") << "an empty port is the scheme's, as in RFC 3986";
}

std::string Proxy(const std::string& server, std::map<std::string, std::string> variables) {
  return ProxyFor(*ParseServer(server), [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(ProxyFor, FollowsTheScheme) {
  EXPECT_EQ(Proxy("https://x", {{"HTTPS_PROXY", "a"}, {"https_proxy", "b"}, {"HTTP_PROXY", "c"}}), "a");
  EXPECT_EQ(Proxy("https://x", {{"HTTPS_PROXY", ""}, {"https_proxy", "b"}}), "b");
  EXPECT_EQ(Proxy("http://x", {{"HTTPS_PROXY", "a"}, {"http_proxy", "c"}}), "c");
  EXPECT_EQ(Proxy("https://x", {{"ALL_PROXY", "a"}}), "");
  EXPECT_EQ(Proxy("unix:///x", {{"HTTP_PROXY", "a"}}), "");
}

TEST(ProxyFor, LeavesLoopbackAlone) {
  for (const char* server : {"https://localhost", "https://LOCALHOST:1", "https://127.0.0.1",
                             "https://127.8.8.8", "https://[::1]:6443"}) {
    EXPECT_EQ(Proxy(server, {{"HTTPS_PROXY", "p"}}), "") << server;
  }
  EXPECT_EQ(Proxy("https://128.0.0.1", {{"HTTPS_PROXY", "p"}}), "p");
}

TEST(ProxyFor, HeedsNoProxyAsGoDoes) {
  struct Case {
    const char* server;
    const char* list;
    bool exempt;
  };
  for (const auto& [server, list, exempt] : std::vector<Case>{
           {"https://api.example.com", "example.com", true},
           {"https://example.com", "example.com", true},
           {"https://notexample.com", "example.com", false},
           {"https://example.com", ".example.com", false},
           {"https://api.example.com", ".example.com", true},
           {"https://api.example.com", "*.example.com", true},
           {"https://API.Example.com", " api.EXAMPLE.com ", true},
           {"https://api.example.com:6443", "example.com:6443", true},
           {"https://api.example.com:6443", "example.com:443", false},
           {"https://x", "*", true},
           {"https://x", "", false},
           {"https://x", ",,y,x", true},
           {"https://10.1.2.3", "10.0.0.0/8", true},
           {"https://11.1.2.3", "10.0.0.0/8", false},
           {"https://10.1.2.3", "10.1.2.3", true},
           {"https://10.1.2.3:6443", "10.1.2.3:6443", true},
           {"https://10.1.2.3:6443", "10.1.2.3:1", false},
           {"https://10.1.2.3", "10.0.0.0/33", false},
           {"https://10.1.2.3", "10.0.0.0/x", false},
           {"https://10.1.2.3", "2.3", true},
           {"https://[fd00::1]", "fd00::/8", true},
           {"https://[fe00::1]", "fd00::/8", false},
           {"https://[fd00::1]", "fd00::1", true},
           {"https://[fd00::1]:6443", "[fd00::1]:6443", true},
           {"https://x", "10.0.0.0/8", false},
       }) {
    EXPECT_EQ(Proxy(server, {{"HTTPS_PROXY", "p"}, {"NO_PROXY", list}}), exempt ? "" : "p")
        << server << " " << list;
    EXPECT_EQ(Proxy(server, {{"HTTPS_PROXY", "p"}, {"no_proxy", list}}), exempt ? "" : "p");
  }
}

TEST(NormalizedProxy, KnowsTheSchemes) {
  EXPECT_EQ(*NormalizedProxy("proxy:3128"), "http://proxy:3128");
  EXPECT_EQ(*NormalizedProxy("HTTPS://proxy"), "https://proxy");
  EXPECT_EQ(*NormalizedProxy("socks5://proxy"), "socks5h://proxy");
  EXPECT_EQ(*NormalizedProxy("socks5h://ada:pw@proxy:1080"), "socks5h://ada:pw@proxy:1080");
  for (const char* text : {"", "ftp://ada:s3cr3t@x", "http://", "http://a b"}) {
    EXPECT_EQ(NormalizedProxy(text).error().message, "the proxy is not an address that can be used") << text;
  }
}

TEST(WithoutUser, KeepsTheRest) {
  EXPECT_EQ(WithoutUser("http://ada:p@w@proxy:1/x@y"), "http://proxy:1/x@y");
  EXPECT_EQ(WithoutUser("http://proxy:1"), "http://proxy:1");
  EXPECT_EQ(WithoutUser("ada@proxy"), "proxy");
}

}  // namespace
}  // namespace meshctl::kube
