// SPDX-License-Identifier: Apache-2.0
// libyaml counts characters, spans count bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meshctl::yaml {

/// Character offsets to byte offsets within one text. Events come nearly in order, so a step is short.
class Cursor {
 public:
  Cursor(std::string_view piece, bool ascii) : piece_(piece), ascii_(ascii) {}

  std::uint32_t Byte(std::size_t character) {
    if (ascii_) return static_cast<std::uint32_t>(std::min(character, piece_.size()));
    while (character_ < character && byte_ < piece_.size()) {
      ++byte_;
      while (byte_ < piece_.size() && IsContinuation(piece_[byte_])) ++byte_;
      ++character_;
    }
    while (character_ > character && byte_ > 0) {
      --byte_;
      while (byte_ > 0 && IsContinuation(piece_[byte_])) --byte_;
      --character_;
    }
    return static_cast<std::uint32_t>(byte_);
  }

 private:
  static bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

  std::string_view piece_;
  bool ascii_;
  std::size_t character_ = 0;
  std::size_t byte_ = 0;
};

}  // namespace meshctl::yaml
