// SPDX-License-Identifier: Apache-2.0
// Ranges over table rows: what the handles of this room answer when there is more than one.
#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

#include "schema/tables.h"

namespace meshctl::schema {

/// Consecutive rows of one table, each seen through its handle.
template <typename Handle, typename Row>
class Rows {
 public:
  class Iterator {
   public:
    using value_type = Handle;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(const Row* at) : at_(at) {}
    Handle operator*() const { return Handle(*at_); }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) { return Iterator(at_++); }
    friend bool operator==(Iterator, Iterator) = default;

   private:
    const Row* at_ = nullptr;
  };

  using value_type = Handle;
  using const_iterator = Iterator;

  Rows() = default;
  Rows(const Row* begin, std::size_t size) : begin_(begin), size_(size) {}
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  Handle operator[](std::size_t index) const { return Handle(begin_[index]); }
  Iterator begin() const { return Iterator(begin_); }
  Iterator end() const { return Iterator(begin_ + size_); }

 private:
  const Row* begin_ = nullptr;
  std::size_t size_ = 0;
};

/// A row of strings, such as short names or the keys of a list.
class Names {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(const tables::Text* at) : at_(at) {}
    std::string_view operator*() const;
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) { return Iterator(at_++); }
    friend bool operator==(Iterator, Iterator) = default;

   private:
    const tables::Text* at_ = nullptr;
  };

  using value_type = std::string_view;
  using const_iterator = Iterator;

  Names() = default;
  Names(const tables::Text* begin, std::size_t size) : begin_(begin), size_(size) {}
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  std::string_view operator[](std::size_t index) const { return *Iterator(begin_ + index); }
  bool Contains(std::string_view name) const;
  Iterator begin() const { return Iterator(begin_); }
  Iterator end() const { return Iterator(begin_ + size_); }

 private:
  const tables::Text* begin_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace meshctl::schema
