// SPDX-License-Identifier: Apache-2.0
// Envoy's rewriting: a prefix is replaced where a prefix was matched, the whole path everywhere else; the
// query stays as it is.
#include "route/rewrite.h"

#include <fmt/format.h>
#include <re2/re2.h>

namespace meshctl::route {

std::string RewritePath(const Rewrite& rewrite, const RouteMatch& match, std::string_view path) {
  if (rewrite.regex) {
    std::string rewritten(path);
    if (rewrite.regex->ok()) re2::RE2::GlobalReplace(&rewritten, *rewrite.regex, rewrite.substitution);
    return rewritten;
  }
  if (!rewrite.uri) return std::string(path);
  const bool prefix =
      match.path.kind() == PathMatch::Kind::kPrefix || match.path.kind() == PathMatch::Kind::kSegmentPrefix;
  return prefix ? *rewrite.uri + std::string(path.substr(match.path.text().size())) : *rewrite.uri;
}

std::string RedirectUrl(const Redirect& redirect, const RouteMatch& match, const http::Request& request) {
  const std::string& scheme = redirect.scheme.empty() ? request.scheme : redirect.scheme;
  std::string authority = redirect.authority.empty() ? request.authority : redirect.authority;
  if (redirect.port != 0) {
    authority = fmt::format("{}:{}", http::WithoutPort(authority), redirect.port);
  } else if (redirect.authority.empty() && scheme != request.scheme) {
    // The old scheme's usual port would be wrong for the new one.
    const std::string_view usual = request.scheme == "https" ? ":443" : ":80";
    if (authority.ends_with(usual)) authority.resize(authority.size() - usual.size());
  }
  std::string path = request.path;
  if (redirect.prefix_rewrite) {
    Rewrite rewrite;
    rewrite.uri = redirect.prefix_rewrite;
    path = RewritePath(rewrite, match, request.path);
  } else if (redirect.uri) {
    path = *redirect.uri;
  }
  if (!request.query.empty() && path.find('?') == std::string::npos) path += "?" + request.query;
  return fmt::format("{}://{}{}", scheme, authority, path);
}

}  // namespace meshctl::route
