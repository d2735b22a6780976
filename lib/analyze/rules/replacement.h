// SPDX-License-Identifier: Apache-2.0
// The fix of a misspelt value, and when there is one.
#pragma once

#include <span>
#include <string_view>

#include "diag/diagnostic.h"
#include "model/object.h"

namespace meshctl::analyze {

/// The candidate nearest to `word`; empty when none is near or two are equally near, as a fix must not guess.
std::string_view OnlyNearest(std::string_view word, std::span<const std::string_view> candidates);

/// Adds "did you mean" and an unsafe fix that writes `intended` instead of `written`; nothing when `intended`
/// is empty. A quoted value stays quoted. A value of several lines gets the question only.
void ProposeReplacement(const model::Text& written, std::string_view intended, diag::Diagnostic& diagnostic);

}  // namespace meshctl::analyze
