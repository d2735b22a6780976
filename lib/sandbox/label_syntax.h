// SPDX-License-Identifier: Apache-2.0
// What labels can be called and hold, and how the API server says that a text is no such thing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshctl::sandbox {

/// What is wrong with `app.kubernetes.io/name` as the key of a label; empty when nothing is.
std::vector<std::string> LabelKeyFaults(std::string_view key);
/// What is wrong with a text as the value of a label; empty when nothing is.
std::vector<std::string> LabelValueFaults(std::string_view value);

}  // namespace meshctl::sandbox
