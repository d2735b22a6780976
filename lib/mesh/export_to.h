// SPDX-License-Identifier: Apache-2.0
// Which namespaces see an object.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/object.h"

namespace meshctl::mesh {

/// The resolved `exportTo` of an object. `*` wins over everything else, then `~` hides the object from all.
class ExportTo {
 public:
  /// Public.
  ExportTo() = default;
  /// `.` becomes `own_namespace`. An empty list means `defaults`.
  ExportTo(const std::vector<model::Text>& written, const std::vector<std::string>& defaults,
           std::string_view own_namespace);
  /// The annotation form: names separated by commas.
  ExportTo(std::string_view list, const std::vector<std::string>& defaults, std::string_view own_namespace);

  /// Whether a namespace sees the object.
  bool Includes(std::string_view ns) const { return public_ || Names(ns); }
  /// Whether a namespace is named, itself or as `.`.
  bool Names(std::string_view ns) const;
  bool is_public() const { return public_; }
  /// The namespaces named, sorted; empty when public or hidden.
  const std::vector<std::string>& namespaces() const { return namespaces_; }
  /// Whether it was given rather than taken from the defaults.
  bool written() const { return written_; }

  friend bool operator==(const ExportTo&, const ExportTo&) = default;

 private:
  void Resolve(std::vector<std::string_view> names, const std::vector<std::string>& defaults,
               std::string_view own_namespace);

  bool public_ = true;
  bool written_ = false;
  std::vector<std::string> namespaces_;
};

}  // namespace meshctl::mesh
