// SPDX-License-Identifier: Apache-2.0
// The data files as yaml-cpp reads them, and small readings of their values.
#pragma once

#include <yaml-cpp/yaml.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meshctl::schema::gen {

/// One file of data/.
struct Document {
  std::string name;  ///< `apps.v1`: the file without its ending, and the prefix of its types
  YAML::Node root;
  YAML::Node descriptions;  ///< docs/ has a file of the same name; else null
};

/// The value as compact JSON; quoted scalars stay strings.
std::string JsonOf(const YAML::Node& value);
/// The items of a list of scalars; empty when the node is not there.
std::vector<std::string> Words(const YAML::Node& list);
/// The text of a scalar; empty when the node is not there.
std::string TextOf(const YAML::Node& scalar);
/// Whether the node is there and says true.
bool IsTrue(const YAML::Node& scalar);
/// Throws when a map has a key that is not in `known`: every fact must find its column.
void RequireKnownKeys(const YAML::Node& map, const std::set<std::string_view>& known);

}  // namespace meshctl::schema::gen
