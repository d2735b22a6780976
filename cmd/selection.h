// SPDX-License-Identifier: Apache-2.0
// `-l`: some of the objects, by their labels.
#pragma once

#include <string>

#include "base/error.h"
#include "cli/command.h"
#include "sandbox/selector.h"

namespace meshctl::cmd {

/// --selector, bound to `selector`.
cli::Flag SelectorFlag(std::string& selector);

/// What was typed; nothing selects everything. Fails (kind usage) when it cannot be read.
Result<sandbox::Selector> ReadSelector(const std::string& text);

}  // namespace meshctl::cmd
