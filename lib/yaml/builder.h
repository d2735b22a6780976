// SPDX-License-Identifier: Apache-2.0
// How nodes come into being: in an arena, children packed behind each other.
#pragma once

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>

#include "source/source_file.h"
#include "yaml/node.h"

namespace meshctl::yaml {

/// Makes nodes; the only writer of their fields.
class Builder {
 public:
  Builder(const source::SourceFile& file, std::pmr::memory_resource& arena) : file_(file), arena_(arena) {}

  /// `text` is not copied: it lies in the file, or was put into the arena by `Text`.
  Node Scalar(Type type, Style style, std::string_view text, std::uint32_t begin, std::uint32_t end) {
    Node node = Bare(type, style, begin, end);
    node.data_ = text.data();
    node.size_ = static_cast<std::uint32_t>(text.size());
    return node;
  }

  /// A map of Entry or a list of Node.
  template <typename T>
  Node Container(Type type, Style style, std::span<const T> children, std::uint32_t begin,
                 std::uint32_t end) {
    Node node = Bare(type, style, begin, end);
    node.data_ = Copy(children);
    node.size_ = static_cast<std::uint32_t>(children.size());
    return node;
  }

  /// A copy in the arena.
  std::string_view Text(std::string_view text) {
    return {Copy(std::span<const char>(text.data(), text.size())), text.size()};
  }

 private:
  template <typename T>
  T* Copy(std::span<const T> from) {
    static_assert(std::is_trivially_copyable_v<T>);
    auto* to = static_cast<T*>(arena_.allocate(std::max<std::size_t>(from.size_bytes(), 1), alignof(T)));
    std::uninitialized_copy(from.begin(), from.end(), to);
    return to;
  }

  Node Bare(Type type, Style style, std::uint32_t begin, std::uint32_t end) {
    Node node;
    node.type_ = type;
    node.style_ = style;
    node.file_ = &file_;
    node.begin_ = begin;
    node.end_ = end;
    return node;
  }

  const source::SourceFile& file_;
  std::pmr::memory_resource& arena_;
};

}  // namespace meshctl::yaml
