// SPDX-License-Identifier: Apache-2.0
// The kinds that the API server's own code checks, one Code and one file each.
#pragma once

#include <span>

#include "validate/rule.h"

namespace meshctl::validate::kubernetes {

/// Every Code, written out by hand in codes.cc.
std::span<const Code* const> AllCode();

}  // namespace meshctl::validate::kubernetes
