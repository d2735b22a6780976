// SPDX-License-Identifier: Apache-2.0
// How typed views read a tree: one call per field, and no field can fail. A value of the wrong type reads
// as "not given"; reporting it is the schema's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "model/labels.h"
#include "model/object.h"
#include "source/source_file.h"
#include "yaml/node.h"

namespace meshctl::model {

/// Scalars with their places. The optional is empty when the field is missing or of another type.
using Number = source::Located<std::optional<std::int64_t>>;
using Decimal = source::Located<std::optional<double>>;
using Switch = source::Located<std::optional<bool>>;
using Duration = source::Located<std::optional<Nanoseconds>>;

/// The fields of one mapping. Keys are given in camelCase; where they are not present, proto's snake_case
/// spelling is tried, as Istio accepts both.
class Fields {
 public:
  explicit Fields(const yaml::Node& map) : map_(&map) {}

  const yaml::Node& node() const { return *map_; }
  source::Span span() const { return map_->span(); }

  const yaml::Node& Get(std::string_view key) const;
  Fields In(std::string_view key) const { return Fields(Get(key)); }

  Text GetText(std::string_view key) const;
  Number GetNumber(std::string_view key) const;
  Decimal GetDecimal(std::string_view key) const;
  Switch GetSwitch(std::string_view key) const;
  Duration GetDuration(std::string_view key) const;
  std::vector<Text> GetTexts(std::string_view key) const;
  Labels GetLabels(std::string_view key) const;

  /// A nested message; nothing unless the value is a mapping.
  template <typename T>
  std::optional<T> GetMessage(std::string_view key, T (*decode)(const Fields&)) const {
    const yaml::Node& node = Get(key);
    if (!node.is_map()) return std::nullopt;
    return decode(Fields(node));
  }
  /// A list of messages. An item that is no mapping reads as a message without fields, so that positions in
  /// the list stay those of the text.
  template <typename T>
  std::vector<T> GetMessages(std::string_view key, T (*decode)(const Fields&)) const {
    std::vector<T> messages;
    const yaml::Node& node = Get(key);
    messages.reserve(node.items().size());
    for (const yaml::Node& item : node.items()) messages.push_back(decode(Fields(item)));
    return messages;
  }

 private:
  const yaml::Node* map_;
};

}  // namespace meshctl::model
