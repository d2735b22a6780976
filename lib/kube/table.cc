// SPDX-License-Identifier: Apache-2.0
// The layout is that of k8s.io/cli-runtime/pkg/printers/tableprinter.go.
#include "kube/table.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <optional>

#include "kube/payload.h"
#include "yaml/json_path.h"

namespace meshctl::kube {
namespace {

const Json& Member(const Json& object, const char* key) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(key);
  return found == object.end() ? kNothing : *found;
}

const Json& MetadataOf(const Json& row) { return Member(Member(row, "object"), "metadata"); }

std::string TextIn(const Json& object, const char* key) {
  return object.is_object() ? TextOf(object, key) : std::string();
}

std::string Upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

bool IsShown(const Json& column, TableLayout::Columns columns) {
  if (columns == TableLayout::Columns::kWide) return true;
  const Json& priority = Member(column, "priority");
  return !priority.is_number_integer() || priority.get<std::int64_t>() == 0;
}

std::string LabelsText(const Json& labels) {
  std::string text;
  if (labels.is_object()) {
    for (const auto& [key, value] : labels.items())
      text += fmt::format("{}{}={}", text.empty() ? "" : ",", key, yaml::PlainText(value));
  }
  return text.empty() ? "<none>" : text;
}

/// `2026-01-31T23:59:59Z`, also with a fraction.
std::optional<std::chrono::sys_seconds> TimeOf(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) != 6)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

Json PlainRow(const Json& object, const std::string& now) {
  const Json& metadata = Member(object, "metadata");
  return {{"cells", {TextIn(metadata, "name"), AgeBetween(TextIn(metadata, "creationTimestamp"), now)}},
          {"object", object}};
}

}  // namespace

std::string AgeBetween(const std::string& from, const std::string& to) {
  const auto begin = TimeOf(from);
  const auto end = TimeOf(to);
  if (!begin || !end) return "<unknown>";
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*end - *begin).count();
  // duration.HumanDuration of k8s.io/apimachinery.
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 60 * 2) return fmt::format("{}s", seconds);
  const auto minutes = seconds / 60;
  const auto two = [](std::int64_t first, char unit, std::int64_t second, char small) {
    return second == 0 ? fmt::format("{}{}", first, unit)
                       : fmt::format("{}{}{}{}", first, unit, second, small);
  };
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 60 * 3) return fmt::format("{}m", minutes);
  const auto hours = minutes / 60;
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return fmt::format("{}h", hours);
  const auto days = hours / 24;
  if (hours < 24 * 8) return two(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return fmt::format("{}d", days);
  const auto years = days / 365;
  if (hours < 24 * 365 * 8) return two(years, 'y', days % 365, 'd');
  return fmt::format("{}y", years);
}

Json AsTable(Json answer, const std::string& now) {
  if (TextIn(answer, "kind") == "Table") return answer;
  Json rows = Json::array();
  const Json& items = Member(answer, "items");
  if (items.is_array()) {
    for (const Json& object : items) rows.push_back(PlainRow(object, now));
  } else {
    rows.push_back(PlainRow(answer, now));
  }
  Json table = {{"kind", "Table"},
                {"apiVersion", "meta.k8s.io/v1"},
                {"columnDefinitions", {{{"name", "Name"}}, {{"name", "Age"}}}},
                {"rows", std::move(rows)}};
  if (items.is_array()) table["metadata"] = Member(answer, "metadata");
  return table;
}

void TableText::Add(const Json& table, const std::string& event) {
  const Json& columns = Member(table, "columnDefinitions");
  const Json& rows = Member(table, "rows");
  if (!columns.is_array() || !rows.is_array() || rows.empty()) return;
  if (!headed_ && layout_.header == TableLayout::Part::kShow) AddHeader(columns);
  headed_ = true;
  for (const Json& row : rows) AddRow(row, columns, event);
}

void TableText::AddHeader(const Json& columns) {
  std::vector<std::string> header;
  if (layout_.event == TableLayout::Part::kShow) header.emplace_back("EVENT");
  if (layout_.name_space == TableLayout::Part::kShow) header.emplace_back("NAMESPACE");
  for (const Json& column : columns) {
    if (IsShown(column, layout_.columns)) header.push_back(CellText(Upper(TextIn(column, "name"))));
  }
  for (const std::string& label : layout_.label_columns)
    header.push_back(Upper(label.substr(label.rfind('/') + 1)));
  if (layout_.labels == TableLayout::Part::kShow) header.emplace_back("LABELS");
  text_.Add(std::move(header));
}

void TableText::AddRow(const Json& row, const Json& columns, const std::string& event) {
  std::vector<std::string> line;
  const Json& metadata = MetadataOf(row);
  const Json& labels = Member(metadata, "labels");
  if (layout_.event == TableLayout::Part::kShow) line.push_back(event);
  if (layout_.name_space == TableLayout::Part::kShow) line.push_back(CellText(TextIn(metadata, "namespace")));
  const Json& cells = Member(row, "cells");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!IsShown(columns[i], layout_.columns)) continue;
    std::string cell;
    if (cells.is_array() && i < cells.size() && !cells[i].is_null())
      cell = CellText(yaml::PlainText(cells[i]));
    if (i == 0) cell = layout_.prefix + cell;
    line.push_back(std::move(cell));
  }
  for (const std::string& label : layout_.label_columns)
    line.push_back(CellText(TextIn(labels, label.c_str())));
  if (layout_.labels == TableLayout::Part::kShow) line.push_back(CellText(LabelsText(labels)));
  text_.Add(std::move(line));
}

}  // namespace meshctl::kube
