// SPDX-License-Identifier: Apache-2.0
// Addresses by hand: libcurl's parser would have to be loaded for it, and knows neither Unix sockets in URLs
// nor Go's rules for NO_PROXY (golang.org/x/net/http/httpproxy), which kubectl's users rely on.
#include "kube/server_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <vector>

#include "base/ascii.h"

namespace meshctl::kube {
namespace {

std::unexpected<Error> Unusable() {
  return std::unexpected(InputError("the cluster's `server` is not an address that can be used")
                             .Hint("it looks like `https://HOST:PORT`"));
}

bool IsPort(std::string_view text) {
  int port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && port > 0 && port < 65536;
}

/// Splits `host`, `host:port`, `[v6]` or `[v6]:port`; the brackets stay.
bool SplitHost(std::string_view authority, std::string& host, std::string& port) {
  std::size_t colon = authority.rfind(':');
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return false;
    colon = close + 1 == authority.size() ? std::string_view::npos : close + 1;
    if (colon != std::string_view::npos && authority[colon] != ':') return false;
  }
  host = std::string(authority.substr(0, colon));
  if (colon != std::string_view::npos) port = std::string(authority.substr(colon + 1));
  const bool bracketed = host.starts_with('[');
  return !host.empty() && (port.empty() || IsPort(port)) &&
         (bracketed ? host.size() > 2 : host.find(':') == std::string::npos);
}

std::optional<std::string> Decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned byte = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const auto parsed = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
    if (parsed.ptr != text.data() + i + 3 || byte == 0) return std::nullopt;
    plain += static_cast<char>(byte);
    i += 2;
  }
  return plain;
}

/// An IP address as bytes in network order, IPv4 as IPv6 has it mapped.
std::optional<std::array<unsigned char, 16>> ParseIp(std::string text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) != 1) return std::nullopt;
  bytes[10] = bytes[11] = 0xFF;
  std::memcpy(bytes.data() + 12, &v4, 4);
  return bytes;
}

bool IsLoopback(const std::string& host) {
  if (EqualIgnoringCase(host, "localhost")) return true;
  const auto ip = ParseIp(host);
  if (!ip) return false;
  static const auto kMapped = *ParseIp("127.0.0.1");
  if (std::equal(ip->begin(), ip->begin() + 13, kMapped.begin())) return true;
  return *ip == *ParseIp("::1");
}

bool InNetwork(const std::array<unsigned char, 16>& ip, const std::string& cidr) {
  const std::size_t slash = cidr.find('/');
  const auto network = ParseIp(cidr.substr(0, slash));
  int bits = 0;
  const char* const begin = cidr.data() + slash + 1;
  const char* const end = cidr.data() + cidr.size();
  if (!network || std::from_chars(begin, end, bits).ptr != end || bits < 0) return false;
  if (cidr.find(':') == std::string::npos) bits += 96;
  if (bits > 128) return false;
  for (int bit = 0; bit < bits; ++bit) {
    const unsigned char mask = static_cast<unsigned char>(0x80 >> (bit % 8));
    if (((ip[bit / 8] ^ (*network)[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

/// Whether one entry of NO_PROXY means this server.
bool Exempts(std::string entry, const ServerAddress& server) {
  if (entry == "*") return true;
  const std::string host = LowerAscii(server.host);
  const auto ip = ParseIp(host);
  if (entry.find('/') != std::string::npos) return ip && InNetwork(*ip, entry);
  if (const auto whole = ParseIp(entry)) return ip && *ip == *whole;
  std::string name;
  std::string port;
  if (!SplitHost(entry, name, port)) return false;
  if (!port.empty() && port != server.port) return false;
  if (const auto address = ParseIp(name)) return ip && *ip == *address;
  if (name.starts_with("*.")) name.erase(0, 1);
  if (name.starts_with('.')) return host.ends_with(name);
  return host == name || host.ends_with("." + name);
}

bool NeedsNoProxy(const ServerAddress& server, const std::string& list) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    std::string entry = LowerAscii(list.substr(begin, end - begin));
    std::erase_if(entry, [](char c) { return c == ' ' || c == '\t'; });
    if (!entry.empty() && Exempts(std::move(entry), server)) return true;
    begin = end + 1;
  }
  return false;
}

std::string FirstSet(const Variable& variable, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (auto value = variable(name); value && !value->empty()) return *std::move(value);
  }
  return {};
}

}  // namespace

Result<ServerAddress> ParseServer(const std::string& text) {
  const bool odd = std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '?' || c == '#' || c == '\\' ||
           c == '"';
  });
  const std::size_t scheme_end = text.find("://");
  if (odd || scheme_end == std::string::npos) return Unusable();
  const std::string scheme = LowerAscii(text.substr(0, scheme_end));
  const std::string rest = text.substr(scheme_end + 3);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string authority = rest.substr(0, slash);
  ServerAddress address{.tls = scheme == "https", .host = {}, .port = {}, .path = rest.substr(slash)};
  if (scheme == "unix" || scheme == "http+unix") {
    const auto socket = Decoded(scheme == "unix" && authority.empty() ? rest : authority);
    if (!socket || !socket->starts_with('/') || socket->size() < 2) return Unusable();
    address.host = "localhost";
    address.port = "80";
    address.socket = *socket;
    if (authority.empty()) address.path.clear();
  } else if (scheme == "https" || scheme == "http") {
    if (authority.find('@') != std::string::npos || !SplitHost(authority, address.host, address.port)) {
      return Unusable();
    }
    if (address.host.starts_with('[') && !ParseIp(address.host.substr(0, address.host.find('%')) +
                                                  (address.host.find('%') == std::string::npos ? "" : "]")))
      return Unusable();
    if (address.port.empty()) address.port = address.tls ? "443" : "80";
  } else {
    return Unusable();
  }
  while (address.path.ends_with('/')) address.path.pop_back();
  return address;
}

std::string ProxyFor(const ServerAddress& server, const Variable& variable) {
  if (!variable || !server.socket.empty() || IsLoopback(server.host)) return {};
  const std::string proxy = server.tls ? FirstSet(variable, {"HTTPS_PROXY", "https_proxy"})
                                       : FirstSet(variable, {"HTTP_PROXY", "http_proxy"});
  if (proxy.empty() || NeedsNoProxy(server, FirstSet(variable, {"NO_PROXY", "no_proxy"}))) return {};
  return proxy;
}

Result<std::string> NormalizedProxy(const std::string& proxy) {
  const bool odd = std::ranges::any_of(proxy, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
  const std::size_t end = proxy.find("://");
  const std::string scheme = end == std::string::npos ? "http" : LowerAscii(proxy.substr(0, end));
  std::string rest = end == std::string::npos ? proxy : proxy.substr(end + 3);
  if (odd || rest.empty() ||
      (scheme != "http" && scheme != "https" && scheme != "socks5" && scheme != "socks5h")) {
    return std::unexpected(InputError("the proxy is not an address that can be used")
                               .Hint("it looks like `http://HOST:PORT`, `https:` or `socks5:`"));
  }
  return fmt::format("{}://{}", scheme == "socks5" ? "socks5h" : scheme, rest);
}

std::string WithoutUser(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t at = url.substr(0, url.find('/', begin)).rfind('@');
  return at == std::string::npos || at < begin ? url : url.substr(0, begin) + url.substr(at + 1);
}

}  // namespace meshctl::kube
