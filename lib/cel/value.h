// SPDX-License-Identifier: Apache-2.0
// What an expression works with: small, copied freely, pointing into the document, the program or the arena.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "cel/shape.h"
#include "cel/times.h"
#include "yaml/node.h"

namespace meshctl::cel {

enum class Kind : std::uint8_t {
  kError,
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kDuration,
  kTimestamp,
  kList,
  kMap,
  kType,
  kOptional,
  kUrl,
  kIp,
  kCidr,
  kQuantity,
  kSemver,
  kFormat,
};

struct Pair;
struct Url;
struct Address;
struct Quantity;
struct Version;
struct NamedFormat;

/// A value of any kind. Lists and maps are either a node of the document (`from_node`) with the shape to read
/// it by, or items in the arena; a list in the arena may still have the shape of the list it was made from.
struct Value {
  Kind kind = Kind::kNull;
  bool from_node = false;
  std::uint32_t size = 0;  ///< of texts in bytes, of lists and maps in the arena in items
  union {
    bool boolean;
    std::int64_t integer = 0;  ///< kInt, kDuration in nanoseconds, kTimestamp in seconds
    std::uint64_t natural;
    double real;
    const char* chars;       ///< kString, kBytes, kError, kType
    const yaml::Node* node;  ///< with from_node
    const Value* items;      ///< kList; kOptional: one or null
    const Pair* pairs;       ///< kMap
    const Url* url;
    const Address* address;  ///< kIp, kCidr
    const Quantity* quantity;
    const Version* version;
    const NamedFormat* format;
  };
  union {
    const Shape* shape = nullptr;
    std::int64_t nanos;  ///< kTimestamp
  };

  bool is(Kind other) const { return kind == other; }
  bool is_error() const { return kind == Kind::kError; }
  bool is_true() const { return kind == Kind::kBool && boolean; }
  bool is_number() const { return kind >= Kind::kInt && kind <= Kind::kDouble; }
  std::string_view text() const { return {chars, size}; }
  Timestamp time() const { return {integer, nanos}; }
  std::span<const Value> list() const { return {items, size}; }
  std::span<const Pair> map() const;
  /// Items of a list, entries of a map.
  std::size_t count() const { return from_node ? node->size() : size; }

  static Value Null() { return {}; }
  static Value Bool(bool value) {
    Value made{.kind = Kind::kBool};
    made.boolean = value;
    return made;
  }
  static Value Int(std::int64_t value) {
    Value made{.kind = Kind::kInt};
    made.integer = value;
    return made;
  }
  static Value Uint(std::uint64_t value) {
    Value made{.kind = Kind::kUint};
    made.natural = value;
    return made;
  }
  static Value Double(double value) {
    Value made{.kind = Kind::kDouble};
    made.real = value;
    return made;
  }
  /// A string, bytes, a type's name or an error; the characters must outlive the value.
  static Value Text(std::string_view text, Kind kind = Kind::kString) {
    Value made{.kind = kind, .size = static_cast<std::uint32_t>(text.size())};
    made.chars = text.data();
    return made;
  }
  static Value Error(std::string_view message) { return Text(message, Kind::kError); }
  static Value Duration(std::int64_t nanos) {
    Value made{.kind = Kind::kDuration};
    made.integer = nanos;
    return made;
  }
  static Value Time(const Timestamp& time) {
    Value made{.kind = Kind::kTimestamp};
    made.integer = time.seconds;
    made.nanos = time.nanos;
    return made;
  }
  static Value List(std::span<const Value> items, const Shape* shape = nullptr) {
    Value made{.kind = Kind::kList, .size = static_cast<std::uint32_t>(items.size())};
    made.items = items.data();
    made.shape = shape;
    return made;
  }
  static Value Map(std::span<const Pair> pairs);
  static Value FromNode(Kind kind, const yaml::Node& node, const Shape* shape) {
    Value made{.kind = kind, .from_node = true};
    made.node = &node;
    made.shape = shape;
    return made;
  }
  /// An optional value: with `value`, which must live in the arena, or without.
  static Value Optional(const Value* value) {
    Value made{.kind = Kind::kOptional};
    made.items = value;
    return made;
  }
};
static_assert(sizeof(Value) <= 32);

struct Pair {
  Value key;
  Value value;
};

inline std::span<const Pair> Value::map() const { return {pairs, size}; }
inline Value Value::Map(std::span<const Pair> pairs) {
  Value made{.kind = Kind::kMap, .size = static_cast<std::uint32_t>(pairs.size())};
  made.pairs = pairs.data();
  return made;
}

/// `int`, `list`, `net.IP`: what type() answers.
std::string_view TypeName(Kind kind);
inline std::string_view TypeName(const Value& value) { return TypeName(value.kind); }

/// Code points of a text as Go counts them.
std::size_t CountCharacters(std::string_view text);

}  // namespace meshctl::cel
