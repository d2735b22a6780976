// SPDX-License-Identifier: Apache-2.0
// Many logged requests decided and counted: what a configuration makes of the traffic of yesterday.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/access_log.h"
#include "mesh/mesh.h"
#include "route/table.h"
#include "simulate/fate_book.h"
#include "simulate/frequent.h"

namespace meshctl::simulate {

/// The routes that lines are decided with. Both must outlive the replay.
struct Replayed {
  const mesh::Mesh* mesh = nullptr;
  const route::RouteTable* table = nullptr;
};

struct UnreadableLine {
  std::uint64_t number = 0;  ///< from 1
  std::string text;          ///< its beginning
  std::string reason;
};

/// Requests that two configurations treat differently in the same way.
struct Difference {
  std::string from;  ///< words of a Fate
  std::string to;
  std::uint64_t count = 0;
  /// The first few: number of the line, and `GET shop.example/cart`.
  std::vector<std::pair<std::uint64_t, std::string>> samples;
};

struct CountedFate {
  Fate fate;
  std::uint64_t count = 0;
};

struct ReplayReport {
  std::uint64_t lines = 0;  ///< those that hold a request
  std::uint64_t unreadable = 0;
  std::vector<UnreadableLine> first_unreadable;
  std::vector<CountedFate> fates;  ///< those that occurred, the most frequent first
  /// Requests for each cluster, as many as its shares give; the most first.
  std::vector<std::pair<std::string, double>> destinations;
  std::uint64_t unrouted = 0;
  /// `shop.example/cart` with most requests that no rule takes.
  std::vector<Frequent::Text> top_unrouted;
  bool top_is_exact = true;
  /// Requests to hosts of which some rule asks for a header that the log does not hold.
  std::uint64_t unsure = 0;
  std::vector<std::string> unknown_headers;
  std::uint64_t different = 0;
  std::vector<Difference> differences;  ///< the most frequent first
};

/// Counts one log. Memory does not grow with its length.
class Replay {
 public:
  /// `base` says what lines leave out. `against`: a second configuration to compare with.
  Replay(Replayed now, std::optional<Replayed> against, http::LogFormat format, http::Request base);

  /// Whole lines, in the order of the log; blocks are decided on all cores and counted in order, so that the
  /// report does not depend on their number.
  void Add(const std::vector<std::string_view>& blocks);

  std::uint64_t lines() const { return report_.lines; }
  ReplayReport Report() const;

 private:
  struct Tally;
  class Decider;

  void Merge(Tally& tally);

  std::vector<Replayed> sides_;
  std::vector<FateBook> books_;
  /// Words of all books, numbered alike where they are alike.
  std::vector<std::vector<std::uint32_t>> words_;
  std::vector<std::string_view> all_words_;
  http::LogFormat format_;
  http::Request base_;
  std::uint64_t physical_lines_ = 0;
  std::vector<std::uint64_t> counts_;
  Frequent unrouted_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Difference> differences_;
  ReplayReport report_;
};

/// The format of the first line that has one, among the first lines of a log.
std::optional<http::LogFormat> DetectFormat(std::string_view block);

}  // namespace meshctl::simulate
