// SPDX-License-Identifier: Apache-2.0
// From what people type (a URL, `Name: value`) to a request as a proxy sees it. Nothing here knows the mesh.
#include "http/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace meshctl::http {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

void Request::AddHeader(std::string_view name, std::string_view value) {
  std::string lower = LowerAscii(name);
  if (lower == "host" || lower == ":authority") {
    authority = value;
    return;
  }
  const auto same = std::ranges::find(headers, lower, &Header::name);
  if (same == headers.end()) {
    headers.push_back({std::move(lower), std::string(value)});
  } else {
    same->value.append(",").append(value);
  }
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    return equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
  }
  return std::nullopt;
}

std::string_view WithoutPort(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.find(']', colon) != std::string_view::npos)
    return authority;
  // More than one colon and no brackets: an IPv6 address without a port.
  if (!authority.starts_with('[') && authority.find(':') != colon) return authority;
  return authority.substr(0, colon);
}

Result<Request> ParseUrl(std::string_view url) {
  Request request;
  std::string_view rest = url.substr(0, url.find('#'));
  if (const std::size_t scheme_end = rest.find("://"); scheme_end != std::string_view::npos) {
    request.scheme = LowerAscii(rest.substr(0, scheme_end));
    rest.remove_prefix(scheme_end + 3);
  }
  const bool tcp = request.scheme == "tcp";
  if (!tcp && request.scheme != "http" && request.scheme != "https") {
    return std::unexpected(UsageError(fmt::format("cannot simulate scheme `{}`", request.scheme))
                               .Hint("use an `http://`, `https://` or `tcp://` URL"));
  }
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  rest.remove_prefix(authority.size());
  const std::string_view host = WithoutPort(authority);
  if (host.empty()) {
    return std::unexpected(UsageError(fmt::format("URL `{}` names no host", url))
                               .Hint("write the whole URL, for example `http://shop.example/cart`"));
  }
  const std::uint16_t default_port = request.scheme == "https" ? 443 : 80;
  request.port = default_port;
  if (host.size() < authority.size()) {
    const std::string_view digits = authority.substr(host.size() + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), request.port);
    if (error != std::errc() || end != digits.data() + digits.size() || request.port == 0) {
      return std::unexpected(
          UsageError(fmt::format("port `{}` of URL `{}` is not a number from 1 to 65535", digits, url)));
    }
  }
  if (tcp) {
    request.protocol = Protocol::kTcp;
    if (host.size() < authority.size()) {
      request.authority = authority;
      return request;
    }
    return std::unexpected(UsageError(fmt::format("URL `{}` names no port", url))
                               .Hint("connections without HTTP have no usual port: `tcp://db.shop:5432`"));
  }
  request.authority = request.port == default_port ? host : authority;
  if (request.scheme == "https") {
    request.tls = Tls::kTls;
    request.sni = LowerAscii(host);
  }
  const std::string_view path = rest.substr(0, rest.find('?'));
  request.path = path.empty() ? "/" : path;
  if (path.size() < rest.size()) request.query = rest.substr(path.size() + 1);
  return request;
}

Result<void> ParseHeader(std::string_view text, Request& request) {
  const std::size_t colon = text.find(':', 1);
  const std::string_view name = Trim(text.substr(0, colon));
  if (colon == std::string_view::npos || name.empty()) {
    return std::unexpected(
        UsageError(fmt::format("header `{}` has no colon", text)).Hint("write `-H 'name: value'`"));
  }
  request.AddHeader(name, Trim(text.substr(colon + 1)));
  return {};
}

}  // namespace meshctl::http
