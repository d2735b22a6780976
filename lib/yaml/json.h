// SPDX-License-Identifier: Apache-2.0
// Objects on their way to and from an API server are JSON values without places: this file converts.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"
#include "yaml/node.h"

namespace meshctl {

/// An object in flight. Keys are sorted, as kubectl prints them.
using Json = nlohmann::json;

}  // namespace meshctl

namespace meshctl::yaml {

/// The tree as JSON. Aliases are written out. Integers outside int64 and uint64 become doubles, as in
/// Kubernetes; .nan and .inf, which JSON lacks, become null.
Json ToJson(const Node& node);

/// Parses JSON text of a server. Errors (kind cluster) name the byte offset; nesting deeper than 1000 is
/// refused.
Result<Json> ParseJson(std::string_view text);

/// Block-style YAML as kubectl prints it: two spaces, lists not indented below their key, keys sorted,
/// strings quoted only where they would read as something else, multi-line strings as literals. Ends in a
/// newline.
std::string PrintYaml(const Json& value);

}  // namespace meshctl::yaml
