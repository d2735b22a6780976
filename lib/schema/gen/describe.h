// SPDX-License-Identifier: Apache-2.0
// What data/docs says about types and fields.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "schema/gen/document.h"

namespace meshctl::schema::gen {

/// The descriptions of all files, handed out one by one while types are compiled.
class Descriptions {
 public:
  explicit Descriptions(const std::vector<Document>& documents);

  /// The description of a type, or empty.
  std::string Of(const Document& document, const std::string& type);
  /// The description of a field: its own, that of the field it is a second spelling of, or, in the type of a
  /// kind, what every object says of `metadata` and its like; empty when there is none.
  std::string Of(const Document& document, const std::string& type, const std::string& field);

  /// Throws when a text describes a type or field that does not exist, or when a type or field has no
  /// description. Call it when all types are compiled.
  void RequireComplete() const;

 private:
  using Place = std::pair<std::string, std::string>;  // qualified type; field, or `_`: the type itself

  /// What every object says of a field; `spec` is described by its own type where that is.
  std::string OfEveryObject(const Document& document, const std::string& type,
                            const std::string& field) const;
  std::string Take(const Place& place, std::string fallback);

  std::map<Place, std::string> texts_;
  std::set<std::string> types_of_kinds_;
  std::set<Place> unused_;
  std::vector<std::string> missing_;
};

}  // namespace meshctl::schema::gen
