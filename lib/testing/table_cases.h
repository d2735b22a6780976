// SPDX-License-Identifier: Apache-2.0
// Istio's own tables of small cases (route/table-cases.json), row by row.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "testing/conformance.h"
#include "yaml/json.h"

namespace meshctl::testing {

/// Runs `check(data)` for each row of a suite, under the row's name. Skips the running test when there is no
/// data, and fails it when the data has no such suite.
template <typename Check>
void ForEachRow(const std::string& suite, Check check) {
  const auto path = ConformancePath("route/table-cases.json");
  if (!path) GTEST_SKIP() << kNoConformanceData;
  static const Json rows = [&] {
    std::ifstream file(*path);
    return *yaml::ParseJson(std::string(std::istreambuf_iterator<char>(file), {}));
  }();
  std::size_t count = 0;
  for (const Json& row : rows) {
    if (row["suite"] != suite) continue;
    SCOPED_TRACE(row["name"].get<std::string>());
    check(row["data"]);
    ++count;
  }
  EXPECT_GT(count, 0u) << "no rows of " << suite;
}

/// A field of a row; null when it is not there.
inline Json Field(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}
/// The same for texts; empty when it is not there or is none.
inline std::string TextField(const Json& object, const char* key) {
  const Json field = Field(object, key);
  return field.is_string() ? field.get<std::string>() : std::string();
}

}  // namespace meshctl::testing
