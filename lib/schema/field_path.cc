// SPDX-License-Identifier: Apache-2.0
// A path is walked type by type. Where a resource ends and its fields begin is not written down
// (`gateways.networking.istio.io.spec`), so the longest beginning that is a resource wins.
#include "schema/field_path.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/nearest.h"
#include "schema/facts.h"

namespace meshctl::schema {
namespace {

// Read from the ConfigMap `istio`; no kinds.
constexpr std::array<std::string_view, 2> kRootTypes = {"MeshConfig", "MeshNetworks"};

constexpr std::size_t kMostNames = 40;

Type FindRootType(std::string_view name) {
  for (const std::string_view root : kRootTypes) {
    if (EqualIgnoringCase(name, root)) return FindType(fmt::format("mesh.istio.io.{}", root));
  }
  return {};
}

/// `spec.http[0].match` as `spec`, `http`, `match`; dots within brackets do not count.
std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  std::size_t begin = 0;
  std::size_t name_end = std::string_view::npos;
  for (std::size_t at = 0; at <= path.size(); ++at) {
    const bool in_brackets = name_end != std::string_view::npos && path.find(']', name_end) >= at;
    if (at == path.size() || (path[at] == '.' && !in_brackets)) {
      segments.push_back(path.substr(begin, std::min(name_end, at) - begin));
      begin = at + 1;
      name_end = std::string_view::npos;
    } else if (path[at] == '[' && name_end == std::string_view::npos) {
      name_end = at;
    }
  }
  if (segments.back().empty()) segments.pop_back();
  return segments;
}

std::vector<std::string_view> ShownNames(Type type) {
  std::vector<std::string_view> names;
  for (const Field field : type.fields()) {
    if (IsShown(field)) names.push_back(field.name());
  }
  return names;
}

Error UnknownField(const FieldPath& at, std::string_view resource, std::string_view name) {
  const std::string place = at.path.empty() ? std::string(resource) : fmt::format("{}.{}", resource, at.path);
  if (at.field && !at.type) {
    const Scalar scalar = at.field.scalar();
    const bool free = scalar == Scalar::kAny || scalar == Scalar::kObject;
    return UsageError(fmt::format("`{}` is `{}`, {} `{}`", place, at.field.Describe(),
                                  free ? "whose content is free: nothing is known of" : "which has no field",
                                  name));
  }
  Error error = UsageError(fmt::format("`{}` has no field `{}`", place, name));
  if (const Field near = at.type.Nearest(name))
    error.hints.push_back(fmt::format("did you mean `{}`?", near.name()));
  std::vector<std::string_view> names = ShownNames(at.type);
  const bool cut = names.size() > kMostNames;
  if (cut) names.resize(kMostNames);
  return std::move(error).Hint(
      names.empty() ? "it has no fields at all"
                    : fmt::format("its fields: {}{}", fmt::join(names, ", "), cut ? ", ..." : ""));
}

Error UnknownResource(std::string_view resource) {
  Error error = UsageError(fmt::format("unknown resource `{}`", resource));
  std::vector<std::string_view> names(kRootTypes.begin(), kRootTypes.end());
  std::string_view near = NearestResource(resource);
  if (near.empty()) near = Nearest(resource, names);
  if (!near.empty()) error.hints.push_back(fmt::format("did you mean `{}`?", near));
  return error;
}

/// The kind of that name in a wanted version; `kind` is any version in any group.
Result<Kind> InVersion(Kind kind, std::string_view api_version) {
  if (api_version.empty()) return kind;
  if (const Kind found = FindKind(api_version, kind.name())) return found;
  std::vector<std::string_view> versions;
  for (const Kind candidate : KindsNamed(kind.name())) versions.push_back(candidate.api_version());
  Error error = UsageError(fmt::format("there is no `{}` in `{}`", kind.name(), api_version));
  const std::string_view near = NearestApiVersion(api_version, kind.name());
  if (!near.empty()) error.hints.push_back(fmt::format("did you mean `{}`?", near));
  return std::unexpected(std::move(error).Hint(fmt::format("there is {}", fmt::join(versions, ", "))));
}

/// The object that a path begins with, and how many segments name it.
struct Beginning {
  Kind kind;
  Type type;
  std::size_t segments = 0;
};

Result<Beginning> FindBeginning(std::span<const std::string_view> segments, std::string_view api_version) {
  for (std::size_t count = segments.size(); count > 0; --count) {
    const std::string name = fmt::format("{}", fmt::join(segments.first(count), "."));
    if (const Kind found = FindResource(name)) {
      const Result<Kind> kind = InVersion(found, api_version);
      if (!kind) return std::unexpected(kind.error());
      return Beginning{*kind, kind->type(), count};
    }
  }
  if (const Type type = FindRootType(segments[0])) {
    if (api_version.empty()) return Beginning{{}, type, 1};
    return std::unexpected(UsageError(
        fmt::format("{} has no apiVersion: it is no kind, but read from a ConfigMap", type.short_name())));
  }
  return std::unexpected(UnknownResource(segments[0]));
}

Result<FieldPath> Walk(FieldPath at, std::string_view resource, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const Field field = at.type.Find(name);
    if (!field) return std::unexpected(UnknownField(at, resource, name));
    at.owner = at.type;
    at.field = field.alias_of().empty() ? field : at.type.Find(field.alias_of());
    at.type = TypeBelow(at.field);
    at.path += fmt::format("{}{}", at.path.empty() ? "" : ".", at.field.name());
  }
  return at;
}

void AddResources(std::string_view typed, std::vector<std::string>& words) {
  const auto add = [&](std::string_view name) {
    std::string word = LowerAscii(name) + ".";
    if (word.starts_with(typed) && std::ranges::find(words, word) == words.end()) words.push_back(word);
  };
  for (const Kind kind : AllKinds()) {
    if (!kind.subresource_only()) add(kind.singular());
  }
  for (const std::string_view root : kRootTypes) add(root);
}

}  // namespace

Result<FieldPath> FindFieldPath(std::string_view path, std::string_view api_version) {
  const std::vector<std::string_view> segments = Segments(path);
  if (segments.empty() || std::ranges::count(segments, std::string_view()) > 0)
    return std::unexpected(UsageError(fmt::format("`{}` is no path: a name is missing", path)));
  const Result<Beginning> begin = FindBeginning(segments, api_version);
  if (!begin) return std::unexpected(begin.error());

  const auto fields = std::span(segments).subspan(begin->segments);
  const std::string resource = fmt::format("{}", fmt::join(std::span(segments).first(begin->segments), "."));
  Result<FieldPath> found =
      Walk({.kind = begin->kind, .root = begin->type, .type = begin->type}, resource, fields);
  if (found || !api_version.empty() || begin->segments > 1) return found;
  for (const Kind other : SameNameElsewhere(begin->kind)) {
    if (auto there = Walk({.kind = other, .root = other.type(), .type = other.type()}, resource, fields))
      return there;
  }
  return found;
}

std::vector<std::string> CompleteFieldPath(std::string_view typed, std::string_view api_version) {
  std::vector<std::string> words;
  const std::size_t dot = typed.rfind('.');
  if (dot == std::string_view::npos) {
    AddResources(typed, words);
    return words;
  }
  const Result<FieldPath> parent = FindFieldPath(typed.substr(0, dot), api_version);
  if (!parent) return words;
  for (const std::string_view name : ShownNames(parent->type)) {
    if (!name.starts_with(typed.substr(dot + 1))) continue;
    const bool more = !TypeBelow(parent->type.Find(name)).fields().empty();
    words.push_back(fmt::format("{}{}{}", typed.substr(0, dot + 1), name, more ? "." : ""));
  }
  return words;
}

std::vector<Kind> SameNameElsewhere(Kind kind) {
  std::vector<Kind> others;
  for (const Kind other : KindsNamed(kind.name())) {
    if (other.group() != kind.group() && other == Preferred(other.group(), other.name()))
      others.push_back(other);
  }
  return others;
}

}  // namespace meshctl::schema
