// SPDX-License-Identifier: Apache-2.0
// What people look for in a replay comes first: where requests go, and which go nowhere.
#include "simulate/render_replay.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/counted.h"
#include "base/utf8.h"
#include "simulate/grid.h"
#include "simulate/json_parts.h"
#include "simulate/words.h"

namespace meshctl::simulate {
namespace {

using simulate::ToJson;

constexpr std::size_t kRowsShown = 20;

/// `1,234,567`
std::string Grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string Percent(double part, std::uint64_t whole) {
  return whole == 0 ? "0 %" : fmt::format("{:.3g} %", 100.0 * part / static_cast<double>(whole));
}

class TextReport {
 public:
  TextReport(const ReplayReport& report, Detail detail, const diag::Style& style)
      : report_(report), detail_(detail), style_(style) {}

  std::string Render(http::LogFormat format, const route::Proxy& proxy) const {
    std::string text = utf8::Printable(fmt::format("{} {} ({} log) at {}\n", Grouped(report_.lines),
                                                   report_.lines == 1 ? "request" : "requests", Name(format),
                                                   ProxyName(proxy)));
    text += Differences() + Destinations() + Rules() + Unrouted() + Remarks();
    return text;
  }

 private:
  std::size_t Shown(std::size_t count) const {
    return detail_ == Detail::kExplain ? count : std::min(count, kRowsShown);
  }

  std::string Rest(std::size_t count) const {
    return Shown(count) == count ? std::string()
                                 : fmt::format("… {} more (--explain)\n", count - Shown(count));
  }

  std::string Destinations() const {
    const auto& all = report_.destinations;
    if (all.empty()) return {};
    Grid grid("", style_);
    grid.Add({"REQUESTS", "SHARE", "DESTINATION"}, kBold);
    for (std::size_t i = 0; i < Shown(all.size()); ++i) {
      grid.Add({Grouped(static_cast<std::uint64_t>(std::llround(all[i].second))),
                Percent(all[i].second, report_.lines), all[i].first});
    }
    return "\n" + grid.Render() + Rest(all.size());
  }

  std::string Rules() const {
    const auto& all = report_.fates;
    if (all.empty()) return {};
    Grid grid("", style_);
    grid.Add({"REQUESTS", "SHARE", "RULE", "SOURCE", "WHAT HAPPENS"}, kBold);
    for (std::size_t i = 0; i < Shown(all.size()); ++i) {
      const Fate& fate = all[i].fate;
      grid.Add({Grouped(all[i].count), Percent(static_cast<double>(all[i].count), report_.lines),
                fate.rule.empty() ? "-" : fate.rule,
                fate.place ? source::ToString(fate.place) : std::string(), fate.words});
    }
    return "\n" + grid.Render() + Rest(all.size());
  }

  std::string Unrouted() const {
    if (report_.unrouted == 0) return {};
    Grid grid("", style_);
    grid.Add({"REQUESTS", "NO RULE TAKES"}, kBold);
    for (const Frequent::Text& text : report_.top_unrouted) {
      const std::string count =
          text.excess == 0 ? Grouped(text.count)
                           : fmt::format("{} to {}", Grouped(text.count - text.excess), Grouped(text.count));
      grid.Add({count, text.text});
    }
    return "\n" + grid.Render();
  }

  std::string Differences() const {
    if (report_.differences.empty()) return {};
    std::string text = fmt::format("\n{} of {} requests would be routed differently\n",
                                   Grouped(report_.different), Grouped(report_.lines));
    const auto& all = report_.differences;
    for (std::size_t i = 0; i < Shown(all.size()); ++i) {
      const Difference& difference = all[i];
      text += utf8::Printable(fmt::format("\n  {}  {}\n", Grouped(difference.count), difference.from));
      text += utf8::Printable(
          fmt::format("  {:>{}}  → {}\n", "", Grouped(difference.count).size(), difference.to));
      for (const auto& [number, request] : difference.samples)
        text += utf8::Printable(fmt::format("      line {}: {}\n", number, request));
    }
    return text + Rest(all.size());
  }

  std::string Remarks() const {
    std::string text;
    if (report_.unsure > 0) {
      text += utf8::Printable(
          fmt::format("\nnot sure: {} went to hosts with rules about `{}`, which the log does not hold\n",
                      Counted(report_.unsure, "request"), fmt::join(report_.unknown_headers, "`, `")));
    }
    if (report_.unreadable > 0) {
      text += fmt::format("\n{} could not be read\n", Counted(report_.unreadable, "line"));
      for (const UnreadableLine& line : report_.first_unreadable)
        text += utf8::Printable(fmt::format("  line {}: {}: {}\n", line.number, line.reason, line.text));
    }
    return text;
  }

  const ReplayReport& report_;
  const Detail detail_;
  const diag::Style& style_;
};

OrderedJson ToJson(const CountedFate& counted) {
  OrderedJson json = {{"requests", counted.count}, {"fate", counted.fate.words}};
  Put(json, "rule", counted.fate.rule);
  Put(json, "place", counted.fate.place);
  json["routed"] = counted.fate.routed;
  return json;
}

OrderedJson ToJson(const Difference& difference) {
  OrderedJson json = {{"requests", difference.count}, {"from", difference.from}, {"to", difference.to}};
  json["samples"] = OrderedJson::array();
  for (const auto& [number, request] : difference.samples)
    json["samples"].push_back({{"line", number}, {"request", request}});
  return json;
}

}  // namespace

std::string RenderText(const ReplayReport& report, http::LogFormat format, const route::Proxy& proxy,
                       Detail detail, const diag::Style& style) {
  return TextReport(report, detail, style).Render(format, proxy);
}

std::string RenderJson(const ReplayReport& report, http::LogFormat format, const route::Proxy& proxy) {
  OrderedJson json = {{"format", Name(format)},       {"proxy", simulate::ToJson(proxy)},
                      {"requests", report.lines},     {"unreadable", report.unreadable},
                      {"unrouted", report.unrouted},  {"notSure", report.unsure},
                      {"different", report.different}};
  for (const char* list :
       {"destinations", "fates", "topUnrouted", "unknownHeaders", "differences", "firstUnreadable"})
    json[list] = OrderedJson::array();
  for (const auto& [cluster, requests] : report.destinations)
    json["destinations"].push_back({{"cluster", cluster}, {"requests", requests}});
  for (const CountedFate& fate : report.fates) json["fates"].push_back(ToJson(fate));
  for (const Frequent::Text& text : report.top_unrouted) {
    json["topUnrouted"].push_back(
        {{"request", text.text}, {"most", text.count}, {"least", text.count - text.excess}});
  }
  json["unknownHeaders"] = report.unknown_headers;
  for (const Difference& difference : report.differences) json["differences"].push_back(ToJson(difference));
  for (const UnreadableLine& line : report.first_unreadable) {
    json["firstUnreadable"].push_back({{"line", line.number}, {"reason", line.reason}, {"text", line.text}});
  }
  return Dump(json);
}

}  // namespace meshctl::simulate
