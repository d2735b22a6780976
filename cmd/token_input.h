// SPDX-License-Identifier: Apache-2.0
// The token of a question.
#pragma once

#include <string>

#include "base/error.h"
#include "cli/env.h"

namespace meshctl::cmd {

/// The value of `--jwt`: itself, or what the file behind an `@` holds.
Result<std::string> ReadToken(const std::string& value, cli::Env& env);

}  // namespace meshctl::cmd
