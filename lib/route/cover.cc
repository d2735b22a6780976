// SPDX-License-Identifier: Apache-2.0
// A route covers another one when each of its conditions follows from one of the other's. Conditions on
// different parts of a request are independent, so that looking for such a partner is enough. A text in an
// inverted condition (`withoutHeaders`) counts as the empty one when the header is missing, as in Envoy.
#include "route/cover.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "mesh/host.h"
#include "route/pattern.h"

namespace meshctl::route {
namespace {

bool SameSubject(const HeaderMatch& a, const HeaderMatch& b) { return a.of == b.of && a.name == b.name; }

bool Contains(const StringMatch& wide, const StringMatch& narrow) {
  return Contains(PatternOf(wide), PatternOf(narrow));
}

bool IsPresence(const StringMatch& match) { return match.kind() == StringMatch::Kind::kPresent; }

// Whether `known` being true makes `wanted` true.
bool Follows(const HeaderMatch& wanted, const HeaderMatch& known) {
  if (!SameSubject(wanted, known)) return false;
  if (!wanted.inverted) return !known.inverted && Contains(wanted.value, known.value);
  if (IsPresence(wanted.value)) return known.inverted && IsPresence(known.value);
  if (known.inverted) {
    return IsPresence(known.value) ? !wanted.value.Matches("") : Contains(known.value, wanted.value);
  }
  return known.value.kind() == StringMatch::Kind::kExact && !wanted.value.Matches(known.value.text());
}

bool AlwaysHolds(const HeaderMatch& wanted) {
  return wanted.of != HeaderMatch::Of::kHeader && !wanted.inverted &&
         Contains(wanted.value, StringMatch::Present());
}

bool SameClaim(const ClaimMatch& a, const ClaimMatch& b) {
  return a.name == b.name && a.inverted == b.inverted && a.value.kind() == b.value.kind() &&
         a.value.text() == b.value.text();
}

// Texts that may meet a condition; whoever asks checks them.
std::string Candidate(const StringMatch& match) {
  switch (match.kind()) {
    case StringMatch::Kind::kPresent:
      return "x";
    case StringMatch::Kind::kExact:
    case StringMatch::Kind::kPrefix:
      return match.text();
    case StringMatch::Kind::kRegex:
      break;
  }
  if (std::optional<Pattern> plain = PlainForm(match.text())) return plain->text;
  std::optional<TextRange> range = RangeOf(match.text(), 32);
  return range ? range->min : std::string();
}

std::string Candidate(const PathMatch& path) {
  if (path.kind() != PathMatch::Kind::kRegex) return path.text().empty() ? "/" : path.text();
  if (std::optional<Pattern> plain = PlainForm(path.text())) return plain->text.empty() ? "/" : plain->text;
  std::optional<TextRange> range = RangeOf(path.text(), 64);
  return range ? range->min : std::string();
}

bool Printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

// Gives the request one part that some match asks for, so that all of them are content with that part.
class RequestMaker {
 public:
  RequestMaker(std::initializer_list<const RouteMatch*> matches, std::string_view host) : matches_(matches) {
    request_.authority = host;
  }

  std::optional<http::Request> Make() {
    if (!SetPath()) return std::nullopt;
    for (const RouteMatch* match : matches_) {
      for (const HeaderMatch& header : match->headers) {
        if (!header.Matches(request_) && !SetHeader(header)) return std::nullopt;
      }
      for (const ParameterMatch& parameter : match->parameters) {
        if (!parameter.Matches(request_) && !SetParameter(parameter)) return std::nullopt;
      }
    }
    const bool met = std::ranges::all_of(matches_, [&](const RouteMatch* match) {
      return match->claims.empty() && !FindMismatch(*match, request_);
    });
    if (!met) return std::nullopt;
    return std::move(request_);
  }

 private:
  bool SetPath() {
    for (const RouteMatch* source : matches_) {
      std::string path = Candidate(source->path);
      if (!path.starts_with('/') || !Printable(path)) continue;
      if (std::ranges::all_of(matches_, [&](const RouteMatch* match) { return match->path.Matches(path); })) {
        request_.path = std::move(path);
        return true;
      }
    }
    return false;
  }

  bool SetHeader(const HeaderMatch& header) {
    if (header.inverted || request_.header(header.name)) return false;
    for (const RouteMatch* match : matches_) {
      for (const HeaderMatch& other : match->headers) {
        if (!SameSubject(header, other) || other.inverted) continue;
        std::string value = Candidate(other.value);
        if (!AllAccept(header, value) || !Printable(value)) continue;
        Set(header, std::move(value));
        return true;
      }
    }
    return false;
  }

  bool AllAccept(const HeaderMatch& subject, std::string_view value) const {
    return std::ranges::all_of(matches_, [&](const RouteMatch* match) {
      return std::ranges::all_of(match->headers, [&](const HeaderMatch& header) {
        if (!SameSubject(subject, header)) return true;
        return header.inverted ? !header.value.Matches(value) : header.value.Matches(value);
      });
    });
  }

  bool AllAccept(const ParameterMatch& subject, std::string_view value) const {
    return std::ranges::all_of(matches_, [&](const RouteMatch* match) {
      return std::ranges::all_of(match->parameters, [&](const ParameterMatch& parameter) {
        return parameter.name != subject.name || parameter.value.Matches(value);
      });
    });
  }

  void Set(const HeaderMatch& header, std::string value) {
    switch (header.of) {
      case HeaderMatch::Of::kMethod:
        request_.method = std::move(value);
        return;
      case HeaderMatch::Of::kAuthority:
        request_.authority = std::move(value);
        return;
      case HeaderMatch::Of::kScheme:
        request_.scheme = std::move(value);
        return;
      case HeaderMatch::Of::kHeader:
        request_.headers.push_back({header.name, std::move(value)});
    }
  }

  bool SetParameter(const ParameterMatch& parameter) {
    if (request_.parameter(parameter.name)) return false;
    for (const RouteMatch* match : matches_) {
      for (const ParameterMatch& other : match->parameters) {
        if (other.name != parameter.name) continue;
        std::string value = Candidate(other.value);
        if (!AllAccept(parameter, value) || !Printable(value)) continue;
        request_.query += fmt::format("{}{}={}", request_.query.empty() ? "" : "&", parameter.name, value);
        return true;
      }
    }
    return false;
  }

  std::vector<const RouteMatch*> matches_;
  http::Request request_;
};

}  // namespace

bool Covers(const RouteMatch& wide, const RouteMatch& narrow) {
  if (!Contains(PatternOf(wide.path), PatternOf(narrow.path))) return false;
  const bool headers = std::ranges::all_of(wide.headers, [&](const HeaderMatch& wanted) {
    return AlwaysHolds(wanted) || std::ranges::any_of(narrow.headers, [&](const HeaderMatch& known) {
             return Follows(wanted, known);
           });
  });
  if (!headers) return false;
  const bool parameters = std::ranges::all_of(wide.parameters, [&](const ParameterMatch& wanted) {
    return std::ranges::any_of(narrow.parameters, [&](const ParameterMatch& known) {
      return wanted.name == known.name && Contains(wanted.value, known.value);
    });
  });
  return parameters && std::ranges::all_of(wide.claims, [&](const ClaimMatch& wanted) {
           return std::ranges::any_of(narrow.claims,
                                      [&](const ClaimMatch& known) { return SameClaim(wanted, known); });
         });
}

std::optional<http::Request> RequestFor(std::initializer_list<const RouteMatch*> matches,
                                        std::string_view host) {
  return RequestMaker(matches, host).Make();
}

std::string Describe(const http::Request& request) {
  std::string text = fmt::format("`{} {}", request.method, request.path);
  if (!request.query.empty()) text += "?" + request.query;
  text += "`";
  std::string_view joint = " with header";
  for (const http::Header& header : request.headers) {
    text += fmt::format("{} `{}: {}`", joint, header.name, header.value);
    joint = " and";
  }
  return text;
}

std::string SampleHost(std::string_view host) {
  if (host == "*") return "www.example.com";
  return mesh::IsWildcard(host) ? fmt::format("www{}", host.substr(1)) : std::string(host);
}

}  // namespace meshctl::route
