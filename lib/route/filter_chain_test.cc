// SPDX-License-Identifier: Apache-2.0
#include "route/filter_chain.h"

#include <gtest/gtest.h>

namespace meshctl::route {
namespace {

FilterChain Chain(std::string name, std::vector<std::string> ranges, std::vector<std::string> server_names) {
  FilterChain chain;
  chain.name = std::move(name);
  for (const std::string& range : ranges) chain.destinations.push_back(ParseCidr(range).value());
  chain.server_names = std::move(server_names);
  return chain;
}

std::string Chosen(const Listener& listener, const http::Request& request) {
  const FilterChain* const chain = ChooseChain(listener, request, nullptr);
  Trace trace;
  EXPECT_EQ(ChooseChain(listener, request, &trace), chain) << "a trace changes nothing";
  return chain ? chain->name : "none";
}

http::Request TlsTo(std::string address, std::string sni) {
  http::Request request;
  request.tls = http::Tls::kTls;
  request.address = std::move(address);
  request.sni = std::move(sni);
  return request;
}

TEST(ParseCidr, ReadsBothFamilies) {
  EXPECT_EQ(ParseCidr("10.0.0.0/8")->bits, 104);
  EXPECT_EQ(ParseCidr("10.1.2.3")->bits, 128);
  EXPECT_EQ(ParseCidr("2001:db8::/32")->bits, 32);
  for (const char* bad : {"", "host", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129", "10.0.0.0/-1"}) {
    EXPECT_FALSE(ParseCidr(bad)) << bad;
  }
}

TEST(Contains, ComparesWholeAndPartialBytes) {
  EXPECT_TRUE(Contains(*ParseCidr("10.0.0.0/7"), *ParseCidr("11.255.0.1")));
  EXPECT_FALSE(Contains(*ParseCidr("10.0.0.0/7"), *ParseCidr("12.0.0.1")));
  EXPECT_TRUE(Contains(*ParseCidr("::/0"), *ParseCidr("1.2.3.4")));
  EXPECT_FALSE(Contains(*ParseCidr("0.0.0.0/0"), *ParseCidr("2001::1")));
}

TEST(ChooseChain, TheLongestRangeAndTheNearestServerNameWin) {
  Listener listener;
  listener.inspects_tls = true;
  listener.chains = {Chain("any", {}, {}), Chain("wild", {}, {"*.shop.example"}),
                     Chain("exact", {}, {"a.shop.example"}), Chain("wilder", {}, {"*.example"})};
  EXPECT_EQ(Chosen(listener, TlsTo("1.1.1.1", "a.shop.example")), "exact");
  EXPECT_EQ(Chosen(listener, TlsTo("1.1.1.1", "b.shop.example")), "wild");
  EXPECT_EQ(Chosen(listener, TlsTo("1.1.1.1", "b.example")), "wilder");
  EXPECT_EQ(Chosen(listener, TlsTo("1.1.1.1", "example")), "any");
}

TEST(ChooseChain, DoesNotGoBack) {
  Listener listener;
  listener.inspects_tls = true;
  listener.chains = {Chain("near", {"10.0.0.0/16"}, {"b.example"}),
                     Chain("far", {"10.0.0.0/8"}, {"a.example"})};
  EXPECT_EQ(Chosen(listener, TlsTo("10.0.0.1", "b.example")), "near");
  EXPECT_EQ(Chosen(listener, TlsTo("10.9.0.1", "a.example")), "far");
  // The nearer range is chosen before the server name is looked at.
  EXPECT_EQ(Chosen(listener, TlsTo("10.0.0.1", "a.example")), "none");
  listener.fallback = Chain("fallback", {}, {});
  EXPECT_EQ(Chosen(listener, TlsTo("10.0.0.1", "a.example")), "fallback");
}

TEST(ChooseChain, WithoutInspectorsNothingIsKnown) {
  Listener listener;
  listener.chains = {Chain("any", {}, {}), Chain("named", {}, {"a.example"})};
  EXPECT_EQ(Chosen(listener, TlsTo("1.1.1.1", "a.example")), "any");
}

TEST(ChooseChain, PlaintextHttpIsTakenFromOtherBytes) {
  Listener listener;
  FilterChain http = Chain("http", {}, {});
  http.alpns = {"http/1.1", "h2c"};
  http.transport = FilterChain::Transport::kPlaintext;
  listener.chains = {http};
  listener.fallback = Chain("fallback", {}, {});
  listener.inspects_http = listener.inspects_tls = true;
  http::Request request;
  EXPECT_EQ(Chosen(listener, request), "http");
  request.protocol = http::Protocol::kHttp2;
  EXPECT_EQ(Chosen(listener, request), "http");
  request.protocol = http::Protocol::kTcp;
  EXPECT_EQ(Chosen(listener, request), "fallback");
  EXPECT_EQ(Chosen(listener, TlsTo("1.1.1.1", "a.example")), "fallback");
}

}  // namespace
}  // namespace meshctl::route
