// SPDX-License-Identifier: Apache-2.0
// Three bytes make four characters; what is missing from the last block is told by `=`.
#include "sandbox/base64.h"

#include <cstdint>

namespace meshctl::sandbox {

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t block = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      block = block << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j <= bytes.size() ? kAlphabet[(block >> (18 - 6 * j)) & 63] : '=';
    }
  }
  return text;
}

}  // namespace meshctl::sandbox
