// SPDX-License-Identifier: Apache-2.0
// Words that do not depend on the single request, so that routes can be listed and many requests added up.
#include "simulate/fate.h"

#include <fmt/format.h>

#include "simulate/answer.h"

namespace meshctl::simulate {
namespace {

std::string RedirectWords(const route::Redirect& redirect) {
  std::string to;
  if (!redirect.scheme.empty()) to += redirect.scheme + "://";
  to += redirect.authority;
  if (redirect.port != 0) to += fmt::format(":{}", redirect.port);
  if (redirect.prefix_rewrite) {
    to += *redirect.prefix_rewrite + "…";
  } else if (redirect.uri) {
    to += *redirect.uri;
  }
  return fmt::format("{} to {}", redirect.code, to);
}

}  // namespace

std::vector<std::string> FateLines(const std::vector<route::Destination>& destinations) {
  std::uint64_t total = 0;
  for (const route::Destination& destination : destinations) total += destination.weight;
  std::vector<std::string> lines;
  for (const route::Destination& destination : destinations) {
    std::string& line = lines.emplace_back();
    if (destinations.size() > 1) line = fmt::format("{} ", Share{}.Of(destination.weight, total).ToPercent());
    line += destination.cluster->name;
    if (const std::string fault = FaultOf(*destination.cluster); !fault.empty())
      line += fmt::format(" (503: {})", fault);
  }
  return lines;
}

std::vector<std::string> FateLines(const route::Action& action) {
  switch (action.kind) {
    case route::Action::Kind::kForward:
      return FateLines(action.destinations);
    case route::Action::Kind::kRedirect:
      return {RedirectWords(action.redirect)};
    case route::Action::Kind::kRespond:
      return {fmt::format("{} by the rule itself", action.response.status)};
    case route::Action::Kind::kNothing:
      break;
  }
  return {"404: the rule does nothing"};
}

std::string FateOf(route::Outcome outcome) {
  switch (outcome) {
    case route::Outcome::kHttpsRedirect:
      return "301 to https";
    case route::Outcome::kNoListener:
      return "refused: nobody listens on the port";
    case route::Outcome::kNoFilterChain:
      return "closed: no server takes the connection";
    case route::Outcome::kTlsError:
      return "closed: plaintext where TLS is spoken";
    case route::Outcome::kMutualTlsError:
      return "closed: not the client certificate asked for";
    case route::Outcome::kProtocolError:
      return "refused: not plaintext HTTP";
    case route::Outcome::kNoVirtualHost:
      return "404: the host is not known";
    case route::Outcome::kNoRoute:
      return "404: no rule matches";
    default:
      return std::string(route::Name(outcome));
  }
}

}  // namespace meshctl::simulate
