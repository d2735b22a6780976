// SPDX-License-Identifier: Apache-2.0
// An expectation is a part of one plain document, the facts of an answer. Comparing walks both trees
// together, so that a new fact needs one line here and no code elsewhere.
#include "routetest/route_test_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/nearest.h"

namespace meshctl::routetest {
namespace {

using Json = nlohmann::ordered_json;

std::string RuleOf(const route::Origin& origin) {
  if (origin.field.empty()) return origin.object;
  return fmt::format("{} {}", origin.object, origin.field);
}

Json FactsOf(const route::HeaderChanges& changes) {
  Json facts = {{"set", Json::object()}, {"add", Json::object()}, {"remove", changes.remove}};
  for (const auto& [name, value] : changes.set) facts["set"][name] = value;
  for (const auto& [name, value] : changes.add) facts["add"][name] = value;
  return facts;
}

Json FactsOf(const simulate::Target& target) {
  Json facts = {{"cluster", target.destination->cluster->name},
                {"share", target.share.ToPercent()},
                {"fault", target.fault},
                {"loadBalancer", target.destination->cluster->load_balancer},
                {"requestHeaders", FactsOf(target.destination->request_headers)},
                {"responseHeaders", FactsOf(target.destination->response_headers)},
                {"endpoints", Json::array()}};
  for (const simulate::EndpointShare& share : target.endpoints) {
    facts["endpoints"].push_back({{"pod", share.endpoint->pod},
                                  {"address", share.endpoint->address},
                                  {"port", share.endpoint->port},
                                  {"share", share.share.ToPercent()}});
  }
  return facts;
}

void PutActionFacts(Json& facts, const route::Action& action) {
  facts["timeout"] = action.timeout;
  facts["requestHeaders"] = FactsOf(action.request_headers);
  facts["responseHeaders"] = FactsOf(action.response_headers);
  if (action.retries) {
    facts["retries"] = {{"attempts", action.retries->attempts},
                        {"retryOn", action.retries->on},
                        {"perTryTimeout", action.retries->per_try_timeout}};
  }
  if (action.fault) {
    facts["fault"] = {{"delay", action.fault->delay},
                      {"delayPercent", action.fault->delay_percent},
                      {"abort", action.fault->abort_status},
                      {"abortGrpc", action.fault->abort_grpc_status},
                      {"abortPercent", action.fault->abort_percent}};
  }
  for (const route::Mirror& mirror : action.mirrors) {
    facts["mirrors"].push_back({{"cluster", mirror.cluster->name}, {"percent", mirror.percent}});
  }
}

/// Everything a test may ask about.
Json FactsOf(const simulate::Simulation& simulation) {
  const route::Decision& decision = simulation.decision;
  const simulate::Answer& answer = simulation.answer;
  Json facts = {{"outcome", Name(decision.outcome)},
                {"status", answer.status},
                {"summary", answer.summary},
                {"path", answer.path},
                {"host", answer.authority},
                {"location", answer.location},
                {"body", answer.body},
                {"mirrors", Json::array()},
                {"destinations", Json::array()},
                {"rejected", Json::array()},
                {"notSure", Json::array()}};
  const route::Proxy& proxy = simulation.table->proxy;
  facts["proxy"] = fmt::format("{}/{}", proxy.workload_ns, proxy.name);
  facts["listener"] = decision.listener ? decision.listener->name : "";
  facts["server"] = decision.chain ? fmt::format("{} {}", decision.chain->owner, decision.chain->server) : "";
  facts["routeConfiguration"] = decision.config ? decision.config->name : "";
  facts["virtualHost"] = decision.host ? decision.host->name : "";
  facts["route"] = decision.route ? decision.route->name : "";
  facts["rule"] = decision.route                            ? RuleOf(decision.route->origin)
                  : decision.chain && !decision.chain->http ? RuleOf(decision.chain->origin)
                                                            : "";
  if (decision.route) PutActionFacts(facts, *decision.route->action);
  for (const simulate::Target& target : answer.targets) facts["destinations"].push_back(FactsOf(target));
  for (const route::Trace::RejectedRoute& rejected : simulation.trace.routes) {
    facts["rejected"].push_back(
        {{"rule", RuleOf(rejected.route->origin)},
         {"reason", route::Describe(rejected.mismatch, rejected.route->match, simulation.request)}});
  }
  for (const route::Caveat& caveat : answer.caveats) facts["notSure"].push_back(caveat.object);
  return facts;
}

/// `50%`, `50 %` and `1/2` mean the same share.
std::string NormalShare(std::string_view text) {
  const auto number = [](std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? value : 0;
  };
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::uint64_t whole = number(text.substr(slash + 1));
    if (whole != 0) return simulate::Share{}.Of(number(text.substr(0, slash)), whole).ToPercent();
  }
  if (text.ends_with('%') && !text.ends_with(" %"))
    return fmt::format("{} %", text.substr(0, text.size() - 1));
  return std::string(text);
}

std::string TextOf(const Json& fact) {
  if (fact.is_null()) return "nothing";
  if (fact.is_string()) return fact.get<std::string>();
  if (fact.is_number_float()) return fmt::format("{:g}", fact.get<double>());
  return fact.dump();
}

class Comparison {
 public:
  void Walk(const std::string& field, const yaml::Node& expected, const Json& actual) {
    if (expected.is_map()) {
      for (const yaml::Entry& entry : expected.entries()) {
        const std::string key(entry.key);
        const Json& child = actual.is_object() && actual.contains(key) ? actual.at(key) : kNothing;
        Walk(field.empty() ? key : fmt::format("{}.{}", field, key), entry.value, child);
      }
    } else if (expected.is_list()) {
      const std::size_t size = actual.is_array() ? actual.size() : 0;
      if (size != expected.size()) {
        Add(field, fmt::format("{} entries", expected.size()), fmt::format("{} entries", size),
            expected.span());
        return;
      }
      for (std::size_t i = 0; i < size; ++i)
        Walk(fmt::format("{}[{}]", field, i), expected.items()[i], actual.at(i));
    } else {
      const std::string want =
          field.ends_with("share") ? NormalShare(expected.text()) : std::string(expected.text());
      if (want != TextOf(actual)) Add(field, want, TextOf(actual), expected.span());
    }
  }

  std::vector<Difference> Take() { return std::move(differences_); }

 private:
  void Add(const std::string& field, std::string expected, std::string actual, source::Span span) {
    differences_.push_back({field, std::move(expected), std::move(actual), span});
  }

  static inline const Json kNothing = nullptr;
  std::vector<Difference> differences_;
};

void ReportUnknown(const yaml::Node& map, std::span<const std::string_view> known, diag::Report& report) {
  for (const yaml::Entry& entry : map.entries()) {
    if (std::ranges::find(known, entry.key) != known.end()) continue;
    diag::Diagnostic finding;
    finding.code = "ROUTETEST0001";
    finding.name = "unknown-field";
    finding.message = fmt::format("a route test has no field `{}` here", entry.key);
    finding.primary = {entry.key_span(), ""};
    if (const std::string_view near = Nearest(entry.key, known); !near.empty()) {
      finding.help = fmt::format("did you mean `{}`?", near);
    }
    report.Add(std::move(finding));
  }
}

constexpr std::array<std::string_view, 2> kSpecFields = {"files", "cases"};
constexpr std::array<std::string_view, 3> kCaseFields = {"name", "request", "expect"};
constexpr std::array<std::string_view, 5> kRequestFields = {"method", "url", "headers", "gateway", "from"};
constexpr std::array<std::string_view, 24> kExpectFields = {
    "error",    "outcome",     "status",         "summary",
    "path",     "host",        "location",       "body",
    "proxy",    "listener",    "server",         "route",
    "rule",     "virtualHost", "timeout",        "routeConfiguration",
    "retries",  "fault",       "mirrors",        "destinations",
    "rejected", "notSure",     "requestHeaders", "responseHeaders"};

simulate::Question QuestionOf(const yaml::Node& request) {
  simulate::Question question;
  if (const yaml::Node& method = request.Get("method")) question.method = method.text();
  question.url = request.Get("url").text();
  for (const yaml::Entry& header : request.Get("headers").entries()) {
    question.headers.push_back(fmt::format("{}: {}", header.key, header.value.text()));
  }
  question.gateway = request.Get("gateway").text();
  question.from = request.Get("from").text();
  return question;
}

}  // namespace

RouteTest ReadRouteTest(const model::Object& object, diag::Report& report) {
  RouteTest test;
  test.name = *object.name;
  const yaml::Node& spec = object.Get("spec");
  ReportUnknown(spec, kSpecFields, report);
  for (const yaml::Node& file : spec.Get("files").items()) test.files.emplace_back(file.text());
  for (const yaml::Node& item : spec.Get("cases").items()) {
    ReportUnknown(item, kCaseFields, report);
    ReportUnknown(item.Get("request"), kRequestFields, report);
    ReportUnknown(item.Get("expect"), kExpectFields, report);
    if (item.Get("request").Get("url").text().empty()) {
      diag::Diagnostic finding;
      finding.code = "ROUTETEST0002";
      finding.name = "case-without-url";
      finding.message = "the case asks for no URL";
      finding.primary = {item.span(), ""};
      report.Add(std::move(finding));
      continue;
    }
    RouteCase& added = test.cases.emplace_back();
    added.question = QuestionOf(item.Get("request"));
    added.name = item.Get("name").text();
    if (added.name.empty()) added.name = fmt::format("{} {}", added.question.method, added.question.url);
    added.expect = item.Get("expect");
    added.span = item.span();
  }
  return test;
}

std::vector<Difference> Compare(const RouteCase& test, const simulate::Simulation& simulation) {
  Comparison comparison;
  comparison.Walk("", test.expect, FactsOf(simulation));
  return comparison.Take();
}

std::vector<Difference> Compare(const RouteCase& test, const Error& error) {
  Comparison comparison;
  comparison.Walk("", test.expect, Json{{"error", error.message}});
  return comparison.Take();
}

}  // namespace meshctl::routetest
