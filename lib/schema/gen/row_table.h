// SPDX-License-Identifier: Apache-2.0
// Tables under construction: rows as the C++ text that will be written, equal rows kept once.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "schema/tables.h"

namespace meshctl::schema::gen {

/// Narrows to what a table column can hold, or stops the build.
template <typename To, typename From>
To Narrow(From value, std::string_view what) {
  if (value > static_cast<From>(std::numeric_limits<To>::max())) {
    throw std::runtime_error("too many " + std::string(what) + " for the width of the table column");
  }
  return static_cast<To>(value);
}

/// Every text once, end to end.
class TextPool {
 public:
  tables::Text Add(std::string_view text) {
    if (text.empty()) return {};
    auto [at, added] = offsets_.try_emplace(std::string(text), static_cast<std::uint32_t>(bytes_.size()));
    if (added) bytes_ += text;
    return {at->second, static_cast<std::uint32_t>(text.size())};
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::map<std::string, std::uint32_t> offsets_;
};

/// Rows of one table.
class RowTable {
 public:
  /// Appends rows that may be shared with an equal run added before.
  tables::Range AddShared(const std::vector<std::string>& run) {
    if (run.empty()) return {};
    auto [at, added] = runs_.try_emplace(run, tables::Range{});
    if (added) at->second = Append(run);
    return at->second;
  }
  std::uint16_t AddShared(const std::string& row) { return AddShared(std::vector{row}).begin; }
  tables::Range Append(const std::vector<std::string>& run) {
    const auto begin = Narrow<std::uint16_t>(rows_.size(), "rows");
    rows_.insert(rows_.end(), run.begin(), run.end());
    return {begin, Narrow<std::uint16_t>(run.size(), "rows")};
  }
  const std::vector<std::string>& rows() const { return rows_; }

 private:
  std::vector<std::string> rows_;
  std::map<std::vector<std::string>, tables::Range> runs_;
};

/// Everything that becomes schema_tables.cc.
struct Tables {
  TextPool pool;
  RowTable names;
  RowTable constraints;
  RowTable extras;
  RowTable steps;
  RowTable rules;
  RowTable fields;
  RowTable positions;
  RowTable slots;
  RowTable one_ofs;
  RowTable types;
  RowTable columns;
  RowTable kinds;
  TextPool doc_pool;
  RowTable field_docs;  ///< one row for each of `fields`
  RowTable type_docs;   ///< one row for each of `types`
};

}  // namespace meshctl::schema::gen
