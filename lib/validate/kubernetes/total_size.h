// SPDX-License-Identifier: Apache-2.0
// Limits on the bytes that a whole map may hold.
#pragma once

#include <cstddef>

#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// What of a map counts. Base64 counts as what it stands for.
enum class Count { kValues, kDecodedValues };
/// The bytes in the values of a map of strings.
std::size_t SizeOf(const yaml::Node& map, Count count);

/// Reports a map with more bytes than allowed, as a wrong length: a limit of the schema that no schema can
/// say.
void CheckTotalSize(const yaml::Node& map, std::size_t bytes, std::size_t limit, Verdict& verdict);

}  // namespace meshctl::validate::kubernetes
