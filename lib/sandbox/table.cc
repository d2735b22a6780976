// SPDX-License-Identifier: Apache-2.0
// Tables of custom resources follow their additionalPrinterColumns the way apiextensions-apiserver reads them
// (pkg/registry/customresource/tableconvertor); those of built-in kinds are table_columns.cc.
#include "sandbox/table.h"

#include <fmt/format.h>

#include <utility>

#include "sandbox/registry.h"
#include "yaml/json_path.h"

namespace meshctl::sandbox {
namespace {

Json Definition(std::string_view name, std::string_view type, std::string_view format, std::string_view text,
                int priority) {
  return {{"name", name}, {"type", type}, {"format", format}, {"description", text}, {"priority", priority}};
}

Json NameColumn() { return Definition("Name", "string", "name", "Name of the object", 0); }

// A column of a custom resource, its path parsed.
struct CustomColumn {
  std::string type;
  yaml::JsonPath path;
};

Json CustomCell(const CustomColumn& column, const Json& object, std::time_t now) {
  const auto found = column.path.Find(object);
  if (!found || found->empty() || found->front().empty() || !found->front().front()) return nullptr;
  const Json& value = *found->front().front();
  if (value.is_null()) return nullptr;
  if (column.type == "string") return yaml::PlainText(value);
  if (column.type == "date") return value.is_string() ? Json(AgeOf(value.get<std::string>(), now)) : Json();
  return value;
}

class Columns {
 public:
  explicit Columns(const Resource& resource) {
    definitions_ = Json::array({NameColumn()});
    if (resource.custom) {
      AddCustom(resource);
      return;
    }
    built_in_ = &ColumnsOfBuiltIn(resource.id());
    for (const TableColumn& column : *built_in_) {
      const int priority = column.shown == TableColumn::Shown::kWide ? 1 : 0;
      definitions_.push_back(Definition(column.name, column.type, "", "", priority));
    }
  }

  const Json& definitions() const { return definitions_; }

  Json CellsOf(const Json& object, std::time_t now) const {
    Json cells = Json::array({TextAt(object, {"metadata", "name"})});
    if (built_in_) {
      for (const TableColumn& column : *built_in_) cells.push_back(column.cell(object, now));
    }
    for (const CustomColumn& column : custom_) cells.push_back(CustomCell(column, object, now));
    return cells;
  }

 private:
  void AddCustom(const Resource& resource) {
    static const std::vector<PrinterColumn> kAge = {
        {"Age", "date", ".metadata.creationTimestamp", "", "How long ago the object was created"}};
    for (const PrinterColumn& column : resource.columns.empty() ? kAge : resource.columns) {
      auto path = yaml::JsonPath::ParseRelaxed(column.path);
      if (!path) continue;  // a definition with such a column is refused
      definitions_.push_back(
          Definition(column.name, column.type, column.format, column.description, column.priority));
      custom_.push_back({column.type, *std::move(path)});
    }
  }

  Json definitions_;
  const std::vector<TableColumn>* built_in_ = nullptr;
  std::vector<CustomColumn> custom_;
};

}  // namespace

RowObject RowObjectFor(std::string_view text) {
  if (text == "None") return RowObject::kNone;
  return text == "Object" ? RowObject::kObject : RowObject::kMetadata;
}

Json TableOf(const Resource& resource, const std::vector<Object>& objects, RowObject include,
             const std::string& now) {
  const Columns columns(resource);
  const std::time_t seconds = ParseTime(now);
  Json rows = Json::array();
  for (const Object& object : objects) {
    Json row = {{"cells", columns.CellsOf(*object, seconds)}};
    if (include == RowObject::kObject) row["object"] = *InVersionOf(resource, object);
    if (include == RowObject::kMetadata) {
      row["object"] = {{"kind", "PartialObjectMetadata"},
                       {"apiVersion", "meta.k8s.io/v1"},
                       {"metadata", (*object)["metadata"]}};
    }
    rows.push_back(std::move(row));
  }
  return {{"kind", "Table"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", Json::object()},
          {"columnDefinitions", columns.definitions()},
          {"rows", std::move(rows)}};
}

std::time_t ParseTime(const std::string& text) {
  std::tm utc{};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  return end ? timegm(&utc) : 0;
}

std::string ShortDuration(std::time_t seconds) {
  constexpr std::time_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour, kYear = 365 * kDay;
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  auto two = [seconds](std::time_t unit, char name, std::time_t part, char part_name) {
    const std::time_t rest = seconds % unit / part;
    return rest == 0 ? fmt::format("{}{}", seconds / unit, name)
                     : fmt::format("{}{}{}{}", seconds / unit, name, rest, part_name);
  };
  if (seconds < 2 * kMinute) return fmt::format("{}s", seconds);
  if (seconds < 10 * kMinute) return two(kMinute, 'm', 1, 's');
  if (seconds < 3 * kHour) return fmt::format("{}m", seconds / kMinute);
  if (seconds < 8 * kHour) return two(kHour, 'h', kMinute, 'm');
  if (seconds < 2 * kDay) return fmt::format("{}h", seconds / kHour);
  if (seconds < 8 * kDay) return two(kDay, 'd', kHour, 'h');
  if (seconds < 2 * kYear) return fmt::format("{}d", seconds / kDay);
  if (seconds < 8 * kYear) return two(kYear, 'y', kDay, 'd');
  return fmt::format("{}y", seconds / kYear);
}

std::string AgeOf(const std::string& text, std::time_t now) {
  const std::time_t then = ParseTime(text);
  return then == 0 ? "<unknown>" : ShortDuration(now - then);
}

}  // namespace meshctl::sandbox
