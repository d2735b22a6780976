// SPDX-License-Identifier: Apache-2.0
// The formats that `format.<name>()` gives to expressions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cel/context.h"
#include "cel/functions.h"

namespace meshctl::cel {

struct NamedFormat {
  std::string_view name;
  std::uint32_t pattern_size;  ///< what Kubernetes' cost takes for the size of its regular expression
  bool (*matches)(std::string_view text);
  std::string_view fault;  ///< what validate() answers when a text does not match
};

const NamedFormat* FindNamedFormat(std::string_view name);

/// format.<name>(), format.named() and validate().
Value CallNamedFormat(Context& context, Function function, std::span<const Value> arguments);

}  // namespace meshctl::cel
