// SPDX-License-Identifier: Apache-2.0
// The order of criteria and the absence of backtracking are Envoy's. What a proxy can know of a connection
// depends on its inspectors: without the TLS inspector a handshake is just bytes.
#include "route/filter_chain.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <iterator>

namespace meshctl::route {
namespace {

std::string_view DefaultAlpn(const http::Request& request) {
  const bool http2 = request.protocol == http::Protocol::kHttp2;
  const bool tcp = request.protocol == http::Protocol::kTcp;
  if (request.tls == http::Tls::kMutual) return tcp ? "istio" : http2 ? "istio-h2" : "istio-http/1.1";
  if (tcp) return {};
  return http2 ? "h2" : "http/1.1";
}

/// What the listener's inspectors find out.
class Connection {
 public:
  Connection(const Listener& listener, const http::Request& request) : request_(request) {
    Listener::Inspection looks{.tls = listener.inspects_tls, .http = listener.inspects_http};
    const auto own = listener.inspections.find(request.port);
    if (own != listener.inspections.end()) looks = own->second;
    if (looks.tls) server_name = request.sni;
    if (request.tls != http::Tls::kPlaintext && looks.tls) {
      transport = FilterChain::Transport::kTls;
      alpn = request.alpn.empty() ? DefaultAlpn(request) : std::string_view(request.alpn);
    }
    if (request.tls == http::Tls::kPlaintext && looks.http && request.protocol != http::Protocol::kTcp)
      alpn = request.protocol == http::Protocol::kHttp2 ? "h2c" : "http/1.1";
  }

  std::uint16_t port() const { return request_.port; }
  /// Read only where a chain asks for it.
  const std::optional<Cidr>& address() const {
    if (!address_) address_ = ParseCidr(request_.address);
    return *address_;
  }

  std::string_view server_name;
  FilterChain::Transport transport = FilterChain::Transport::kPlaintext;
  std::string_view alpn;

 private:
  const http::Request& request_;
  mutable std::optional<std::optional<Cidr>> address_;
};

/// How well a chain fits by one criterion: negative when it asks for something else, 0 when it does not
/// ask, greater for a nearer fit.
int RankPort(const FilterChain& chain, const Connection& connection) {
  if (chain.port == 0) return 0;
  return chain.port == connection.port() ? 1 : -1;
}

int RankAddress(const FilterChain& chain, const Connection& connection) {
  if (chain.destinations.empty()) return 0;
  int best = -1;
  for (const Cidr& range : chain.destinations) {
    if (connection.address() && Contains(range, *connection.address())) best = std::max(best, 1 + range.bits);
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
    {"destination port", RankPort}, {"destination address", RankAddress}, {"server name", RankServerName},
    {"transport", RankTransport},   {"application protocol", RankAlpn},
};

constexpr std::size_t kCriteriaCount = std::size(kCriteria);

/// A chain with its rank by each criterion. Keeping the best by one criterion after the other comes down to
/// the greatest ranks in the order of a dictionary.
struct Contender {
  const FilterChain* chain = nullptr;
  std::array<int, kCriteriaCount> ranks{};

  bool fits() const {
    return chain && std::ranges::all_of(ranks, [](int rank) { return rank >= 0; });
  }
};

/// Puts `chain` in the place of `best` when it is better; of equals the first one stays.
void Consider(const FilterChain& chain, const Connection& connection, Contender& best) {
  std::size_t i = 0;
  int rank = 0;
  for (; i < kCriteriaCount; ++i) {
    rank = kCriteria[i].rank(chain, connection);
    if (!best.chain || rank > best.ranks[i]) break;
    if (rank < best.ranks[i]) return;
  }
  if (i == kCriteriaCount) return;
  best.chain = &chain;
  best.ranks[i] = rank;
  for (++i; i < kCriteriaCount; ++i) best.ranks[i] = kCriteria[i].rank(chain, connection);
}

void TellLosers(const Listener& listener, const Connection& connection, const Contender& best, Trace& trace) {
  for (std::size_t i = 0; i < kCriteriaCount; ++i) {
    for (const FilterChain& chain : listener.chains) {
      const auto drops = [&](std::size_t criterion) {
        const int rank = kCriteria[criterion].rank(chain, connection);
        return rank < 0 || rank < best.ranks[criterion];
      };
      bool earlier = false;
      for (std::size_t before = 0; before < i && !earlier; ++before) earlier = drops(before);
      if (!earlier && drops(i)) trace.chains.push_back({&chain, kCriteria[i].name});
    }
  }
}

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

Cidr Masked(Cidr range) {
  for (std::size_t i = 0; i < range.address.size(); ++i) {
    const unsigned kept =
        range.bits > i * 8 ? std::min<unsigned>(range.bits - static_cast<unsigned>(i) * 8, 8) : 0;
    range.address[i] &= static_cast<std::uint8_t>(0xff00u >> kept);
  }
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
  const Connection connection(listener, request);
  Contender best;
  for (const FilterChain& chain : listener.chains) Consider(chain, connection, best);
  if (trace) TellLosers(listener, connection, best, *trace);
  if (best.fits()) return best.chain;
  return listener.fallback ? &*listener.fallback : nullptr;
}

}  // namespace meshctl::route
