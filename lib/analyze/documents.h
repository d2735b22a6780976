// SPDX-License-Identifier: Apache-2.0
// The rule documents inside the binary: the files of testdata/rules, each named after its rule.
#pragma once

#include <span>

#include "diag/document.h"

namespace meshctl::analyze {

/// All documents, sorted by rule name.
std::span<const diag::Document> Documents();

}  // namespace meshctl::analyze
