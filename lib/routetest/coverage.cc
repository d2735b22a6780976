// SPDX-License-Identifier: Apache-2.0
// Places are the identity of rules: an answer names the rule that decided by where it is written, whichever
// proxy, listener or mesh it was compiled for.
#include "routetest/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "routetest/facts.h"

namespace meshctl::routetest {
namespace {

std::string_view FileOf(const source::Span& span) { return span.file->name(); }

/// Lines from the first to the last character of a place, counted from 1.
std::pair<std::uint32_t, std::uint32_t> LinesOf(const source::Span& span) {
  const std::uint32_t last = std::max(span.begin + 1, span.end) - 1;
  return {span.position().line, span.file->position(last).line};
}

}  // namespace

void Coverage::Add(const mesh::Mesh& mesh) {
  for (const model::VirtualService& service : mesh.virtual_services()) AddService(service);
  for (const model::DestinationRule& rule : mesh.destination_rules()) {
    for (std::size_t i = 0; i < rule.subsets.size(); ++i) {
      const source::Span span = rule.subsets[i].span;
      AddItem(rule.object->resource(), fmt::format("spec.subsets[{}]", i), span, span);
    }
  }
}

void Coverage::AddService(const model::VirtualService& service) {
  const auto add = [&](std::string_view list, const auto& rules) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const std::string field = fmt::format("spec.{}[{}]", list, i);
      if constexpr (requires { rules[i].delegate; }) {
        if (rules[i].delegate) continue;
      }
      if (const model::Derivation* const derived = rules[i].derived) {
        AddItem(derived->object->resource(), derived->field, derived->match ? derived->match : derived->rule,
                derived->rule);
        continue;
      }
      if (rules[i].match.empty()) AddItem(service.object->resource(), field, rules[i].span, rules[i].span);
      for (std::size_t j = 0; j < rules[i].match.size(); ++j) {
        AddItem(service.object->resource(), fmt::format("{}.match[{}]", field, j), rules[i].match[j].span,
                rules[i].span);
      }
    }
  };
  add("http", service.http);
  add("tls", service.tls);
  add("tcp", service.tcp);
}

void Coverage::AddItem(std::string object, std::string field, source::Span span, source::Span rule) {
  if (!span || span.file->origin() == source::Origin::kGenerated) return;
  CoverageItem*& item = by_place_[KeyOf(span)];
  if (item) return;
  item = &items_.emplace_back();
  item->object = std::move(object);
  item->field = std::move(field);
  item->span = span;
  item->rule = rule;
  by_rule_.emplace(KeyOf(rule), item);
}

void Coverage::Hit(const source::Span& span) {
  if (!span) return;
  const auto found = by_place_.find(KeyOf(span));
  if (found != by_place_.end()) ++found->second->hits;
}

void Coverage::Note(const simulate::Simulation& simulation) {
  const route::Decision& decision = simulation.decision;
  if (const route::Origin* const origin = OriginOf(decision)) {
    Hit(origin->match);
    Hit(origin->rule);
  }
  if (decision.route) {
    for (const route::Mirror& mirror : decision.route->action->mirrors) Hit(mirror.cluster->subset_span);
  }
  for (const simulate::Target& target : simulation.answer.targets)
    Hit(target.destination->cluster->subset_span);
  if (tables_.insert(simulation.table).second) NoteOmissions(*simulation.table);
}

void Coverage::NoteOmissions(const route::RouteTable& table) {
  for (const route::Omission& omission : table.omissions) {
    const bool whole = !omission.origin.match;
    const source::Span& span = whole ? omission.origin.rule : omission.origin.match;
    if (!span) continue;
    const auto [begin, end] = by_rule_.equal_range(KeyOf(omission.origin.rule));
    for (auto entry = begin; entry != end; ++entry) {
      CoverageItem& item = *entry->second;
      if (item.omitted.empty() && (whole || item.span == span)) item.omitted = omission.reason;
    }
  }
}

std::size_t Coverage::covered() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(items_, [](const CoverageItem& item) { return item.hits > 0; }));
}

double Coverage::percent() const {
  return items_.empty() ? 100.0 : 100.0 * static_cast<double>(covered()) / static_cast<double>(items_.size());
}

std::string RenderCoverage(const Coverage& coverage) {
  std::map<std::string_view, std::vector<const CoverageItem*>> by_object;
  for (const CoverageItem& item : coverage.items()) by_object[item.object].push_back(&item);
  std::size_t width = 0;
  for (const auto& [object, items] : by_object) width = std::max(width, object.size());
  std::string text = fmt::format("coverage: {} of {} rules and subsets ({:.1f} %)\n", coverage.covered(),
                                 coverage.items().size(), coverage.percent());
  for (const auto& [object, items] : by_object) {
    const auto covered =
        std::ranges::count_if(items, [](const CoverageItem* item) { return item->hits > 0; });
    text += fmt::format("  {:<{}}  {}/{}\n", object, width, covered, items.size());
    for (const CoverageItem* item : items) {
      if (item->hits > 0) continue;
      text += fmt::format("    no case for {:<24} {}\n", item->field, source::ToString(item->span));
      if (!item->omitted.empty()) text += fmt::format("      left out by a proxy: {}\n", item->omitted);
    }
  }
  return text;
}

std::string RenderLcov(const Coverage& coverage) {
  struct Line {
    std::size_t hits = 0;
    bool of_item = false;
  };
  std::map<std::string_view, std::map<std::uint32_t, Line>> files;
  const auto put = [&](const source::Span& span, std::size_t hits, bool of_item) {
    const auto [first, last] = LinesOf(span);
    for (std::uint32_t number = first; number <= last; ++number) {
      const auto [at, fresh] = files[FileOf(span)].try_emplace(number, Line{hits, of_item});
      // An item stands before the rule around it; of several items on one line the least exercised shows.
      if (!fresh)
        at->second = {of_item != at->second.of_item ? hits : std::min(at->second.hits, hits), of_item};
    }
  };
  std::map<std::pair<std::string_view, std::uint32_t>, std::pair<source::Span, std::size_t>> rules;
  for (const CoverageItem& item : coverage.items()) {
    auto& [span, hits] = rules[{FileOf(item.rule), item.rule.begin}];
    span = item.rule;
    hits += item.hits;
  }
  for (const auto& [place, rule] : rules) put(rule.first, rule.second, false);
  for (const CoverageItem& item : coverage.items()) put(item.span, item.hits, true);

  std::string text;
  for (const auto& [file, lines] : files) {
    text += fmt::format("SF:{}\n", file);
    for (const auto& [number, line] : lines) text += fmt::format("DA:{},{}\n", number, line.hits);
    const auto hit = std::ranges::count_if(lines, [](const auto& line) { return line.second.hits > 0; });
    text += fmt::format("LF:{}\nLH:{}\nend_of_record\n", lines.size(), hit);
  }
  return text;
}

}  // namespace meshctl::routetest
