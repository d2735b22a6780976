// SPDX-License-Identifier: Apache-2.0
// The digits are split at the decimal point that the suffix leaves them with: whole part and fraction are
// scaled apart, so that no step overflows and no digit that counts is lost.
#include "schema/quantity.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "schema/formats.h"

namespace meshctl::schema {
namespace {

__extension__ using Wide = __int128;

constexpr Wide kLargest = std::numeric_limits<std::int64_t>::max();
constexpr int kFractionDigits = 18;

/// What a suffix multiplies by: 10^decimal * 2^binary.
struct Scale {
  int decimal = 0;
  int binary = 0;
};

Scale ScaleOf(std::string_view suffix) {
  if (suffix.empty()) return {};
  constexpr std::string_view kUp = "kMGTPE";
  constexpr std::string_view kBinaryUp = "KMGTPE";
  if (suffix.size() == 2 && suffix[1] == 'i')
    return {0, 10 * (static_cast<int>(kBinaryUp.find(suffix[0])) + 1)};
  if (suffix.size() == 1) {
    if (const std::size_t up = kUp.find(suffix[0]); up != std::string_view::npos)
      return {3 * (static_cast<int>(up) + 1), 0};
    return {-3 * (static_cast<int>(std::string_view("mun").find(suffix[0])) + 1), 0};
  }
  suffix.remove_prefix(1);
  const bool down = suffix.front() == '-';
  int exponent = 0;
  for (const char c : suffix) {
    if (c >= '0' && c <= '9') exponent = std::min(exponent * 10 + (c - '0'), 10'000);
  }
  return {down ? -exponent : exponent, 0};
}

/// A number without sign: the digits of a text around its point, which may be far away from them.
class Digits {
 public:
  Digits(std::string_view text, int shift) : text_(text) {
    const std::size_t point = std::min(text.find('.'), text.size());
    whole_ = static_cast<int>(point) + shift;
    count_ = static_cast<int>(text.size() - (point < text.size() ? 1 : 0));
    point_ = static_cast<int>(point);
  }

  /// The digit `place` places behind the first one before the point; 0 outside of the text.
  int At(int place) const {
    if (place < 0 || place >= count_) return 0;
    return text_[static_cast<std::size_t>(place < point_ ? place : place + 1)] - '0';
  }
  int whole() const { return whole_; }  ///< how many digits stand before the shifted point; may be negative
  int count() const { return count_; }

 private:
  std::string_view text_;
  int whole_ = 0;
  int count_ = 0;
  int point_ = 0;
};

}  // namespace

std::optional<Quantity> Quantity::Parse(std::string_view text) {
  if (!IsQuantity(text)) return std::nullopt;
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  const Scale scale = ScaleOf(text.substr(end));
  const Digits digits(text.substr(0, end), scale.decimal);

  Wide whole = 0;
  for (int place = 0; place < digits.whole() && whole <= kLargest; ++place)
    whole = whole * 10 + digits.At(place);
  Wide fraction = 0;
  for (int i = 0; i < kFractionDigits; ++i) fraction = fraction * 10 + digits.At(digits.whole() + i);
  for (int place = std::max(digits.whole() + kFractionDigits, 0); place < digits.count(); ++place) {
    if (digits.At(place) == 0) continue;
    ++fraction;
    break;
  }
  Wide billionths = kLargest * kOne;
  if (whole <= kLargest >> scale.binary) {
    // The fraction has eighteen digits, billionths have nine.
    billionths = (whole << scale.binary) * kOne + ((fraction << scale.binary) + kOne - 1) / kOne;
    billionths = std::min(billionths, kLargest * kOne);
  }
  return Quantity(negative ? -billionths : billionths);
}

}  // namespace meshctl::schema
