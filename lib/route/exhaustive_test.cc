// SPDX-License-Identifier: Apache-2.0
// Every small condition against every small request: engine and oracle must agree.
#include <gtest/gtest.h>

#include "route/decide.h"
#include "testing/route_oracle.h"

namespace meshctl::route {
namespace {

std::vector<PathMatch> Paths() {
  std::vector<PathMatch> paths;
  for (const char* text : {"", "/", "/a", "/A", "/a/", "/a/b"}) {
    for (const PathMatch::Kind kind :
         {PathMatch::Kind::kPrefix, PathMatch::Kind::kSegmentPrefix, PathMatch::Kind::kExact}) {
      if (kind == PathMatch::Kind::kSegmentPrefix && std::string_view(text).ends_with('/') && text[1] != 0)
        continue;
      for (const bool ignore_case : {false, true}) paths.emplace_back(kind, text, ignore_case);
    }
  }
  for (const char* pattern : {".*", "/a", "/[ab]", "/a.*", "(/a|/b)/?"}) {
    paths.emplace_back(PathMatch::Kind::kRegex, pattern, false);
  }
  return paths;
}

std::vector<StringMatch> Values() {
  return {StringMatch::Present(),   StringMatch::Exact("a"),  StringMatch::Exact(""),
          StringMatch::Prefix("a"), StringMatch::Regex("a+"), StringMatch::Regex("a|ab")};
}

std::vector<http::Request> Requests() {
  std::vector<http::Request> requests;
  for (const char* path : {"/", "/a", "/A", "/a/", "/a/b", "/ab", "/b", "/b/"}) {
    for (const char* header : {"-", "", "a", "aa", "ab", "A"}) {
      for (const char* query : {"", "q", "q=", "q=a", "p=b&q=aa", "q=ab&q=a"}) {
        http::Request request;
        request.path = path;
        request.query = query;
        request.authority = "host";
        if (*header != '-') request.AddHeader("X", header);
        requests.push_back(std::move(request));
      }
    }
  }
  return requests;
}

void ExpectAgreement(const RouteMatch& match, const std::vector<http::Request>& requests, int& compared) {
  for (const http::Request& request : requests) {
    ++compared;
    ASSERT_EQ(!FindMismatch(match, request).has_value(), testing::OracleMatches(match, request))
        << Describe(match) << "\npath " << request.path << " query " << request.query << " header "
        << request.header("x").value_or("(none)");
  }
}

TEST(Exhaustive, PathsAgree) {
  int compared = 0;
  const std::vector<http::Request> requests = Requests();
  for (const PathMatch& path : Paths()) {
    RouteMatch match;
    match.path = path;
    ExpectAgreement(match, requests, compared);
  }
  EXPECT_GT(compared, 10'000);
}

TEST(Exhaustive, HeadersAndParametersAgree) {
  int compared = 0;
  const std::vector<http::Request> requests = Requests();
  for (const StringMatch& header : Values()) {
    for (const bool inverted : {false, true}) {
      for (const StringMatch& parameter : Values()) {
        RouteMatch match;
        match.headers.push_back({HeaderMatch::Of::kHeader, "x", header, inverted, {}});
        match.parameters.push_back({"q", parameter, {}});
        ExpectAgreement(match, requests, compared);
      }
    }
  }
  EXPECT_GT(compared, 20'000);
}

/// Every ordered pair of routes: first match, trace and no trace alike.
TEST(Exhaustive, TheFirstRouteWins) {
  std::deque<Route> routes;
  const auto action = std::make_shared<const Action>();
  for (const PathMatch& path : Paths()) {
    Route& route = routes.emplace_back();
    route.match.path = path;
    route.action = action;
  }
  RouteTable table;
  RouteConfig& config = table.configs.emplace_back();
  VirtualHost& host = config.hosts.emplace_back();
  host.domains = {"*"};
  config.domains.Add("*", 0);
  FilterChain chain;
  chain.http = &config;
  Listener& listener = table.listeners.emplace_back();
  listener.address = "0.0.0.0";
  listener.port = 80;
  listener.chains.push_back(std::move(chain));
  table.IndexListeners();
  const std::vector<http::Request> requests = Requests();
  for (const Route& first : routes) {
    for (const Route& second : routes) {
      host.routes = {&first, &second};
      for (std::size_t i = 0; i < requests.size(); i += 36) {
        Trace trace;
        const Decision decision = Decide(table, requests[i], &trace);
        ASSERT_EQ(decision.route, testing::OracleRoute(host, requests[i]));
        ASSERT_EQ(decision.route, Decide(table, requests[i]).route);
        ASSERT_EQ(trace.routes.size() + trace.behind.size() + (decision.route ? 1 : 0), 2u);
      }
    }
  }
}

TEST(Exhaustive, DomainsAgree) {
  const std::vector<std::string> domains = {"*", "a", "*a", "*.a", "a.*", "a*", "b.a", "*.b.a", "b.*", "A"};
  const std::vector<std::string> hosts = {"a",  "b",   "b.a", "c.b.a", "x.a", ".a",
                                          "a.", "a.x", "aa",  "B.A",   ""};
  for (const std::string& first : domains) {
    for (const std::string& second : domains) {
      for (const std::string& third : domains) {
        RouteConfig config;
        for (const std::string& domain : {first, second, third}) {
          config.hosts.emplace_back().domains = {domain};
          config.domains.Add(domain, static_cast<std::uint32_t>(config.hosts.size() - 1));
        }
        for (const std::string& name : hosts) {
          const auto found = config.domains.Find(name);
          const VirtualHost* const engine = found ? &config.hosts[*found] : nullptr;
          ASSERT_EQ(engine, testing::OracleHost(config, name))
              << first << " " << second << " " << third << " for " << name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace meshctl::route
