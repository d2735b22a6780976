// SPDX-License-Identifier: Apache-2.0
// Answers for programs, in the form they like.
#pragma once

#include <string>

namespace meshctl::cmd {

/// JSON as it is, or as YAML when `format` is `yaml`. `json` must be valid.
std::string InFormat(std::string json, const std::string& format);

}  // namespace meshctl::cmd
