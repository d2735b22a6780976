// SPDX-License-Identifier: Apache-2.0
// A small decoder, and the few ranges of Unicode that change how wide or how dangerous a character is.
#include "base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace meshctl::utf8 {
namespace {

constexpr char32_t kMalformed = 0xFFFFFFFF;

unsigned Byte(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// Decodes strictly; on kMalformed `length` is the one byte to skip.
char32_t Decode(std::string_view text, std::size_t at, std::size_t& length) {
  unsigned lead = Byte(text, at);
  length = 1;
  if (lead < 0x80) return lead;
  std::size_t tail = 0;
  char32_t value = 0;
  char32_t smallest = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    tail = 1, value = lead & 0x1F, smallest = 0x80;
  } else if ((lead & 0xF0) == 0xE0) {
    tail = 2, value = lead & 0x0F, smallest = 0x800;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    tail = 3, value = lead & 0x07, smallest = 0x10000;
  } else {
    return kMalformed;
  }
  if (at + tail >= text.size()) return kMalformed;
  for (std::size_t i = 1; i <= tail; ++i) {
    unsigned next = Byte(text, at + i);
    if ((next & 0xC0) != 0x80) return kMalformed;
    value = (value << 6) | (next & 0x3F);
  }
  bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest || value > 0x10FFFF || surrogate) return kMalformed;
  length = tail + 1;
  return value;
}

struct Range {
  char32_t first, last;
};

template <std::size_t N>
bool In(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

// East Asian Wide and Fullwidth blocks, and the emoji that terminals draw two columns wide.
constexpr std::array<Range, 12> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};
// Combining marks, joiners, variation selectors and bidirectional marks.
constexpr std::array<Range, 9> kZeroWidth = {{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x200B, 0x200F},
                                              {0x202A, 0x202E},
                                              {0x2060, 0x2069},
                                              {0x20D0, 0x20F0},
                                              {0xFE00, 0xFE0F},
                                              {0xFEFF, 0xFEFF}}};
// Characters that reorder what a reader sees ("Trojan source").
constexpr std::array<Range, 2> kBidirectional = {{{0x202A, 0x202E}, {0x2066, 0x2069}}};

}  // namespace

Scan ScanText(std::string_view text) {
  Scan scan;
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight ASCII bytes at a time: most manifests are nothing else.
    while (at + 8 <= text.size()) {
      std::uint64_t word;
      std::memcpy(&word, text.data() + at, 8);
      if (word & 0x8080808080808080u) break;
      at += 8;
    }
    if (at >= text.size()) break;
    if (Byte(text, at) < 0x80) {
      ++at;
      continue;
    }
    scan.ascii = false;
    std::size_t length;
    if (Decode(text, at, length) == kMalformed) {
      scan.first_invalid = at;
      return scan;
    }
    at += length;
  }
  return scan;
}

char32_t Next(std::string_view text, std::size_t& at) {
  std::size_t length;
  char32_t c = Decode(text, at, length);
  at += length;
  return c == kMalformed ? U'\uFFFD' : c;
}

std::size_t CharacterCount(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) Next(text, at);
  return count;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = Next(text, at);
    if (In(kZeroWidth, c)) continue;
    width += In(kWide, c) ? 2 : 1;
  }
  return width;
}

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length;
    char32_t c = Decode(text, at, length);
    if (c == kMalformed) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", Byte(text, at));
    } else if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c <= 0x9F)) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(c));
    } else if (In(kBidirectional, c)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out.append(text.substr(at, length));
    }
    at += length;
  }
  return out;
}

}  // namespace meshctl::utf8
