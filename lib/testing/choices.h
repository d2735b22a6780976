// SPDX-License-Identifier: Apache-2.0
// Where a generator's decisions come from: every sequence there is, one after the other, or the bytes of a
// fuzzer. One generator serves both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace meshctl::testing {

class Choices {
 public:
  virtual ~Choices() = default;

  /// A number below `count`, which is at least 1.
  virtual std::size_t Pick(std::size_t count) = 0;
  bool Toss() { return Pick(2) == 1; }
  template <class T>
  T Of(std::initializer_list<T> values) {
    return values.begin()[Pick(values.size())];
  }
};

/// Every sequence of decisions once. Run the generator, then ask for `Next`, until there is none.
class EveryChoice : public Choices {
 public:
  std::size_t Pick(std::size_t count) override {
    if (at_ == wheels_.size()) wheels_.push_back({0, count});
    return wheels_[at_++].value;
  }

  /// Goes on to the next sequence; false when all have been seen.
  bool Next() {
    at_ = 0;
    while (!wheels_.empty() && ++wheels_.back().value == wheels_.back().count) wheels_.pop_back();
    return !wheels_.empty();
  }

 private:
  struct Wheel {
    std::size_t value;
    std::size_t count;
  };
  std::vector<Wheel> wheels_;
  std::size_t at_ = 0;
};

/// A byte a decision; zeros when they have run out.
class ByteChoices : public Choices {
 public:
  explicit ByteChoices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::size_t Pick(std::size_t count) override {
    if (bytes_.empty()) return 0;
    const std::size_t value = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return value % count;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace meshctl::testing
