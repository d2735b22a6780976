// SPDX-License-Identifier: Apache-2.0
// What custom resource definitions and JSON Schema write alike: limits, choices, one-of groups, and which of
// two release channels a fact belongs to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/types.h"
#include "yaml/json.h"

namespace meshctl::schema {

/// The Gateway API's release channels. Kinds of other APIs are the same in both.
enum class Channel : std::uint8_t { kStandard, kExperimental };

namespace parts {

bool Holds(Channel channel, Field field);
bool Holds(Channel channel, Rule rule);
/// The pattern of a channel, or empty.
std::string_view PatternOf(Constraint constraint, Channel channel);

/// `minimum`, `maximum`, `minLength`, `maxLength`, `pattern` and `enum` of a single value.
void PutLimits(Json& schema, Constraint constraint, Scalar scalar, Channel channel);
/// `minItems`, `maxItems` of a list; `minProperties`, `maxProperties` of a map.
void PutSizes(Json& schema, Field field);
/// `default`, as the schema declares it.
void PutDefault(Json& schema, Field field);
/// `description`, as a sentence; nothing where nobody wrote one.
void PutDescription(Json& schema, std::string_view description);
/// Groups of fields of which at most one may be set, as `oneOf`s.
void PutOneOfs(Json& schema, Type type, Channel channel);
/// Text kept in tables as JSON.
Json Parse(std::string_view json);

}  // namespace parts
}  // namespace meshctl::schema
