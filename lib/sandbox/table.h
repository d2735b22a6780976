// SPDX-License-Identifier: Apache-2.0
// Objects as the tables that `kubectl get` prints (`Accept: …;as=Table`).
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/catalog.h"
#include "sandbox/store.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// One column: how it is called and what it holds of an object.
struct TableColumn {
  enum class Shown { kAlways, kWide };
  using Cell = Json (*)(const Json& object, std::time_t now);

  std::string_view name;
  std::string_view type;  ///< `string`, `integer`, `boolean`, `date`
  Cell cell;
  Shown shown = Shown::kAlways;
};

/// The columns of a built-in kind behind its name, those of the API server; empty for kinds that it has no
/// columns for.
const std::vector<TableColumn>& ColumnsOfBuiltIn(const GroupResource& resource);

/// What comes with each row.
enum class RowObject { kNone, kMetadata, kObject };
/// Reads `includeObject`.
RowObject RowObjectFor(std::string_view text);

/// A table of one row for each object. `now` is the time that ages are counted to, as RFC 3339.
Json TableOf(const Resource& resource, const std::vector<Object>& objects, RowObject include,
             const std::string& now);

/// RFC 3339 in UTC as seconds since 1970; 0 for other text.
std::time_t ParseTime(const std::string& text);
/// `5s`, `3m20s`, `4d2h`: as kubectl shows how long ago something was.
std::string ShortDuration(std::time_t seconds);
/// How long before `now` the time `text` was; `<unknown>` when it is no time.
std::string AgeOf(const std::string& text, std::time_t now);

}  // namespace meshctl::sandbox
