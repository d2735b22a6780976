// SPDX-License-Identifier: Apache-2.0
// Tables are only read, so that blocks of lines are decided independently; each block counts for itself, and
// the counts are added in the order of the log. What could grow without limit (paths nobody routes, pairs of
// samples) is bounded.
#include "simulate/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/parallel.h"
#include "http/path.h"
#include "route/decide.h"
#include "simulate/dns.h"

namespace meshctl::simulate {
namespace {

constexpr std::size_t kBadLinesShown = 5;
constexpr std::size_t kSamplesShown = 3;
constexpr std::size_t kUnroutedKept = 4096;
constexpr std::size_t kUnroutedShown = 20;
constexpr std::size_t kLinesTried = 100;
constexpr std::size_t kTextShown = 80;

/// Headers that access logs hold.
constexpr std::string_view kLoggedHeaders[] = {"user-agent", "referer", "x-forwarded-for", "x-request-id"};

std::vector<std::string_view> KnownHeaders(const http::Request& base) {
  std::vector<std::string_view> names(std::begin(kLoggedHeaders), std::end(kLoggedHeaders));
  for (const http::Header& header : base.headers) names.push_back(header.name);
  return names;
}

std::string_view TakeLine(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

/// What one block amounts to. Line numbers count from the block's beginning.
struct Replay::Tally {
  std::uint64_t physical_lines = 0;
  std::uint64_t lines = 0;
  std::uint64_t unreadable = 0;
  std::uint64_t unsure = 0;
  std::vector<UnreadableLine> first_unreadable;
  std::vector<std::uint64_t> counts;
  std::unordered_map<std::string, std::uint64_t, route::TextHash, std::equal_to<>> unrouted;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Difference> differences;
};

/// Reads and decides the lines of one block.
class Replay::Decider {
 public:
  Decider(const Replay& replay, Tally& tally)
      : replay_(replay), tally_(tally), reader_(replay.format_), addresses_(replay.sides_.size()) {
    tally.counts.resize(replay.books_.front().size());
  }

  void Run(std::string_view block) {
    while (!block.empty()) {
      const std::string_view line = TakeLine(block);
      ++tally_.physical_lines;
      if (!IsBlank(line)) Decide(line);
    }
  }

 private:
  void Decide(std::string_view line) {
    http::LogLine read;
    if (const auto fault = reader_.Read(line, read)) {
      ++tally_.unreadable;
      if (tally_.first_unreadable.size() < kBadLinesShown)
        tally_.first_unreadable.push_back(
            {tally_.physical_lines, std::string(line.substr(0, kTextShown)), std::string(*fault)});
      return;
    }
    ++tally_.lines;
    http::MakeRequest(read, replay_.base_, request_);
    written_port_ = request_.port;
    written_path_ = request_.path;
    // The address that Envoy writes down is the pod's own, behind the Service.
    const bool of_pod = read.port != 0 && replay_.format_ != http::LogFormat::kCombined;
    const route::Decision decision = DecideAt(0, of_pod);
    const std::size_t fate = replay_.books_.front().NumberOf(decision);
    ++tally_.counts[fate];
    if (replay_.books_.front().IsUnsure(decision)) ++tally_.unsure;
    if (!replay_.books_.front()[fate].routed) CountUnrouted();
    if (replay_.sides_.size() > 1) Compare(fate, replay_.books_[1].NumberOf(DecideAt(1, of_pod)));
  }

  route::Decision DecideAt(std::size_t side, bool of_pod) {
    const route::RouteTable& table = *replay_.sides_[side].table;
    const mesh::Mesh& mesh = *replay_.sides_[side].mesh;
    request_.path = http::NormalizePath(written_path_, mesh.config().path_normalization);
    request_.port = written_port_;
    if (table.proxy.kind == route::Proxy::Kind::kSidecar) {
      request_.address = AddressOf(side);
    } else {
      // Somebody listened there when the log was written. If nobody does by these manifests they lack the
      // Service that says which port of the pod stands for which, and the usual port is meant.
      const bool usual = of_pod && !table.FindListener({}, request_.port);
      if (usual) request_.port = request_.tls == http::Tls::kPlaintext ? 80 : 443;
      if (usual || !of_pod) request_.port = table.TargetOf(request_.port);
    }
    return route::Decide(table, request_);
  }

  const std::string& AddressOf(std::size_t side) {
    const std::string_view host = http::WithoutPort(request_.authority);
    auto& known = addresses_[side];
    const auto found = known.find(host);
    if (found != known.end()) return found->second;
    const Replayed& replayed = replay_.sides_[side];
    return known.emplace(host, ResolveAddress(*replayed.mesh, host, replayed.table->proxy.workload_ns))
        .first->second;
  }

  void CountUnrouted() {
    text_.assign(request_.authority).append(written_path_);
    const auto known = tally_.unrouted.find(text_);
    if (known != tally_.unrouted.end()) {
      ++known->second;
    } else {
      tally_.unrouted.emplace(text_, 1);
    }
  }

  void Compare(std::size_t now, std::size_t then) {
    const std::pair words = {replay_.words_[0][now], replay_.words_[1][then]};
    if (words.first == words.second) return;
    Difference& difference = tally_.differences[words];
    ++difference.count;
    if (difference.samples.size() < kSamplesShown) {
      difference.samples.emplace_back(
          tally_.physical_lines, fmt::format("{} {}{}", request_.method, request_.authority, written_path_));
    }
  }

  const Replay& replay_;
  Tally& tally_;
  http::LogReader reader_;
  http::Request request_;
  std::uint16_t written_port_ = 0;
  std::string written_path_;
  std::string text_;
  std::vector<std::unordered_map<std::string, std::string, route::TextHash, std::equal_to<>>> addresses_;
};

Replay::Replay(Replayed now, std::optional<Replayed> against, http::LogFormat format, http::Request base)
    : sides_{now}, format_(format), base_(std::move(base)), unrouted_(kUnroutedKept) {
  if (against) sides_.push_back(*against);
  books_.reserve(sides_.size());
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (const Replayed& side : sides_) {
    const FateBook& book = books_.emplace_back(*side.table, KnownHeaders(base_));
    std::vector<std::uint32_t>& words = words_.emplace_back();
    for (std::size_t i = 0; i < book.size(); ++i) {
      const auto [number, fresh] =
          numbers.try_emplace(book[i].words, static_cast<std::uint32_t>(all_words_.size()));
      if (fresh) all_words_.push_back(book[i].words);
      words.push_back(number->second);
    }
  }
  counts_.resize(books_.front().size());
}

void Replay::Add(const std::vector<std::string_view>& blocks) {
  std::vector<Tally> tallies(blocks.size());
  ParallelFor(blocks.size(), [&](std::size_t i) { Decider(*this, tallies[i]).Run(blocks[i]); });
  for (Tally& tally : tallies) Merge(tally);
}

void Replay::Merge(Tally& tally) {
  for (UnreadableLine& line : tally.first_unreadable) {
    if (report_.first_unreadable.size() == kBadLinesShown) break;
    line.number += physical_lines_;
    report_.first_unreadable.push_back(std::move(line));
  }
  report_.lines += tally.lines;
  report_.unreadable += tally.unreadable;
  report_.unsure += tally.unsure;
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += tally.counts[i];
  // Sorted, since the order of a hash table is nobody's business.
  std::vector<std::pair<std::string_view, std::uint64_t>> unrouted(tally.unrouted.begin(),
                                                                   tally.unrouted.end());
  std::ranges::sort(unrouted);
  for (const auto& [text, count] : unrouted) unrouted_.Add(text, count);
  for (auto& [words, found] : tally.differences) {
    Difference& difference = differences_[words];
    difference.count += found.count;
    for (auto& [number, text] : found.samples) {
      if (difference.samples.size() < kSamplesShown)
        difference.samples.emplace_back(number + physical_lines_, std::move(text));
    }
  }
  physical_lines_ += tally.physical_lines;
}

ReplayReport Replay::Report() const {
  ReplayReport report = report_;
  const FateBook& book = books_.front();
  std::map<std::string, double> destinations;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    const Fate& fate = book[i];
    report.fates.push_back({fate, counts_[i]});
    if (!fate.routed) report.unrouted += counts_[i];
    if (!fate.destinations) continue;
    double total = 0;
    for (const route::Destination& destination : *fate.destinations) total += destination.weight;
    for (const route::Destination& destination : *fate.destinations) {
      destinations[destination.cluster->name] +=
          static_cast<double>(counts_[i]) * static_cast<double>(destination.weight) / total;
    }
  }
  std::ranges::stable_sort(report.fates, std::ranges::greater(), &CountedFate::count);
  report.destinations.assign(destinations.begin(), destinations.end());
  std::ranges::stable_sort(report.destinations, std::ranges::greater(),
                           &std::pair<std::string, double>::second);
  report.top_unrouted = unrouted_.Top(kUnroutedShown);
  report.top_is_exact = unrouted_.exact();
  if (report.unsure > 0) report.unknown_headers = book.unknown_headers();
  for (const auto& [words, difference] : differences_) {
    Difference& copy = report.differences.emplace_back(difference);
    copy.from = all_words_[words.first];
    copy.to = all_words_[words.second];
    report.different += copy.count;
  }
  std::ranges::stable_sort(report.differences, std::ranges::greater(), &Difference::count);
  return report;
}

std::optional<http::LogFormat> DetectFormat(std::string_view block) {
  for (std::size_t i = 0; i < kLinesTried && !block.empty(); ++i) {
    const std::string_view line = TakeLine(block);
    if (IsBlank(line)) continue;
    if (const auto format = http::DetectLogFormat(line)) return format;
  }
  return std::nullopt;
}

}  // namespace meshctl::simulate
