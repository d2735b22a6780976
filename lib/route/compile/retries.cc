// SPDX-License-Identifier: Apache-2.0
// A route's own policy replaces the mesh's as a whole; `retryOn` mixes conditions and status codes, which
// Envoy wants apart.
#include "route/compile/retries.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace meshctl::route {
namespace {

constexpr std::string_view kByCode = "retriable-status-codes";

/// The codes that Go's net/http has a text for, which is how istiod tells a code from a condition.
bool IsStatus(std::uint32_t code) {
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
  };
  static constexpr Range kKnown[] = {{100, 103}, {200, 208}, {226, 226}, {300, 305}, {307, 308}, {400, 418},
                                     {421, 426}, {428, 429}, {431, 431}, {451, 451}, {500, 508}, {510, 511}};
  return std::ranges::any_of(kKnown,
                             [&](const Range& range) { return code >= range.first && code <= range.last; });
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

void SplitRetryOn(std::string_view written, Retries& retries) {
  retries.on.clear();
  const auto add = [&](std::string_view condition) {
    retries.on += fmt::format("{}{}", retries.on.empty() ? "" : ",", condition);
  };
  while (!written.empty()) {
    const std::size_t comma = std::min(written.find(','), written.size());
    const std::string_view part = Trimmed(written.substr(0, comma));
    written.remove_prefix(std::min(comma + 1, written.size()));
    if (part.empty()) continue;
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), code);
    if (error == std::errc() && end == part.data() + part.size() && IsStatus(code)) {
      retries.codes.push_back(code);
    } else {
      add(part);
    }
  }
  if (!retries.codes.empty() && retries.on.find(kByCode) == std::string::npos) add(kByCode);
}

}  // namespace

Retries CompileRetries(const mesh::RetryPolicy* own, const mesh::MeshConfig& config, bool by_hash) {
  Retries retries;
  retries.written = own != nullptr;
  retries.other_hosts = !by_hash;
  const mesh::RetryPolicy* const policy = own                      ? own
                                          : config.default_retries ? &*config.default_retries
                                                                   : nullptr;
  if (!policy) return retries;
  retries.attempts = policy->attempts > 0 ? static_cast<std::uint32_t>(policy->attempts) : 0;
  if (!policy->retry_on.empty()) SplitRetryOn(policy->retry_on, retries);
  const auto written = [](const std::optional<Nanoseconds>& duration) {
    return duration && duration->count() > 0 ? ToString(*duration) : std::string();
  };
  retries.per_try_timeout = written(policy->per_try_timeout);
  retries.backoff = written(policy->backoff);
  retries.other_hosts = policy->retry_ignore_previous_hosts.value_or(retries.other_hosts);
  retries.other_localities = policy->retry_remote_localities;
  return retries;
}

}  // namespace meshctl::route
