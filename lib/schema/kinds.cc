// SPDX-License-Identifier: Apache-2.0
// Lookups among the kinds: exact ones for manifests, forgiving ones for what people type.
#include "schema/kinds.h"

#include <algorithm>
#include <span>
#include <string>
#include <tuple>

#include "base/nearest.h"
#include "schema/tables.h"

namespace meshctl::schema {

using tables::View;

namespace {

const tables::KindRow kAbsentKind{};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// The rows of one kind, the preferred version first.
std::span<const tables::KindRow> VersionsOf(std::string_view group, std::string_view kind) {
  const std::span kinds(tables::kKinds, tables::kKindCount);
  const auto key = [](const tables::KindRow& row) { return std::pair(View(row.group), View(row.name)); };
  const auto found = std::ranges::equal_range(kinds, std::pair(group, kind), {}, key);
  return {found.begin(), found.end()};
}

/// Whether the first dotted part of what a user typed names this kind.
bool IsCalled(const Kind& kind, std::string_view name) {
  return name == kind.plural() || name == kind.singular() || kind.short_names().Contains(name) ||
         name == Lower(kind.name());
}

/// A kind is reached through its first row, which is the preferred version.
bool IsPreferred(const Kind& kind) { return kind == Preferred(kind.group(), kind.name()); }

}  // namespace

std::string_view Column::name() const { return View(row_->name); }
std::string_view Column::type() const { return View(row_->type); }
std::string_view Column::path() const { return View(row_->path); }
std::string_view Column::format() const { return View(row_->format); }
int Column::priority() const { return row_->priority; }

const tables::KindRow& Kind::row() const { return row_ != nullptr ? *row_ : kAbsentKind; }

std::string_view Kind::group() const { return View(row().group); }
std::string_view Kind::version() const { return View(row().version); }
std::string_view Kind::api_version() const { return View(row().api_version); }
std::string_view Kind::name() const { return View(row().name); }
std::string_view Kind::plural() const { return View(row().plural); }
std::string_view Kind::singular() const { return View(row().singular); }
std::string_view Kind::list_name() const { return View(row().list_name); }
Names Kind::short_names() const {
  return {tables::kNames + row().short_names.begin, row().short_names.count};
}
Names Kind::categories() const { return {tables::kNames + row().categories.begin, row().categories.count}; }
Names Kind::subresources() const {
  return {tables::kNames + row().subresources.begin, row().subresources.count};
}
Columns Kind::columns() const { return {tables::kColumns + row().columns.begin, row().columns.count}; }
Names Kind::channels() const { return {tables::kNames + row().channels.begin, row().channels.count}; }
bool Kind::namespaced() const { return row().namespaced; }
bool Kind::served() const { return row().served; }
bool Kind::served_experimental() const { return row().served_experimental; }
bool Kind::storage() const { return row().storage; }
bool Kind::deprecated() const { return row().deprecated; }
bool Kind::file_only() const { return row().file_only; }
bool Kind::subresource_only() const { return row().subresource_only; }
bool Kind::custom() const { return row().custom; }
Format Kind::name_format() const { return static_cast<Format>(row().name_format); }
std::string_view Kind::scale_spec_path() const { return View(row().scale_spec); }
std::string_view Kind::scale_status_path() const { return View(row().scale_status); }
std::string_view Kind::scale_selector_path() const { return View(row().scale_selector); }
std::string_view Kind::description() const { return type().description(); }
Type Kind::type() const { return row().type == tables::kNoType ? Type() : Type(tables::kTypes[row().type]); }

Kinds AllKinds() { return {tables::kKinds, tables::kKindCount}; }

Kind FindKind(std::string_view group, std::string_view version, std::string_view kind) {
  for (const tables::KindRow& row : VersionsOf(group, kind)) {
    if (View(row.version) == version) return Kind(row);
  }
  return {};
}

Kind FindKind(std::string_view api_version, std::string_view kind) {
  const GroupVersion split = SplitApiVersion(api_version);
  return FindKind(split.group, split.version, kind);
}

Kind Preferred(std::string_view group, std::string_view kind) {
  const auto versions = VersionsOf(group, kind);
  return versions.empty() ? Kind() : Kind(versions.front());
}

Kind FindResource(std::string_view resource) {
  const std::string typed = Lower(resource);
  const std::size_t dot = typed.find('.');
  const std::string_view name = std::string_view(typed).substr(0, dot);
  const std::string_view rest =
      dot == std::string::npos ? std::string_view() : std::string_view(typed).substr(dot + 1);
  Kind found;
  for (const Kind kind : AllKinds()) {
    if (kind.subresource_only() || !IsCalled(kind, name)) continue;
    if (dot == std::string::npos || rest == kind.group()) {
      if (!IsPreferred(kind)) continue;
    } else if (rest !=
               std::string(kind.version()) + (kind.group().empty() ? "" : ".") + std::string(kind.group())) {
      continue;
    }
    // Rows are sorted by group, so the first built-in kind wins, else the first custom one.
    if (!kind.custom()) return kind;
    if (!found) found = kind;
  }
  return found;
}

std::string_view NearestResource(std::string_view resource) {
  std::vector<std::string_view> names;
  for (const Kind kind : AllKinds()) {
    if (!IsPreferred(kind) || kind.subresource_only()) continue;
    names.push_back(kind.plural());
    names.push_back(kind.singular());
    names.insert(names.end(), kind.short_names().begin(), kind.short_names().end());
  }
  return Nearest(resource, names);
}

GroupVersion SplitApiVersion(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string_view::npos) return {{}, api_version};
  return {api_version.substr(0, slash), api_version.substr(slash + 1)};
}

std::vector<Kind> KindsNamed(std::string_view kind) {
  std::vector<Kind> found;
  for (const Kind candidate : AllKinds()) {
    if (candidate.name() == kind) found.push_back(candidate);
  }
  return found;
}

std::string_view NearestKindName(std::string_view kind) {
  std::vector<std::string_view> names;
  for (const Kind candidate : AllKinds()) names.push_back(candidate.name());
  return Nearest(kind, names);
}

std::string_view NearestApiVersion(std::string_view api_version, std::string_view kind) {
  std::vector<std::string_view> versions;
  for (const Kind candidate : AllKinds()) {
    if (kind.empty() || candidate.name() == kind) versions.push_back(candidate.api_version());
  }
  return Nearest(api_version, versions);
}

}  // namespace meshctl::schema
