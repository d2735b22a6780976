// SPDX-License-Identifier: Apache-2.0
// The order of criteria and the absence of backtracking are Envoy's. What a proxy can know of a connection
// depends on its inspectors: without the TLS inspector a handshake is just bytes.
#include "route/filter_chain.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace meshctl::route {
namespace {

/// What the listener's inspectors found out.
struct Connection {
  std::optional<Cidr> address;
  std::string_view server_name;
  FilterChain::Transport transport = FilterChain::Transport::kPlaintext;
  std::string_view alpn;
};

std::string_view DefaultAlpn(const http::Request& request) {
  const bool http2 = request.protocol == http::Protocol::kHttp2;
  const bool tcp = request.protocol == http::Protocol::kTcp;
  if (request.tls == http::Tls::kMutual) return tcp ? "istio" : http2 ? "istio-h2" : "istio-http/1.1";
  if (tcp) return {};
  return http2 ? "h2" : "http/1.1";
}

Connection Inspect(const Listener& listener, const http::Request& request) {
  Connection connection;
  connection.address = ParseCidr(request.address);
  if (listener.inspects_tls) connection.server_name = request.sni;
  if (request.tls != http::Tls::kPlaintext && listener.inspects_tls) {
    connection.transport = FilterChain::Transport::kTls;
    connection.alpn = request.alpn.empty() ? DefaultAlpn(request) : std::string_view(request.alpn);
  }
  if (request.tls == http::Tls::kPlaintext && listener.inspects_http &&
      request.protocol != http::Protocol::kTcp) {
    connection.alpn = request.protocol == http::Protocol::kHttp2 ? "h2c" : "http/1.1";
  }
  return connection;
}

/// How well a chain fits by one criterion: negative when it asks for something else, 0 when it does not
/// ask, greater for a nearer fit.
int RankAddress(const FilterChain& chain, const Connection& connection) {
  if (chain.destinations.empty()) return 0;
  int best = -1;
  for (const Cidr& range : chain.destinations) {
    if (connection.address && Contains(range, *connection.address)) best = std::max(best, 1 + range.bits);
  }
  return best;
}

int RankServerName(const FilterChain& chain, const Connection& connection) {
  if (chain.server_names.empty()) return 0;
  int best = -1;
  for (const std::string& name : chain.server_names) {
    if (name == "*") {
      best = std::max(best, 0);
    } else if (name.starts_with("*.")) {
      const bool fits = connection.server_name.size() >= name.size() &&
                        connection.server_name.ends_with(std::string_view(name).substr(1));
      if (fits) best = std::max(best, static_cast<int>(name.size()));
    } else if (name == connection.server_name) {
      best = 1000;  // longer than any legal name
    }
  }
  return best;
}

int RankTransport(const FilterChain& chain, const Connection& connection) {
  if (chain.transport == FilterChain::Transport::kAny) return 0;
  return chain.transport == connection.transport ? 1 : -1;
}

int RankAlpn(const FilterChain& chain, const Connection& connection) {
  if (chain.alpns.empty()) return 0;
  return !connection.alpn.empty() && std::ranges::find(chain.alpns, connection.alpn) != chain.alpns.end()
             ? 1
             : -1;
}

struct Criterion {
  std::string_view name;
  int (*rank)(const FilterChain&, const Connection&);
};

constexpr Criterion kCriteria[] = {
    {"destination address", RankAddress},
    {"server name", RankServerName},
    {"transport", RankTransport},
    {"application protocol", RankAlpn},
};

}  // namespace

std::optional<Cidr> ParseCidr(std::string_view text) {
  Cidr range;
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  int width = 128;
  if (in_addr v4{}; inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    width = 32;
    range.address[10] = range.address[11] = 0xff;
    std::memcpy(range.address.data() + 12, &v4, sizeof(v4));
  } else if (inet_pton(AF_INET6, address.c_str(), range.address.data()) != 1) {
    return std::nullopt;
  }
  int bits = width;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > width)
      return std::nullopt;
  }
  range.bits = static_cast<std::uint8_t>(128 - width + bits);
  return range;
}

bool Contains(const Cidr& range, const Cidr& address) {
  const std::size_t whole = range.bits / 8u;
  if (std::memcmp(range.address.data(), address.address.data(), whole) != 0) return false;
  const unsigned rest = range.bits % 8u;
  if (rest == 0) return true;
  const unsigned mask = 0xffu << (8 - rest) & 0xffu;
  return (range.address[whole] & mask) == (address.address[whole] & mask);
}

const FilterChain* ChooseChain(const Listener& listener, const http::Request& request, Trace* trace) {
  const FilterChain* const fallback = listener.fallback ? &*listener.fallback : nullptr;
  // The usual listener has one chain that asks for nothing.
  if (listener.chains.size() == 1 && trace == nullptr) {
    const FilterChain& only = listener.chains.front();
    if (only.destinations.empty() && only.server_names.empty() && only.alpns.empty() &&
        only.transport == FilterChain::Transport::kAny) {
      return &only;
    }
  }
  const Connection connection = Inspect(listener, request);
  std::vector<const FilterChain*> left;
  left.reserve(listener.chains.size());
  for (const FilterChain& chain : listener.chains) left.push_back(&chain);
  for (const Criterion& criterion : kCriteria) {
    int best = -1;
    for (const FilterChain* chain : left) best = std::max(best, criterion.rank(*chain, connection));
    std::erase_if(left, [&](const FilterChain* chain) {
      const bool drop = best < 0 || criterion.rank(*chain, connection) < best;
      if (drop && trace) trace->chains.push_back({chain, criterion.name});
      return drop;
    });
  }
  return left.empty() ? fallback : left.front();
}

}  // namespace meshctl::route
