// SPDX-License-Identifier: Apache-2.0
// Bytes are kubectl's, since scripts read them.
#include "cmd/get_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/nearest.h"

namespace meshctl::cmd {
namespace {

constexpr std::array<std::string_view, 6> kForms = {"json", "yaml",      "wide",
                                                    "name", "jsonpath=", "custom-columns="};

Error NoSuchForm(const std::string& text) {
  Error error = UsageError(fmt::format("`--output={}` is no form of output", text));
  const std::string_view near = Nearest(text.substr(0, text.find('=')), kForms);
  if (!near.empty()) return std::move(error).Hint(fmt::format("did you mean `{}`?", near));
  return std::move(error).Hint(
      "`json`, `yaml`, `wide`, `name`, `jsonpath=TEMPLATE` or `custom-columns=HEADER:PATH,...`");
}

Result<std::vector<GetOutput::Column>> ParseColumns(std::string_view text) {
  std::vector<GetOutput::Column> columns;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::size_t colon = part.find(':');
    if (colon == part.npos) {
      return std::unexpected(
          UsageError(fmt::format("`{}` is no column", part))
              .Hint("a column is HEADER:PATH, as in `custom-columns=NAME:.metadata.name`"));
    }
    auto path = yaml::JsonPath::ParseRelaxed(part.substr(colon + 1));
    if (!path) return std::unexpected(std::move(path).error());
    columns.push_back({std::string(part.substr(0, colon)), *std::move(path)});
    if (comma == text.npos) return columns;
    text.remove_prefix(comma + 1);
  }
}

/// Lists and objects as Go's fmt.Print shows them: `[a b]`, `map[k:v]`.
std::string GoText(const Json& value) {
  if (!value.is_structured()) return yaml::PlainText(value);
  std::string text = value.is_array() ? "[" : "map[";
  bool first = true;
  for (auto at = value.begin(); at != value.end(); ++at) {
    if (!std::exchange(first, false)) text += ' ';
    if (value.is_object()) text += at.key() + ":";
    text += GoText(*at);
  }
  return text + "]";
}

}  // namespace

Result<GetOutput> ParseGetOutput(const std::string& text) {
  if (text.empty()) return GetOutput{};
  if (text == "wide") return GetOutput{.form = GetOutput::Form::kWide};
  if (text == "json") return GetOutput{.form = GetOutput::Form::kJson};
  if (text == "yaml") return GetOutput{.form = GetOutput::Form::kYaml};
  if (text == "name") return GetOutput{.form = GetOutput::Form::kName};
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const std::string rest = equals == std::string::npos ? std::string() : text.substr(equals + 1);
  if (name == "jsonpath" && !rest.empty()) {
    auto path = yaml::JsonPath::Parse(rest);
    if (!path) return std::unexpected(std::move(path).error());
    return GetOutput{.form = GetOutput::Form::kPath, .path = *std::move(path)};
  }
  if (name == "custom-columns" && !rest.empty()) {
    auto columns = ParseColumns(rest);
    if (!columns) return std::unexpected(std::move(columns).error());
    return GetOutput{.form = GetOutput::Form::kColumns, .columns = *std::move(columns)};
  }
  return std::unexpected(NoSuchForm(text));
}

std::string PrettyJson(const Json& value) {
  const std::string text = value.dump(4, ' ', false, Json::error_handler_t::replace);
  std::string escaped;
  escaped.reserve(text.size() + 1);
  for (const char c : text) {
    if (c == '<' || c == '>' || c == '&') {
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      escaped += c;
    }
  }
  return escaped + "\n";
}

Result<std::vector<std::string>> CustomRow(const Json& object,
                                           const std::vector<GetOutput::Column>& columns) {
  std::vector<std::string> row;
  for (const GetOutput::Column& column : columns) {
    auto found = column.path.Find(object);
    if (!found) return std::unexpected(std::move(found).error());
    std::string cell;
    for (const auto& values : *found) {
      for (const Json* value : values) {
        if (!cell.empty()) cell += ',';
        cell += value->is_null() ? "<none>" : GoText(*value);
      }
    }
    row.push_back(cell.empty() ? "<none>" : kube::CellText(cell));
  }
  return row;
}

}  // namespace meshctl::cmd
