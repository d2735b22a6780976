// SPDX-License-Identifier: Apache-2.0
// Every match becomes a rule of its own, since precedence is a matter of matches, not of rules.
#include "gatewayapi/http_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "gatewayapi/http_filters.h"

namespace meshctl::gatewayapi {
namespace {

using model::Fields;
using model::StringMatch;

HardError UnknownType(const Fields& fields, std::string_view of) {
  return {fields.span(), fmt::format("Istio knows no {} of type `{}`", of, *fields.GetText("type"))};
}

std::optional<HardError> AddPath(const Fields& match, model::HttpMatch& made) {
  const Fields path = match.In("path");
  const model::Text value = Or(path.GetText("value"), "/");
  const std::string_view type = *Or(path.GetText("type"), "PathPrefix");
  StringMatch& uri = made.uri.emplace();
  uri.span = path.span();
  uri.value = value;
  if (type == "PathPrefix") {
    uri.kind = StringMatch::Kind::kPrefix;
    if (*value != "/" && value->ends_with('/')) uri.value.value.remove_suffix(1);
  } else if (type == "Exact") {
    uri.kind = StringMatch::Kind::kExact;
  } else if (type == "RegularExpression") {
    uri.kind = StringMatch::Kind::kRegex;
  } else {
    return UnknownType(path, "path match");
  }
  return std::nullopt;
}

/// Headers or parameters; of one name the last counts.
std::optional<HardError> AddNamed(const Fields& match, std::string_view key,
                                  std::vector<model::NamedMatch>& made) {
  for (const yaml::Node& item : match.Get(key).items()) {
    const Fields fields(item);
    const std::string_view type = *Or(fields.GetText("type"), "Exact");
    if (type != "Exact" && type != "RegularExpression") return UnknownType(fields, "condition");
    const auto kind = type == "Exact" ? StringMatch::Kind::kExact : StringMatch::Kind::kRegex;
    model::NamedMatch named{fields.GetText("name"), {kind, fields.GetText("value"), fields.span()}};
    const auto same =
        std::ranges::find_if(made, [&](const auto& other) { return *other.name == *named.name; });
    if (same == made.end()) {
      made.push_back(named);
    } else {
      *same = named;
    }
  }
  return std::nullopt;
}

/// The path of a gRPC call is `/SERVICE/METHOD`.
std::optional<HardError> AddGrpcMethod(const Fields& match, const Parts& parts, model::HttpMatch& made) {
  const Fields method = match.In("method");
  if (!method.node().is_map()) return std::nullopt;
  const model::Text service = method.GetText("service");
  const model::Text name = method.GetText("method");
  const std::string_view type = *Or(method.GetText("type"), "Exact");
  const bool exact = type == "Exact";
  if (!exact && type != "RegularExpression") return UnknownType(method, "method match");
  if (!service.span && !name.span)
    return HardError{method.span(), "a method match names a service or a method"};
  StringMatch& uri = made.uri.emplace();
  uri.span = method.span();
  if (!service.span) {
    uri.kind = StringMatch::Kind::kRegex;
    uri.value = parts.Keep(fmt::format("/[^/]+/{}", *name), name.span);
  } else if (!name.span) {
    uri.kind = exact ? StringMatch::Kind::kPrefix : StringMatch::Kind::kRegex;
    uri.value = parts.Keep(fmt::format("/{}/{}", *service, exact ? "" : ".+"), service.span);
  } else {
    uri.kind = exact ? StringMatch::Kind::kExact : StringMatch::Kind::kRegex;
    uri.value = parts.Keep(fmt::format("/{}/{}", *service, *name), method.span());
  }
  return std::nullopt;
}

class Converter {
 public:
  Converter(const Route& route, GrantPolicy grants, const Parts& parts)
      : route_(route), grants_(grants), parts_(parts) {}

  HttpRules Run() {
    HttpRules made;
    for (std::size_t i = 0; i < route_.rules.size(); ++i) {
      made.error = AddRule(i, made.rules);
      if (made.error) {
        made.rules.clear();
        break;
      }
    }
    return made;
  }

 private:
  std::optional<HardError> AddRule(std::size_t index, std::vector<model::HttpRoute>& rules) {
    const RouteRule& rule = route_.rules[index];
    model::HttpRoute common;
    common.span = rule.span;
    common.name = rule.name.span
                      ? rule.name
                      : parts_.Keep(fmt::format("{}.{}.{}", route_.ns(), route_.name(), index), rule.span);
    const std::vector<Fields> filters =
        rule.fields.GetMessages("filters", +[](const Fields& f) { return f; });
    if (auto error = ApplyFilters(filters, route_, grants_, parts_, common)) return error;
    if (route_.kind == RouteKind::kHttp) AddRetriesAndTimeouts(rule, common);
    if (auto error = AddDestinations(rule, common)) return error;

    const std::string field = fmt::format("spec.rules[{}]", index);
    if (rule.matches.empty()) {
      common.derived = parts_.Derive({route_.object, field, rule.span, {}});
      rules.push_back(std::move(common));
      return std::nullopt;
    }
    for (std::size_t i = 0; i < rule.matches.size(); ++i) {
      const Fields& match = rule.matches[i];
      model::HttpRoute& made = rules.emplace_back(common);
      const bool written = static_cast<bool>(match.span());
      made.derived = parts_.Derive({route_.object, written ? fmt::format("{}.matches[{}]", field, i) : field,
                                    rule.span, match.span()});
      if (auto error = AddMatch(match, made)) return error;
    }
    return std::nullopt;
  }

  std::optional<HardError> AddMatch(const Fields& match, model::HttpRoute& rule) const {
    model::HttpMatch& made = rule.match.emplace_back();
    made.span = match.span();
    if (auto error = AddNamed(match, "headers", made.headers)) return error;
    if (route_.kind == RouteKind::kGrpc) return AddGrpcMethod(match, parts_, made);
    if (auto error = AddPath(match, made)) return error;
    if (auto error = AddNamed(match, "queryParams", made.query_params)) return error;
    if (const model::Text method = match.GetText("method"); method.span)
      made.method = StringMatch{StringMatch::Kind::kExact, method, method.span};
    return std::nullopt;
  }

  void AddRetriesAndTimeouts(const RouteRule& rule, model::HttpRoute& made) const {
    const Fields retry = rule.fields.In("retry");
    if (retry.node().is_map()) {
      model::HttpRetries& retries = made.retries.emplace();
      retries.span = retry.span();
      retries.attempts = retry.GetNumber("attempts");
      if (!retries.attempts.value) retries.attempts.value = 2;
      retries.backoff = retry.GetDuration("backoff");
      if (*retries.attempts.value != 0) {
        std::string on = "connect-failure,refused-stream,unavailable,cancelled";
        for (const yaml::Node& code : retry.Get("codes").items()) on += fmt::format(",{}", code.text());
        retries.retry_on = parts_.Keep(std::move(on), retry.Get("codes").span());
      }
    }
    const Fields timeouts = rule.fields.In("timeouts");
    const auto set = [](const model::Duration& timeout) {
      return timeout.value && timeout.value->count() != 0;
    };
    if (const model::Duration request = timeouts.GetDuration("request"); set(request)) made.timeout = request;
    if (const model::Duration backend = timeouts.GetDuration("backendRequest"); set(backend))
      (made.retries ? made.retries->per_try_timeout : made.timeout) = backend;
  }

  std::optional<HardError> AddDestinations(const RouteRule& rule, model::HttpRoute& made) const {
    const std::vector<const Backend*> backends = WeightedBackends(rule);
    if (backends.empty() && !made.redirect) {
      model::DirectResponse& response = made.direct_response.emplace();
      response.span = rule.span;
      response.status.value = 500;
      return std::nullopt;
    }
    for (const Backend* backend : backends) {
      ResolvedBackend resolved = Resolve(*backend, route_, grants_, parts_);
      if (resolved.error) return std::move(resolved.error);
      model::HttpDestination& destination = made.route.emplace_back();
      destination.span = backend->ref.span;
      destination.destination = resolved.destination;
      if (backends.size() > 1) destination.weight.value = backend->weight;
      if (auto error = ApplyFilters(backend->filters, parts_, destination)) return error;
    }
    return std::nullopt;
  }

  const Route& route_;
  const GrantPolicy grants_;
  const Parts& parts_;
};

int RankOf(const model::HttpMatch& match) {
  if (!match.uri) return -1;
  switch (match.uri->kind) {
    case StringMatch::Kind::kExact:
      return 3;
    case StringMatch::Kind::kPrefix:
      return 2;
    case StringMatch::Kind::kRegex:
      return 1;
    case StringMatch::Kind::kPresent:
      break;
  }
  return -1;
}

bool Precedes(const model::HttpRoute& a, const model::HttpRoute& b) {
  if (a.match.empty() || b.match.empty()) return !a.match.empty() && b.match.empty();
  const model::HttpMatch& one = a.match.front();
  const model::HttpMatch& two = b.match.front();
  const auto length = [](const model::HttpMatch& match) { return match.uri ? match.uri->value->size() : 0; };
  if (RankOf(one) != RankOf(two)) return RankOf(one) > RankOf(two);
  if (length(one) != length(two)) return length(one) > length(two);
  if (one.method.has_value() != two.method.has_value()) return one.method.has_value();
  if (one.headers.size() != two.headers.size()) return one.headers.size() > two.headers.size();
  return one.query_params.size() > two.query_params.size();
}

}  // namespace

HttpRules ConvertHttp(const Route& route, GrantPolicy grants, const Parts& parts) {
  return Converter(route, grants, parts).Run();
}

void SortByPrecedence(std::vector<model::HttpRoute>& rules) { std::ranges::stable_sort(rules, Precedes); }

}  // namespace meshctl::gatewayapi
