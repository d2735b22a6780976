// SPDX-License-Identifier: Apache-2.0
// Property names that are no CEL identifiers, and how Kubernetes spells them in expressions: `a-b` is
// `a__dash__b`, `namespace` is `__namespace__`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meshctl::cel {

/// The property that `name` means in an expression; nothing when it can be none.
std::optional<std::string> Unescape(std::string_view name);
/// How an expression spells a property; nothing when it cannot.
std::optional<std::string> Escape(std::string_view property);

}  // namespace meshctl::cel
