// SPDX-License-Identifier: Apache-2.0
// The fix of a misspelt value.
#pragma once

#include <string_view>

#include "diag/diagnostic.h"
#include "model/object.h"

namespace meshctl::analyze {

/// Adds "did you mean" and an unsafe fix that writes `intended` instead of `written`; nothing when `intended`
/// is empty. A quoted value stays quoted. A value of several lines gets the question only.
void ProposeReplacement(const model::Text& written, std::string_view intended, diag::Diagnostic& diagnostic);

}  // namespace meshctl::analyze
