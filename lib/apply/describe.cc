// SPDX-License-Identifier: Apache-2.0
// What the server refuses is said where it was written: the first field that can be found decides the place,
// and each further field has its own.
#include <fmt/format.h>

#include <string>

#include "apply/field_path.h"
#include "apply/object_apply.h"
#include "diff/secrets.h"

namespace meshctl::apply {
namespace {

/// `  web.yaml:9:13: spec.replicas: Invalid value: ...`
std::string CauseLine(const kube::Cause& cause, const source::Span& place) {
  const std::string where = source::ToString(place);
  std::string line = "\n  ";
  if (!where.empty()) line += where + ": ";
  if (!cause.field.empty()) line += cause.field + ": ";
  return line + cause.message;
}

}  // namespace

Error Describe(const Outcome& outcome) {
  const Item& item = *outcome.item;
  Error error = outcome.failure->error;
  source::Span place = item.place;
  if (!outcome.conflicts.empty()) {
    error.message += "\n" + RenderConflicts(outcome.conflicts, "  ");
    place = outcome.conflicts.front().place;
  } else if (!outcome.failure->causes.empty()) {
    const Json object = item.object();
    bool first = true;
    for (const kube::Cause& cause : outcome.failure->causes) {
      const source::Span at = PlaceOf(item.root, Resolve(object, cause.field).steps);
      if (std::exchange(first, false) && !cause.field.empty()) place = at;
      error.message += CauseLine(cause, cause.field.empty() ? source::Span{} : at);
    }
  }
  // Servers quote what they refuse, also of Secrets.
  const Json object = item.object();
  error.message = diff::MaskedMessage(object, std::move(error.message));
  for (std::string& hint : error.hints) hint = diff::MaskedMessage(object, std::move(hint));
  const std::string where = source::ToString(place);
  return std::move(error).In(where.empty() ? item.label() : fmt::format("{}: {}", where, item.label()));
}

Error Describe(const Item& item, const kube::Failure& failure) {
  return Describe(Outcome{.item = &item, .failure = failure});
}

}  // namespace meshctl::apply
