// SPDX-License-Identifier: Apache-2.0
// Where one evaluation keeps what it makes: at first on the stack, then on the heap, and never without
// bounds.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <memory_resource>
#include <new>
#include <span>
#include <string_view>

#include "cel/value.h"

namespace meshctl::cel {

class Arena {
 public:
  /// Beyond this an evaluation is stopped: Kubernetes' cost does not see every copy of a list.
  static constexpr std::size_t kLimit = 64 << 20;

  Arena() : resource_(first_.data(), first_.size()) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Whether `bytes` more are allowed; once not, never again.
  bool Admits(std::size_t bytes) {
    if (bytes > kLimit - used_) full_ = true;
    return !full_;
  }
  bool full() const { return full_; }

  /// Room for `count` objects, uninitialised; none when the limit is reached.
  template <typename T>
  std::span<T> Make(std::size_t count) {
    if (count > kLimit / sizeof(T) || !Admits(count * sizeof(T))) {
      full_ = true;
      return {};
    }
    used_ += count * sizeof(T);
    return {static_cast<T*>(resource_.allocate(count * sizeof(T), alignof(T))), count};
  }

  /// A copy of `object` that lives as long as the arena; null when the limit is reached.
  template <typename T>
  const T* Keep(const T& object) {
    const std::span<T> room = Make<T>(1);
    return room.empty() ? nullptr : new (room.data()) T(object);
  }

  std::string_view Copy(std::string_view text) {
    const std::span<char> room = Make<char>(text.size());
    if (!room.empty()) std::memcpy(room.data(), text.data(), room.size());
    return {room.data(), room.size()};
  }

 private:
  std::size_t used_ = 0;
  bool full_ = false;
  alignas(std::max_align_t) std::array<std::byte, 2048> first_;
  std::pmr::monotonic_buffer_resource resource_;
};

}  // namespace meshctl::cel
