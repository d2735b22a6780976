// SPDX-License-Identifier: Apache-2.0
// Functions on the types that CEL itself brings, and the way from a function to its code. No argument is an
// error.
#pragma once

#include <span>
#include <string>

#include "cel/context.h"
#include "cel/functions.h"
#include "cel/value.h"

namespace meshctl::cel {

Value Call(Context& context, Function function, std::span<const Value> arguments);

/// What a call costs, by cel-go's and Kubernetes' tables.
std::uint64_t CallCost(Context& context, Function function, std::span<const Value> arguments,
                       const Value& result);
/// The size that costs count by: characters, bytes, items, entries; 1 for everything else.
std::uint64_t SizeOf(const Value& value);
/// A tenth of a size, rounded up: what reading a text costs.
inline std::uint64_t TraversalCost(std::uint64_t size) { return (size + 9) / 10; }

/// Conversions: int(), string(), type() and the like.
Value CallConversion(Context& context, Function function, const Value& argument);
Value CallString(Context& context, Function function, std::span<const Value> arguments);
Value CallTime(Function function, std::span<const Value> arguments);
Value CallList(Context& context, Function function, std::span<const Value> arguments);
Value CallOptional(Context& context, Function function, std::span<const Value> arguments);
/// `"%s of %d".format([x, y])`.
Value FormatText(Context& context, std::string_view text, const Value& arguments);

/// The items sorted by `keys`; both lists are of the same size.
Value SortBy(Context& context, const Value& list, const Value& keys);

/// A double as Go's %g prints it.
std::string PrintDouble(double value);
/// What string() makes of a value, or an error.
Value ToString(Context& context, const Value& value);

}  // namespace meshctl::cel
