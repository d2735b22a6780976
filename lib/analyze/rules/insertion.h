// SPDX-License-Identifier: Apache-2.0
// Fixes that add entries to a map.
#pragma once

#include <initializer_list>
#include <string_view>

#include "source/edit.h"
#include "yaml/node.h"

namespace meshctl::analyze {

/// Whether nothing but blanks stands before the key in its line: the map is in block style, and no item of a
/// list begins with it.
bool StandsOnItsOwnLine(const yaml::Entry& entry);

/// Puts lines before an entry of a map in block style, indented as its key is.
source::Edit InsertBefore(const yaml::Entry& entry, std::initializer_list<std::string_view> lines);

}  // namespace meshctl::analyze
