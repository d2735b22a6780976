// SPDX-License-Identifier: Apache-2.0
// Arithmetic, comparison and membership.
#pragma once

#include <compare>
#include <optional>

#include "cel/context.h"
#include "cel/op.h"
#include "cel/value.h"

namespace meshctl::cel {

/// CEL's `==`: numbers of different types compare by value, values of other different types differ.
bool Equal(Context& context, const Value& left, const Value& right);

/// How two values of an ordered kind stand to each other; nothing when they cannot be compared.
std::optional<std::partial_ordering> Compare(const Value& left, const Value& right);

/// `+ - * / %`; both are no errors.
Value Calculate(Context& context, Op op, const Value& left, const Value& right);
/// `< <= > >=`.
Value Order(Op op, const Value& left, const Value& right);
Value Negate(const Value& value);

/// Whether `list` or map `container` has the element or key.
Value Contains(Context& context, const Value& element, const Value& container);

}  // namespace meshctl::cel
