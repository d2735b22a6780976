// SPDX-License-Identifier: Apache-2.0
// The server says which field and whose; what stands there now, and what would, is looked up in both objects,
// so that people can decide without another command.
#include "apply/conflict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "apply/field_path.h"
#include "base/utf8.h"
#include "diff/secrets.h"

namespace meshctl::apply {
namespace {

constexpr std::size_t kMaxValue = 40;  // characters of a value in the table

/// `conflict with "helm" with subresource "status" using apps/v1 at 2026-01-01T00:00:00Z` as `helm (status)`.
std::string OwnerIn(std::string_view message) {
  const auto quoted_after = [&](std::string_view words) {
    const std::size_t at = message.find(words);
    if (at == std::string_view::npos) return std::string_view();
    const std::string_view rest = message.substr(at + words.size());
    return rest.substr(0, rest.find('"'));
  };
  const std::string_view owner = quoted_after("conflict with \"");
  if (owner.empty()) return std::string(message);
  const std::string_view subresource = quoted_after("with subresource \"");
  return subresource.empty() ? std::string(owner) : fmt::format("{} ({})", owner, subresource);
}

std::string Shortened(std::string text) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++count) {
    if (count == kMaxValue) return text.substr(0, end) + "…";
    utf8::Next(text, end);
  }
  return text;
}

/// The value at a field as the table shows it; of Secrets their length alone.
std::string Shown(const Json* value, const Item& item, std::string_view field) {
  if (!value) return "-";
  const Json masked = diff::MaskedValue(item.api_version(), item.kind(), field, *value);
  std::string text = masked.is_string() ? masked.get<std::string>() : masked.dump();
  text = utf8::Printable(text);
  return text.empty() ? "\"\"" : Shortened(std::move(text));
}

}  // namespace

bool IsFieldConflict(const kube::Failure& failure) {
  return failure.status == 409 && std::ranges::any_of(failure.causes, [](const kube::Cause& cause) {
           return cause.reason == "FieldManagerConflict";
         });
}

std::vector<Conflict> ConflictsOf(const kube::Failure& failure, const Item& item, const Json& live) {
  std::vector<Conflict> conflicts;
  const Json ours = item.object();
  for (const kube::Cause& cause : failure.causes) {
    if (cause.reason != "FieldManagerConflict") continue;
    const Resolved here = Resolve(ours, cause.field);
    const Resolved there = Resolve(live, cause.field);
    conflicts.push_back(
        {.field = cause.field,
         .owner = utf8::Printable(OwnerIn(cause.message)),
         .theirs = Shown(there.complete ? diff::Follow(live, there.steps) : nullptr, item, cause.field),
         .ours = Shown(here.complete ? diff::Follow(ours, here.steps) : nullptr, item, cause.field),
         .place = PlaceOf(item.root, here.steps)});
  }
  return conflicts;
}

bool IsAmong(const Conflict& conflict, const std::vector<std::string>& fields) {
  return std::ranges::any_of(fields, [&](std::string_view field) {
    std::string_view path = conflict.field;
    if (!field.starts_with('.') && path.starts_with('.')) path.remove_prefix(1);
    if (!path.starts_with(field)) return false;
    path.remove_prefix(field.size());
    return path.empty() || path.front() == '.' || path.front() == '[';
  });
}

std::string RenderConflicts(const std::vector<Conflict>& conflicts, std::string_view indent) {
  constexpr std::size_t kColumns = 4;
  std::vector<std::array<std::string, kColumns>> rows = {{"FIELD", "OWNER", "THEIRS", "OURS"}};
  for (const Conflict& conflict : conflicts)
    rows.push_back({conflict.field, conflict.owner, conflict.theirs, conflict.ours});
  std::array<std::size_t, kColumns> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], utf8::DisplayWidth(row[i]));
  }
  std::string table;
  for (const auto& row : rows) {
    if (!table.empty()) table += '\n';
    table += indent;
    for (std::size_t i = 0; i < kColumns; ++i) {
      table += row[i];
      if (i + 1 < kColumns) table.append(widths[i] - utf8::DisplayWidth(row[i]) + 2, ' ');
    }
  }
  return table;
}

}  // namespace meshctl::apply
