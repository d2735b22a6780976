// SPDX-License-Identifier: Apache-2.0
// A YAML value as Kubernetes reads it, with the bytes it was written in.
//
// The tree is read-only, compact (32 bytes a value) and lives in the arena of its Stream. Nodes are plain
// values: an alias is a copy of the node it names, sharing the children below and the place of the anchor.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "source/source_file.h"

namespace meshctl::yaml {

/// What a value is after Kubernetes' reader (sigs.k8s.io/yaml, a YAML 1.1 dialect) has resolved it: plain
/// `yes` and `off` are booleans, `0x1F`, `0o17`, `017` and `1_000` integers, `~` and nothing at all null.
enum class Type : std::uint8_t { kNull, kBool, kInt, kFloat, kString, kMap, kList };

/// `null`, `boolean`, `integer`, `number`, `string`, `object`, `array`: the words of JSON Schema.
std::string_view Name(Type type);

enum class Style : std::uint8_t { kPlain, kSingleQuoted, kDoubleQuoted, kLiteral, kFolded, kBlock, kFlow };

struct Entry;

class Node {
 public:
  /// The absent node: null, without a place. What `Get` answers for a key that is not there.
  constexpr Node() = default;

  Type type() const { return type_; }
  Style style() const { return style_; }
  bool is_null() const { return type_ == Type::kNull; }
  bool is_map() const { return type_ == Type::kMap; }
  bool is_list() const { return type_ == Type::kList; }
  bool is_string() const { return type_ == Type::kString; }
  bool is_scalar() const { return !is_map() && !is_list(); }

  /// Whether the document holds this node at all; an explicit null is present.
  bool present() const { return file_ != nullptr; }
  explicit operator bool() const { return present(); }

  /// Where the value stands, quotes included. An empty value (`key:`) has an empty span behind its colon.
  source::Span span() const { return {file_, begin_, end_}; }

  /// A scalar's characters: unquoted, unescaped, folded; of a number or boolean as written. Empty for
  /// lists and maps.
  std::string_view text() const {
    return is_scalar() ? std::string_view(static_cast<const char*>(data_), size_) : std::string_view();
  }
  /// The text of a string; empty for everything else, so that a wrong type reads as "not given".
  std::string_view string() const { return is_string() ? text() : std::string_view(); }
  /// The value of an integer in the range of int64, or of a float without a fraction; nothing otherwise.
  std::optional<std::int64_t> integer() const;
  /// The value of an integer or float.
  std::optional<double> number() const;
  std::optional<bool> boolean() const;

  /// A map's entries in the order written, merge keys (`<<`) already merged in behind them.
  std::span<const Entry> entries() const;
  std::span<const Node> items() const {
    return is_list() ? std::span(static_cast<const Node*>(data_), size_) : std::span<const Node>();
  }
  /// The value of a key, or the absent node: chains like `node.Get("spec").Get("hosts")` are safe.
  const Node& Get(std::string_view key) const;
  /// The entry of a key, or null.
  const Entry* Find(std::string_view key) const;
  /// Number of entries or items; 0 for scalars.
  std::size_t size() const { return is_scalar() ? 0 : size_; }

  /// The value as text with its place: how fields reach the model.
  source::Located<std::string_view> located() const { return {string(), span()}; }

 private:
  friend class Builder;

  const void* data_ = nullptr;  // chars, Entry[] or Node[], by type
  std::uint32_t size_ = 0;
  Type type_ = Type::kNull;
  Style style_ = Style::kPlain;
  const source::SourceFile* file_ = nullptr;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
};

/// One `key: value` of a map. Keys that are not strings in YAML (`80:`, `yes:`) have the text that
/// Kubernetes gives them in JSON.
struct Entry {
  std::string_view key;
  std::uint32_t key_begin = 0;
  std::uint32_t key_end = 0;
  const source::SourceFile* key_file = nullptr;
  Node value;

  source::Span key_span() const { return {key_file, key_begin, key_end}; }
};

inline std::span<const Entry> Node::entries() const {
  return is_map() ? std::span(static_cast<const Entry*>(data_), size_) : std::span<const Entry>();
}

}  // namespace meshctl::yaml
