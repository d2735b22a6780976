// SPDX-License-Identifier: Apache-2.0
// The parts of a JSONPath template, between its parser and its evaluation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "yaml/json.h"

namespace meshctl::yaml {

/// One step of a path.
struct PathStep {
  enum class Kind : std::uint8_t {
    kField,      ///< `.name`
    kSlice,      ///< `[1]`, `[1:3:2]`
    kFilter,     ///< `[?(@.a == "b")]`
    kWildcard,   ///< `.*`, `[*]`
    kRecursive,  ///< `..`
    kUnion,      ///< `['a','b']`, `[0,2]`
    kLiteral,    ///< `"text"`, `3`, `true`
  };
  using Path = std::vector<PathStep>;

  Kind kind = Kind::kField;
  Json literal = {};                                 ///< kLiteral
  std::string name = {};                             ///< kField; kFilter: the operator, empty for "exists"
  std::optional<std::int64_t> begin = {}, end = {};  ///< kSlice
  std::optional<std::int64_t> step = {};
  bool single = false;           ///< kSlice: `[n]`, one element
  std::vector<Path> paths = {};  ///< kUnion; kFilter: left and right
};

/// Text, an expression or a range.
struct PathPart {
  enum class Kind : std::uint8_t { kText, kPath, kRange };

  Kind kind = Kind::kText;
  Json text = {};
  PathStep::Path path = {};
  std::vector<PathPart> body = {};  ///< kRange
};

struct PathTemplate {
  std::vector<PathPart> parts;
};

Result<PathTemplate> ParsePathTemplate(std::string_view text);

}  // namespace meshctl::yaml
