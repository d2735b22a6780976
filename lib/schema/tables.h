// SPDX-License-Identifier: Apache-2.0
// The memory layout of the schema tables that schema_gen writes. Rows hold offsets instead of pointers, so
// the tables stay in read-only memory that is shared, needs no relocation and is loaded page by page.
// Everybody outside this room uses kinds.h and types.h.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "cel/cel.h"

namespace meshctl::schema::tables {

/// Bytes [offset, offset + size) of `kPool`.
struct Text {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

/// Rows [begin, begin + count) of another table.
struct Range {
  std::uint16_t begin = 0;
  std::uint16_t count = 0;
};

inline constexpr std::uint16_t kNoType = 0xFFFF;
inline constexpr std::uint8_t kNoSlot = 0xFF;
inline constexpr std::int64_t kUnset = std::numeric_limits<std::int64_t>::min();

/// Bits of FieldRow::flags.
enum FieldFlag : std::uint32_t {
  kRequired = 1u << 0,
  kServerRequired = 1u << 1,
  kNullable = 1u << 2,
  kImmutable = 1u << 3,
  kDeprecated = 1u << 4,
  kHidden = 1u << 5,
  kWriteOnly = 1u << 6,
  kExperimental = 1u << 7,
  kInferred = 1u << 8,
  kNotInCrd = 1u << 9,
  kAtomicValue = 1u << 10,    ///< mapType or structType: atomic
  kGranularValue = 1u << 11,  ///< mapType or structType: granular, against an atomic type
  kZeroIsUnset = 1u << 12,
};

/// What a value, list element, map value or map key may be. Row 0 allows everything.
struct ConstraintRow {
  std::int64_t min = kUnset;
  std::int64_t max = kUnset;
  std::int64_t min_length = kUnset;
  std::int64_t max_length = kUnset;
  Range choices;  ///< in kNames; empty: any text
  Range rules;    ///< in kRules
  Text pattern;
  Text experimental_pattern;
  std::uint8_t format = 0;                ///< a Format
  bool open_choices = false;              ///< choices are only well known; others are accepted
  std::uint8_t deprecated_choices = 0;    ///< how many of the last choices are deprecated
  std::uint8_t experimental_choices = 0;  ///< how many of the last choices are experimental
};

/// How many a list or map may hold, and what is rarely said about a field. Row 0 says nothing.
struct ExtraRow {
  std::int64_t min_size = kUnset;
  std::int64_t max_size = kUnset;
  std::int64_t max_bytes = kUnset;
  Text default_json;
  Text server_default_json;
  Text server_default_rule;
  Text feature_gate;
  Text patch_strategy;
  Text patch_merge_key;
  Text alias_of;
  Range rules;  ///< CEL on the list or map as a whole, in kRules
  std::uint16_t validated_as = kNoType;
};

struct FieldRow {
  std::uint32_t name = 0;  ///< offset in kPool
  std::uint8_t name_size = 0;
  std::uint8_t shape = 0;   ///< a Shape
  std::uint8_t scalar = 0;  ///< a Scalar: of the value, of each element
  std::uint8_t list = 0;    ///< a ListKind
  std::uint32_t flags = 0;
  std::uint16_t type = kNoType;  ///< in kTypes
  std::uint16_t constraint = 0;  ///< of the value, of each element, in kConstraints
  std::uint16_t key_constraint = 0;
  std::uint16_t extra = 0;  ///< in kExtras
  Range list_keys;          ///< in kNames
  Range proto_name;         ///< in kNames; the second accepted spelling, or empty
};

struct OneOfRow {
  Text name;
  Range fields;     ///< in kNames
  Range positions;  ///< in kPositions: the same as positions in the type's fields
  bool exactly_one = false;
};

struct RuleRow {
  Text rule;
  Text reason;
  Text twin;     ///< the code of a finding that says the same, or empty
  Text message;  ///< what it demands: "sets both `a` and `b`", to stand behind the path of the value
  Text field_path;
  Text channel;  ///< `standard`, `experimental` or empty: both
  Range steps;   ///< in kSteps: the compiled rule
  Text constants;
  bool uses_old_self = false;
};

struct TypeRow {
  Text name;           ///< qualified: `apps.v1.DeploymentSpec`
  Range fields;        ///< in kFields, in the order of the API's source
  Range required;      ///< in kPositions: fields an object is refused without
  Range one_of;        ///< in kOneOfs
  Range rules;         ///< in kRules
  Range alternatives;  ///< in kFields: unnamed shapes of which the value has one; then there are no fields
  Text schema_one_of;  ///< JSON, or empty
  std::uint32_t slots = 0;  ///< in kSlots: a perfect hash table of 2^slot_bits positions in `fields`
  std::uint8_t slot_bits = 0;
  std::uint64_t hash_seed = 0;
  std::int64_t max_bytes = kUnset;
  bool atomic = false;
  bool preserves_unknown = false;
  bool experimental = false;
};

struct ColumnRow {
  Text name;
  Text type;
  Text path;
  Text format;
  std::int32_t priority = 0;
};

/// One kind in one version.
struct KindRow {
  Text group;
  Text version;
  Text api_version;
  Text name;
  Text plural;
  Text singular;
  Text list_name;
  Range short_names;   ///< in kNames
  Range categories;    ///< in kNames
  Range subresources;  ///< in kNames
  Range columns;       ///< in kColumns
  Range channels;      ///< in kNames
  Text scale_spec;
  Text scale_status;
  Text scale_selector;
  std::uint16_t type = kNoType;
  std::uint8_t name_format = 0;  ///< a Format
  bool namespaced = false;
  bool served = false;
  bool served_experimental = false;
  bool storage = false;
  bool deprecated = false;  ///< the API server warns whoever uses it
  bool file_only = false;
  bool subresource_only = false;
  bool custom = false;  ///< a custom resource: checked by its CRD, not by Go types
};

/// Where `key` stands in the hash table of a type. Mixes the size with the first and last eight bytes; a
/// type's seed makes that tell all its names apart. The generator proves it with this very function.
inline std::uint32_t Slot(std::string_view key, std::uint64_t seed, std::uint8_t bits) {
  if (bits == 0) return 0;
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  const char* data = key.data();
  const std::size_t size = key.size();
  if (size >= 8) {
    std::memcpy(&head, data, 8);
    std::memcpy(&tail, data + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&head, data, 4);
    std::memcpy(&tail, data + size - 4, 4);
  } else if (size > 0) {
    head = static_cast<unsigned char>(data[0]) | static_cast<unsigned char>(data[size / 2]) << 8;
    tail = static_cast<unsigned char>(data[size - 1]);
  }
  const std::uint64_t mixed = (head ^ (tail << 1 | tail >> 63) ^ size) * seed;
  return static_cast<std::uint32_t>(((mixed ^ mixed >> 29) * seed) >> (64 - bits));
}

/// The tables themselves, written by schema_gen.
extern const char kPool[];
extern const Text kNames[];
extern const ConstraintRow kConstraints[];
extern const ExtraRow kExtras[];
extern const cel::Step kSteps[];
extern const RuleRow kRules[];
extern const FieldRow kFields[];
extern const std::uint8_t kPositions[];
extern const std::uint8_t kSlots[];
extern const OneOfRow kOneOfs[];
extern const TypeRow kTypes[];  ///< sorted by name
extern const std::uint16_t kFieldCount;
extern const std::uint16_t kTypeCount;
extern const ColumnRow kColumns[];
extern const KindRow kKinds[];  ///< sorted by group, kind and preference of the version
extern const std::uint16_t kKindCount;

/// Descriptions, apart from what validation reads so that its pages stay dense: texts in a pool of their own,
/// one for each of kFields and each of kTypes.
extern const char kDocPool[];
extern const Text kFieldDocs[];
extern const Text kTypeDocs[];

inline std::string_view View(Text text) { return {kPool + text.offset, text.size}; }

}  // namespace meshctl::schema::tables
