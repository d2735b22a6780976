// SPDX-License-Identifier: Apache-2.0
// What one evaluation carries along: its memory and its bill.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "cel/arena.h"
#include "cel/value.h"

namespace meshctl::cel {

class Context {
 public:
  /// Comparisons of parts that one evaluation may do; bounds what the cost counts as one step.
  static constexpr std::uint64_t kMaxComparisons = 10'000'000;

  explicit Context(std::uint64_t limit) : limit_(limit) {}

  void Charge(std::uint64_t cost) { spent_ = cost > limit_ - spent_ ? Overdraw() : spent_ + cost; }
  void CountComparison() {
    if (++comparisons_ > kMaxComparisons) exhausted_ = true;
  }
  std::uint64_t spent() const { return spent_; }
  /// Whether the evaluation must end without an answer.
  bool exhausted() const { return exhausted_ || arena_.full(); }

  Arena& arena() { return arena_; }

  /// A string of the arena.
  Value String(std::string_view text) { return Value::Text(arena_.Copy(text)); }

  template <typename... Args>
  Value Fail(fmt::format_string<Args...> message, Args&&... args) {
    fmt::memory_buffer buffer;
    fmt::format_to(std::back_inserter(buffer), message, std::forward<Args>(args)...);
    return Value::Error(arena_.Copy({buffer.data(), buffer.size()}));
  }
  static Value NoOverload() { return Value::Error("no such overload"); }

  /// An optional that holds `value`.
  Value Some(const Value& value) {
    const Value* kept = arena_.Keep(value);
    return kept == nullptr ? Value::Error("out of memory") : Value::Optional(kept);
  }
  static Value None() { return Value::Optional(nullptr); }

 private:
  std::uint64_t Overdraw() {
    exhausted_ = true;
    return limit_;
  }

  std::uint64_t limit_;
  std::uint64_t spent_ = 0;
  std::uint64_t comparisons_ = 0;
  bool exhausted_ = false;
  Arena arena_;
};

}  // namespace meshctl::cel
