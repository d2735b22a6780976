// SPDX-License-Identifier: Apache-2.0
// UTF-8 as bytes on one side and as columns of a terminal on the other.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace meshctl::utf8 {

/// What the first pass over a text found.
struct Scan {
  bool ascii = true;                              ///< no byte above 0x7F
  std::size_t first_invalid = std::string::npos;  ///< byte offset of the first malformed sequence
};

/// Looks through the whole text once. Overlong forms, surrogates and values past U+10FFFF are malformed.
Scan ScanText(std::string_view text);

/// Decodes the character at `at` and moves `at` behind it; a malformed byte counts as U+FFFD.
char32_t Next(std::string_view text, std::size_t& at);

/// Characters of the text, as JSON Schema and Kubernetes count them; a malformed byte counts as one.
std::size_t CharacterCount(std::string_view text);

/// Columns a terminal uses for the text: wide characters take 2, combining and zero-width ones 0.
/// Tabs and other control characters count 1.
std::size_t DisplayWidth(std::string_view text);

/// The text with control characters, bidirectional overrides and malformed bytes made visible
/// (\x1b, \u202e, \xff), so that nobody's manifest can drive a terminal. Tabs and newlines stay.
std::string Printable(std::string_view text);

}  // namespace meshctl::utf8
