// SPDX-License-Identifier: Apache-2.0
// What is expected beside what is.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "source/source_file.h"
#include "yaml/node.h"

namespace meshctl::routetest {

/// Where an answer is not the expected one.
struct Difference {
  std::string field;     ///< `destinations[0].share`; the shortest path that tells them apart
  std::string expected;  ///< as YAML on one line; `nothing` for null
  std::string actual;    ///< the same, of the fields that are expected
  source::Span span;     ///< the expectation
};

/// Compares `expected`, a map, with the facts of an answer. Of a map the keys that are given count; a list
/// must be complete and in order. Shares, durations and hosts are compared by what they mean.
std::vector<Difference> Compare(const yaml::Node& expected, const nlohmann::ordered_json& facts);

}  // namespace meshctl::routetest
