// SPDX-License-Identifier: Apache-2.0
// Numbers and flags as half sentences. Limits of list items and map values and keys are told apart by what
// stands before them.
#include "schema/facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "schema/formats.h"

namespace meshctl::schema {
namespace {

using Lines = std::vector<std::string>;
using Limit = std::optional<std::int64_t>;

std::string Counted(std::int64_t count, std::string_view unit) {
  if (unit.empty()) return fmt::to_string(count);
  if (count == 1) return fmt::format("1 {}", unit);
  const std::string_view stem = unit.ends_with('y') ? unit.substr(0, unit.size() - 1) : unit;
  return fmt::format("{} {}{}", count, stem, stem.size() < unit.size() ? "ies" : "s");
}

/// "from 1 to 64 characters"; empty without limits.
std::string Between(Limit min, Limit max, std::string_view unit) {
  if (min && max && *min == *max) return "exactly " + Counted(*min, unit);
  if (min && max) return fmt::format("from {} to {}", *min, Counted(*max, unit));
  if (min) return "at least " + Counted(*min, unit);
  if (max) return "at most " + Counted(*max, unit);
  return {};
}

void Add(Lines& lines, std::string_view of, const std::string& text) {
  if (!text.empty()) lines.push_back(fmt::format("{}{}", of, text));
}

std::string_view SyntaxOf(Scalar scalar) {
  switch (scalar) {
    case Scalar::kBytes:
      return "base64 of the bytes";
    case Scalar::kDuration:
      return "a duration such as `1h30m`, `5s` or `250ms`";
    case Scalar::kTimestamp:
      return "a time such as `2026-01-31T12:00:00Z`";
    case Scalar::kMicroTime:
      return "a time such as `2026-01-31T12:00:00.000000Z`";
    case Scalar::kQuantity:
      return "an amount such as `2`, `500m`, `1.5` or `128Mi`";
    default:
      return {};
  }
}

void AddConstraint(Constraint constraint, std::string_view of, Lines& lines) {
  Add(lines, of, Between(constraint.min(), constraint.max(), ""));
  Add(lines, of, Between(constraint.min_length(), constraint.max_length(), "character"));
  if (!constraint.pattern().empty()) Add(lines, of, fmt::format("matches `{}`", constraint.pattern()));
  if (!constraint.experimental_pattern().empty()) {
    Add(lines, of,
        fmt::format("matches `{}` in the experimental channel", constraint.experimental_pattern()));
  }
  if (constraint.format() == Format::kNone || constraint.format() == Format::kNameOfKind) return;
  const FormatWords words = Describe(constraint.format());
  Add(lines, of, fmt::format("{}{}{}", words.what, words.syntax.empty() ? "" : ": ", words.syntax));
}

void AddGroups(Type owner, Field field, Lines& lines) {
  for (const OneOf group : owner.one_of()) {
    if (!group.fields().Contains(field.name()) || group.fields().size() < 2) continue;
    Lines mates;
    for (const std::string_view name : group.fields()) {
      if (name != field.name()) mates.push_back(fmt::format("`{}`", name));
    }
    lines.push_back(fmt::format("not together with {}{}", fmt::join(mates, ", "),
                                group.exactly_one() ? "; one of them must be set" : ""));
  }
}

}  // namespace

bool IsRequired(Type owner, Field field) {
  return field.required() || std::ranges::count(owner.required(), owner.IndexOf(field)) > 0;
}

bool IsShown(Field field) { return !field.hidden() && field.alias_of().empty(); }

Type TypeBelow(Field field) {
  const Type type = field.validated_as() ? field.validated_as() : field.type();
  for (const Field alternative : type.alternatives()) {
    if (alternative.type()) return alternative.type();
  }
  return type;
}

Lines LimitsOf(Field field) {
  Lines lines;
  const Shape shape = field.shape();
  const std::string_view of = shape == Shape::kList  ? "each item: "
                              : shape == Shape::kMap ? "each value: "
                                                     : "";
  if (field.has_extra()) {
    Add(lines, "", Between(field.min_size(), field.max_size(), shape == Shape::kList ? "item" : "entry"));
  }
  Add(lines, of, std::string(SyntaxOf(field.scalar())));
  AddConstraint(field.constraint(), of, lines);
  AddConstraint(field.key_constraint(), "each key: ", lines);
  return lines;
}

Lines NotesOf(Type owner, Field field) {
  Lines lines;
  if (field.deprecated()) lines.emplace_back("deprecated");
  if (field.experimental()) lines.emplace_back("only in the experimental channel of the Gateway API");
  if (!field.feature_gate().empty())
    lines.push_back(fmt::format("needs the feature gate {}", field.feature_gate()));
  if (field.immutable()) lines.emplace_back("cannot be changed once it is set");
  if (field.write_only()) lines.emplace_back("can be written but not read back");
  AddGroups(owner, field, lines);
  if (field.zero_is_unset()) lines.emplace_back("0 means the same as no value");
  if (!field.list_keys().empty())
    lines.push_back(fmt::format("items are told apart by {}", fmt::join(field.list_keys(), ", ")));
  if (field.list_kind() == ListKind::kSet) lines.emplace_back("no item may be there twice");
  if (!field.proto_name().empty())
    lines.push_back(fmt::format("may also be written `{}`", field.proto_name()));
  for (const Field other : owner.fields()) {
    if (other.alias_of() == field.name())
      lines.push_back(fmt::format("may also be written `{}`", other.name()));
  }
  return lines;
}

}  // namespace meshctl::schema
