// SPDX-License-Identifier: Apache-2.0
// Pieces of JSON that the renderers of this room share. Only they include this.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "route/table.h"
#include "simulate/answer.h"
#include "source/source_file.h"

namespace meshctl::simulate {

using OrderedJson = nlohmann::ordered_json;

/// Adds `key` unless the text is empty.
void Put(OrderedJson& object, const char* key, std::string_view text);
/// Adds `{"file", "line", "column"}` unless the span is nowhere.
void Put(OrderedJson& object, const char* key, const source::Span& span);

/// `{"percent", "fraction"}`.
OrderedJson ToJson(const Share& share);
/// `{"object", "field", "place"}`.
OrderedJson ToJson(const route::Origin& origin);
/// `{"kind", "name", "namespace", "place"}`.
OrderedJson ToJson(const route::Proxy& proxy);

/// Indented by two, a newline at the end; bytes that are no UTF-8 are replaced.
std::string Dump(const OrderedJson& json);

}  // namespace meshctl::simulate
