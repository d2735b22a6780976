// SPDX-License-Identifier: Apache-2.0
// What a plain scalar means to Kubernetes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yaml/node.h"

namespace meshctl::yaml {

/// The type sigs.k8s.io/yaml gives an unquoted scalar: YAML 1.1 booleans (`y`, `Yes`, `ON`, not `yEs`),
/// integers in bases 2, 8, 10 and 16 with underscores, floats; dates stay strings. As JSON has one kind of
/// number, a float without a fraction (`1e3`, `1.0`, `08`) is an integer.
Type ResolvePlain(std::string_view text);

std::optional<bool> ParseBoolean(std::string_view text);
/// An integer of any base that fits int64.
std::optional<std::int64_t> ParseInteger(std::string_view text);
/// An integer that fits uint64 but not int64.
std::optional<std::uint64_t> ParseLargeInteger(std::string_view text);
/// The value of an integer or float of any size; nothing when it overflows a double.
std::optional<double> ParseNumber(std::string_view text);

/// A string as a scalar on one line that reads as that string wherever it stands, plain where it can be.
std::string WriteString(std::string_view text);

/// The text of a scalar used as a key, as it stands in JSON: `yes` is `true`, `0x10` is `16`.
std::string KeyText(Type type, std::string_view text);

}  // namespace meshctl::yaml
