// SPDX-License-Identifier: Apache-2.0
// What testdata/validate says about faults and rules, inside the binary.
#pragma once

#include <span>

#include "diag/document.h"

namespace meshctl::validate {

/// The files of structure/, one fault each, then those of istio/ and kubernetes/, with a section for each
/// rule of a kind.
std::span<const diag::Document> Documents();

}  // namespace meshctl::validate
