// SPDX-License-Identifier: Apache-2.0
// Filters in the words of a VirtualService. A filter that Istio does not have makes the route as a whole
// invalid: a rule without it would do something nobody asked for.
#include "gatewayapi/http_filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace meshctl::gatewayapi {
namespace {

using model::Fields;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

/// Names in lower case; of equal names the first counts.
std::vector<model::HeaderChange> HeaderChanges(const Fields& filter, std::string_view key,
                                               const Parts& parts) {
  std::vector<model::HeaderChange> changes;
  for (const yaml::Node& item : filter.Get(key).items()) {
    const model::Text name = item.Get("name").located();
    std::string lower = Lower(*name);
    const bool known =
        std::ranges::any_of(changes, [&](const auto& change) { return *change.name == lower; });
    if (!known) changes.push_back({parts.Keep(std::move(lower), name.span), item.Get("value").located()});
  }
  return changes;
}

bool IsHeaderValue(std::string_view value) {
  return std::ranges::all_of(value, [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7F); });
}

/// Nothing when the filter has no settings.
std::optional<HardError> HeaderOperations(const Fields& filter, const Parts& parts,
                                          model::HeaderOperations& made) {
  made.set = HeaderChanges(filter, "set", parts);
  made.add = HeaderChanges(filter, "add", parts);
  made.remove = filter.GetTexts("remove");
  for (const auto* changes : {&made.set, &made.add}) {
    for (const model::HeaderChange& change : *changes) {
      if (!IsHeaderValue(*change.value))
        return HardError{
            change.value.span,
            fmt::format("the value of header `{}` has characters no header may have", *change.name)};
    }
  }
  return std::nullopt;
}

HardError Unsupported(const Fields& filter) {
  return {filter.span(), fmt::format("Istio does not support filter type `{}`", *filter.GetText("type"))};
}

/// RequestHeaderModifier and ResponseHeaderModifier; `done` says whether the filter is one of them.
std::optional<HardError> ApplyHeaders(const Fields& filter, const Parts& parts,
                                      std::optional<model::Headers>& headers, bool& done) {
  const std::string_view type = *filter.GetText("type");
  const bool request = type == "RequestHeaderModifier";
  done = request || type == "ResponseHeaderModifier";
  if (!done) return std::nullopt;
  const Fields settings = filter.In(request ? "requestHeaderModifier" : "responseHeaderModifier");
  if (!settings.node().is_map()) return std::nullopt;
  if (!headers) headers.emplace();
  model::HeaderOperations& made = request ? headers->request : headers->response;
  made = {};
  return HeaderOperations(settings, parts, made);
}

/// As with all paths of Gateway API, a slash at the end of a prefix means nothing.
std::string_view WithoutSlash(std::string_view prefix) {
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  return prefix.empty() ? "/" : prefix;
}

model::HttpRedirect Redirect(const Fields& filter) {
  const Fields path = filter.In("path");
  const model::Text scheme = filter.GetText("scheme");
  model::HttpRedirect redirect{.span = filter.span(),
                               .authority = filter.GetText("hostname"),
                               .scheme = scheme,
                               .port = filter.GetNumber("port"),
                               .code = filter.GetNumber("statusCode")};
  if (!redirect.code.value) redirect.code.value = 302;
  if (!redirect.port.value)
    redirect.derive_port.value = scheme.span ? "FROM_PROTOCOL_DEFAULT" : "FROM_REQUEST_PORT";
  if (*path.GetText("type") == "ReplaceFullPath") redirect.uri = path.GetText("replaceFullPath");
  if (*path.GetText("type") == "ReplacePrefixMatch")
    redirect.prefix_rewrite = path.GetText("replacePrefixMatch");
  return redirect;
}

std::optional<model::HttpRewrite> Rewrite(const Fields& filter) {
  const Fields path = filter.In("path");
  model::HttpRewrite rewrite{.span = filter.span(), .authority = filter.GetText("hostname")};
  if (*path.GetText("type") == "ReplacePrefixMatch") {
    const model::Text prefix = path.GetText("replacePrefixMatch");
    rewrite.uri = {WithoutSlash(*prefix), prefix.span};
  } else if (*path.GetText("type") == "ReplaceFullPath") {
    const model::Text full = path.GetText("replaceFullPath");
    rewrite.uri_regex = model::RegexRewrite{{"/.*", full.span}, full};
  }
  if (rewrite.uri->empty() && !rewrite.uri_regex && rewrite.authority->empty()) return std::nullopt;
  return rewrite;
}

/// As istiod quotes: only what means something in an expression.
std::string QuoteMeta(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    if (std::string_view(R"(\.+*?()|[]{}^$)").find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted;
}

model::StringMatch Origin(const model::Text& origin, const Parts& parts) {
  using Kind = model::StringMatch::Kind;
  const std::string_view text = *origin;
  if (text == "*")
    return {Kind::kRegex, {R"(^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s?#]+$)", origin.span}, origin.span};
  const auto stars = std::ranges::count(text, '*');
  if (stars == 0) return {Kind::kExact, origin, origin.span};
  if (stars == 1 && text.ends_with('*'))
    return {Kind::kPrefix, {text.substr(0, text.size() - 1), origin.span}, origin.span};
  std::string pattern = "^";
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t star = std::min(text.find('*', at), text.size());
    pattern += QuoteMeta(text.substr(at, star - at));
    if (star < text.size()) pattern += ".*";
    at = star + 1;
  }
  return {Kind::kRegex, parts.Keep(pattern + "$", origin.span), origin.span};
}

model::CorsPolicy Cors(const Fields& filter, const Parts& parts) {
  model::CorsPolicy cors{.span = filter.span(),
                         .allow_methods = filter.GetTexts("allowMethods"),
                         .allow_headers = filter.GetTexts("allowHeaders"),
                         .expose_headers = filter.GetTexts("exposeHeaders"),
                         .allow_credentials = filter.GetSwitch("allowCredentials"),
                         .unmatched_preflights = {"IGNORE", filter.span()}};
  for (const model::Text& origin : filter.GetTexts("allowOrigins")) {
    if (!origin->empty()) cors.allow_origins.push_back(Origin(origin, parts));
  }
  constexpr std::int64_t kDefaultSeconds = 5;
  const model::Number seconds = filter.GetNumber("maxAge");
  cors.max_age = {std::chrono::seconds(seconds.value.value_or(kDefaultSeconds)), seconds.span};
  return cors;
}

std::optional<HardError> AddMirror(const Fields& filter, const Route& route, GrantPolicy grants,
                                   const Parts& parts, model::HttpRoute& rule) {
  if (!filter.node().is_map()) return std::nullopt;
  const Backend written = DecodeBackend(filter.In("backendRef"));
  ResolvedBackend backend = Resolve(written, route, grants, parts);
  if (const std::string flaw = WhyNoMirror(written, backend, route, parts); !flaw.empty()) {
    if (route.kind == RouteKind::kGrpc) return HardError{filter.span(), "mirror: " + flaw};
    parts.made.unattached.push_back(
        {route.object, "requestMirror", filter.span(), fmt::format("nothing is mirrored: {}", flaw), ""});
    return std::nullopt;
  }
  model::Mirror& mirror = rule.mirrors.emplace_back();
  mirror.span = filter.span();
  mirror.destination = backend.destination;
  const Fields fraction = filter.In("fraction");
  if (fraction.node().is_map()) {
    const auto number = [&](std::string_view key, std::int64_t otherwise) {
      return static_cast<double>(fraction.GetNumber(key).value.value_or(otherwise));
    };
    const double denominator = number("denominator", 100);
    mirror.percentage = {denominator > 0 ? 100 * number("numerator", 0) / denominator : 0, fraction.span()};
  } else if (const model::Number percent = filter.GetNumber("percent"); percent.value) {
    mirror.percentage = {static_cast<double>(*percent.value), percent.span};
  }
  return std::nullopt;
}

/// Filters that only HTTPRoute has.
std::optional<HardError> ApplyHttpOnly(const Fields& filter, const Parts& parts, model::HttpRoute& rule) {
  const std::string_view type = *filter.GetText("type");
  if (type == "RequestRedirect") {
    rule.redirect = filter.GetMessage("requestRedirect", Redirect);
  } else if (type == "URLRewrite") {
    rule.rewrite.reset();
    if (filter.Get("urlRewrite").is_map()) rule.rewrite = Rewrite(filter.In("urlRewrite"));
  } else if (type == "CORS") {
    rule.cors_policy.reset();
    if (filter.Get("cors").is_map()) rule.cors_policy = Cors(filter.In("cors"), parts);
  } else {
    return Unsupported(filter);
  }
  return std::nullopt;
}

}  // namespace

std::optional<HardError> ApplyFilters(std::span<const Fields> filters, const Route& route, GrantPolicy grants,
                                      const Parts& parts, model::HttpRoute& rule) {
  for (const Fields& filter : filters) {
    bool done = false;
    std::optional<HardError> error = ApplyHeaders(filter, parts, rule.headers, done);
    if (!error && !done) {
      if (*filter.GetText("type") == "RequestMirror") {
        error = AddMirror(filter.In("requestMirror"), route, grants, parts, rule);
      } else if (route.kind == RouteKind::kHttp) {
        error = ApplyHttpOnly(filter, parts, rule);
      } else {
        error = Unsupported(filter);
      }
    }
    if (error) return error;
  }
  return std::nullopt;
}

std::optional<HardError> ApplyFilters(std::span<const Fields> filters, const Parts& parts,
                                      model::HttpDestination& destination) {
  for (const Fields& filter : filters) {
    bool done = false;
    if (std::optional<HardError> error = ApplyHeaders(filter, parts, destination.headers, done)) return error;
    if (!done) return Unsupported(filter);
  }
  return std::nullopt;
}

}  // namespace meshctl::gatewayapi
