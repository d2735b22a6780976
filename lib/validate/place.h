// SPDX-License-Identifier: Apache-2.0
// Where in an object validation stands: frames on its own stack, written out only when there is a finding.
#pragma once

#include <cstddef>
#include <string>

#include "source/source_file.h"
#include "yaml/node.h"

namespace meshctl::validate {

/// One step from the root of an object: a key of a map or an item of a list.
struct Place {
  const Place* parent = nullptr;       ///< null: the root, which has no step of its own
  const yaml::Entry* entry = nullptr;  ///< null: an item
  std::size_t index = 0;

  Place Key(const yaml::Entry& next) const { return {this, &next, 0}; }
  Place Item(std::size_t next) const { return {this, nullptr, next}; }
  bool is_root() const { return parent == nullptr; }
};

/// `spec.http[0].match[2].headers["x-user"]`; empty for the root.
std::string PathOf(const Place& place);
/// The path of a field in the object at `place`.
std::string PathOf(const Place& place, std::string_view field);

/// What to point at when something is missing from the object `node` at `place`: the key it stands under; of
/// a list item its first key; of a document its `kind`.
source::Span Anchor(const Place& place, const yaml::Node& node);

}  // namespace meshctl::validate
