// SPDX-License-Identifier: Apache-2.0
// Tables that servers make of objects (meta.k8s.io/v1 Table), and the text kubectl makes of those.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kube/aligned_text.h"
#include "yaml/json.h"

namespace meshctl::kube {

/// What to ask servers for; those that make no tables answer with objects.
inline constexpr const char* kAcceptTable =
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,"
    "application/json";

struct TableLayout {
  enum class Columns : std::uint8_t { kNarrow, kWide };
  enum class Part : std::uint8_t { kLeaveOut, kShow };

  Columns columns = Columns::kNarrow;
  Part header = Part::kShow;
  Part name_space = Part::kLeaveOut;  ///< a first column with the namespace
  Part labels = Part::kLeaveOut;      ///< a last column with all labels
  Part event = Part::kLeaveOut;       ///< a first column with what happened
  std::string prefix = {};            ///< before names: "pod/"
  std::vector<std::string> label_columns = {};
};

/// The answer of a server as a Table. One that is no table gets the columns name and age, from the objects
/// themselves; `now` (RFC 3339) is what age is counted from.
Json AsTable(Json answer, const std::string& now);

/// Rows of one kind, one Table after the other.
class TableText {
 public:
  explicit TableText(TableLayout layout) : layout_(std::move(layout)) {}

  /// The rows of a Table; the header comes before the first. `event` is for the column of that name.
  void Add(const Json& table, const std::string& event = {});
  /// The text of what was added since the last call.
  std::string Take() { return text_.Take(); }

 private:
  void AddHeader(const Json& columns);
  void AddRow(const Json& row, const Json& columns, const std::string& event);

  TableLayout layout_;
  AlignedText text_;
  bool headed_ = false;
};

/// The time between two moments as kubectl shows it: `45s`, `5m30s`, `3h`, `2d4h`, `400d`; `<unknown>` when
/// one of them is no time.
std::string AgeBetween(const std::string& from, const std::string& to);

}  // namespace meshctl::kube
