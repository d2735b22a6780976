// SPDX-License-Identifier: Apache-2.0
// Values deep in an object whose shape nobody has checked.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "yaml/json.h"

namespace meshctl::fields {

/// The text at a path of an object (`{"metadata", "uid"}`), or empty when it is not a text.
std::string TextAt(const Json& object, std::initializer_list<std::string_view> path);
/// The value at a path, or null when there is none.
const Json* ValueAt(const Json& object, std::initializer_list<std::string_view> path);

}  // namespace meshctl::fields
