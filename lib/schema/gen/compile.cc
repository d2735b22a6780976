// SPDX-License-Identifier: Apache-2.0
// Turns the data files into rows: resolves type references, gives every attribute its column and finds a
// perfect hash for the field names of each type. Strict on purpose: an attribute nobody placed stops the
// build.
#include "schema/gen/compile.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "cel/cel.h"
#include "schema/gen/describe.h"
#include "schema/gen/rows.h"
#include "schema/gen/version_rank.h"
#include "schema/gen/words.h"

namespace meshctl::schema::gen {
namespace {

const std::set<std::string_view> kFileKeys = {"group",     "version", "sources", "roots",
                                              "protoJson", "kinds",   "types"};
const std::set<std::string_view> kTypeKeys = {"fields",      "oneOf",        "cel",   "preserveUnknown",
                                              "structType",  "mapType",      "union", "channel",
                                              "schemaOneOf", "maxTotalBytes"};
const std::set<std::string_view> kFieldKeys = {"type",
                                               "required",
                                               "nullable",
                                               "enum",
                                               "enumDeprecated",
                                               "enumExperimental",
                                               "known",
                                               "default",
                                               "serverDefault",
                                               "serverDefaultRule",
                                               "min",
                                               "max",
                                               "minLength",
                                               "maxLength",
                                               "pattern",
                                               "format",
                                               "minItems",
                                               "maxItems",
                                               "minProperties",
                                               "maxProperties",
                                               "zeroIsUnset",
                                               "items",
                                               "values",
                                               "keys",
                                               "listType",
                                               "listMapKeys",
                                               "mapType",
                                               "structType",
                                               "patchStrategy",
                                               "patchMergeKey",
                                               "immutable",
                                               "deprecated",
                                               "hidden",
                                               "writeOnly",
                                               "featureGate",
                                               "channel",
                                               "experimental",
                                               "aliasOf",
                                               "proto",
                                               "inferred",
                                               "notInCRD",
                                               "validatedAs",
                                               "maxTotalBytes",
                                               "cel"};
const std::set<std::string_view> kElementKeys = {"enum",      "known",   "min",    "max", "minLength",
                                                 "maxLength", "pattern", "format", "cel", "experimental"};

/// What the schema language writes in three ways: `T`, `[T]`, `{string: T}`.
struct Shaped {
  Shape shape = Shape::kSingle;
  std::string element;
};

Shaped ShapeOf(const YAML::Node& type) {
  if (type.IsSequence()) return {Shape::kList, type[0].Scalar()};
  if (type.IsMap()) return {Shape::kMap, type["string"].Scalar()};
  return {Shape::kSingle, type.Scalar()};
}

/// `enable64bitTraceId` as `enable64bit_trace_id`: the protobuf name where the data gives no other.
std::string SnakeCase(const std::string& name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      out += '_';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

class Compiler {
 public:
  Compiler(const std::vector<Document>& documents, const YAML::Node& messages)
      : documents_(documents), descriptions_(documents) {
    for (const auto& entry : messages) {
      RequireKnownKeys(entry, {"rule", "message", "twin"});
      words_[TextOf(entry["rule"])] = {TextOf(entry["message"]), TextOf(entry["twin"])};
      unused_messages_.insert(TextOf(entry["rule"]));
    }
  }

  Tables Run() {
    tables_.constraints.AddShared(Row(tables::ConstraintRow{}));
    tables_.extras.AddShared(Row(tables::ExtraRow{}));
    for (const Document& document : documents_) {
      In(document.name, [&] { RequireKnownKeys(document.root, kFileKeys); });
      for (const auto& entry : document.root["types"]) {
        types_.emplace(document.name + "." + entry.first.Scalar(), TypeSource{&document, entry.second});
      }
      for (const auto& root : document.root["protoJson"]) MarkProtoJson(document, root.Scalar());
    }
    std::uint16_t index = 0;
    for (const auto& [name, source] : types_) type_index_[name] = index++;
    for (const auto& [name, source] : types_) In(name, [&] { CompileType(name, source); });
    descriptions_.RequireComplete();
    CompileKinds();
    if (!unused_messages_.empty())
      throw std::runtime_error("a message for no rule: `" + *unused_messages_.begin() + "`");
    return std::move(tables_);
  }

 private:
  struct TypeSource {
    const Document* document;
    YAML::Node node;
  };

  /// Runs `work`, putting `place` before the message of what it throws.
  template <typename Work>
  static void In(const std::string& place, Work work) {
    try {
      work();
    } catch (const std::exception& error) {
      throw std::runtime_error(place + ": " + error.what());
    }
  }

  /// All types of the file that a protobuf message holds accept protobuf spellings.
  void MarkProtoJson(const Document& document, const std::string& type) {
    const YAML::Node node = document.root["types"][type];
    if (!node || !proto_json_.insert(document.name + "." + type).second) return;
    for (const auto& field : node["fields"]) MarkProtoJson(document, ShapeOf(field.second["type"]).element);
  }

  tables::Text Text(std::string_view text) { return tables_.pool.Add(text); }
  tables::Text Text(const YAML::Node& node) { return tables_.pool.Add(TextOf(node)); }

  tables::Range AddNames(const std::vector<std::string>& words) {
    std::vector<std::string> rows;
    for (const std::string& word : words) rows.push_back(Row(Text(word)));
    return tables_.names.AddShared(rows);
  }

  tables::Range AddRules(const YAML::Node& cel) {
    std::vector<std::string> rows;
    for (const auto& rule : cel) {
      RequireKnownKeys(rule, {"rule", "reason", "fieldPath", "channel"});
      const cel::Compiled compiled = CompileRule(TextOf(rule["rule"]));
      const RuleWords& words = WordsOf(TextOf(rule["rule"]));
      rows.push_back(Row(tables::RuleRow{.rule = Text(rule["rule"]),
                                         .reason = Text(rule["reason"]),
                                         .twin = Text(words.twin),
                                         .message = Text(words.message),
                                         .field_path = Text(rule["fieldPath"]),
                                         .channel = Text(rule["channel"]),
                                         .steps = AddSteps(compiled.steps),
                                         .constants = Text(compiled.pool),
                                         .uses_old_self = compiled.uses_old_self}));
    }
    return tables_.rules.AddShared(rows);
  }

  static cel::Compiled CompileRule(const std::string& text) {
    auto compiled = cel::Compile(text);
    if (compiled) return std::move(*compiled);
    throw std::runtime_error(
        fmt::format("CEL rule `{}`, at {}: {}", text, compiled.error().offset, compiled.error().message));
  }

  tables::Range AddSteps(const std::vector<cel::Step>& steps) {
    std::vector<std::string> rows;
    for (const cel::Step& step : steps) rows.push_back(Row(step));
    return tables_.steps.AddShared(rows);
  }

  /// What data/cel/messages.yaml says of a rule.
  struct RuleWords {
    std::string message;
    std::string twin;
  };

  const RuleWords& WordsOf(const std::string& rule) {
    const auto at = words_.find(rule);
    if (at == words_.end()) throw std::runtime_error("no message for the rule `" + rule + "`");
    unused_messages_.erase(rule);
    return at->second;
  }

  std::uint16_t TypeIndex(const Document& document, const std::string& reference) {
    for (const std::string& name : {document.name + "." + reference, reference}) {
      if (const auto at = type_index_.find(name); at != type_index_.end()) return at->second;
    }
    throw std::runtime_error("unknown type `" + reference + "`");
  }

  static std::int64_t Number(const YAML::Node& node) {
    return node ? node.as<std::int64_t>() : tables::kUnset;
  }

  std::uint16_t AddConstraint(const YAML::Node& node) {
    tables::ConstraintRow row;
    if (!node) return 0;
    row.min = Number(node["min"]);
    row.max = Number(node["max"]);
    row.min_length = Number(node["minLength"]);
    row.max_length = Number(node["maxLength"]);
    row.pattern = Text(node["pattern"]);
    if (const YAML::Node differs = node["experimental"]) {
      RequireKnownKeys(differs, {"pattern"});
      row.experimental_pattern = Text(differs["pattern"]);
    }
    row.rules = AddRules(node["cel"]);
    if (node["format"]) row.format = static_cast<std::uint8_t>(FormatOf(TextOf(node["format"])));

    std::vector<std::string> choices = Words(node["enum"] ? node["enum"] : node["known"]);
    const std::vector<std::string> deprecated = Words(node["enumDeprecated"]);
    const std::vector<std::string> experimental = Words(node["enumExperimental"]);
    std::erase_if(choices, [&](const std::string& word) { return std::ranges::count(deprecated, word) > 0; });
    choices.insert(choices.end(), deprecated.begin(), deprecated.end());
    choices.insert(choices.end(), experimental.begin(), experimental.end());
    row.choices = AddNames(choices);
    row.open_choices = !node["enum"];
    row.deprecated_choices = Narrow<std::uint8_t>(deprecated.size(), "deprecated values");
    row.experimental_choices = Narrow<std::uint8_t>(experimental.size(), "experimental values");
    return tables_.constraints.AddShared(Row(row));
  }

  std::uint16_t AddExtra(const Document& document, const YAML::Node& node, Shape shape) {
    tables::ExtraRow row;
    row.min_size = Number(node[shape == Shape::kList ? "minItems" : "minProperties"]);
    row.max_size = Number(node[shape == Shape::kList ? "maxItems" : "maxProperties"]);
    row.max_bytes = Number(node["maxTotalBytes"]);
    if (node["default"]) row.default_json = Text(JsonOf(node["default"]));
    if (node["serverDefault"]) row.server_default_json = Text(JsonOf(node["serverDefault"]));
    row.server_default_rule = Text(node["serverDefaultRule"]);
    row.feature_gate = Text(node["featureGate"]);
    row.patch_strategy = Text(node["patchStrategy"]);
    row.patch_merge_key = Text(node["patchMergeKey"]);
    row.alias_of = Text(node["aliasOf"]);
    if (shape != Shape::kSingle) row.rules = AddRules(node["cel"]);
    if (node["validatedAs"]) row.validated_as = TypeIndex(document, TextOf(node["validatedAs"]));
    return tables_.extras.AddShared(Row(row));
  }

  static std::uint32_t FlagsOf(const YAML::Node& node) {
    std::uint32_t flags = 0;
    const auto set = [&](tables::FieldFlag flag, bool on) { flags |= on ? flag : 0u; };
    const std::string required = TextOf(node["required"]);
    const std::string merging = TextOf(node["mapType"]) + TextOf(node["structType"]);
    set(tables::kRequired, required == "true" || required == "schema");
    set(tables::kServerRequired, required == "server");
    set(tables::kNullable, IsTrue(node["nullable"]));
    set(tables::kImmutable, IsTrue(node["immutable"]));
    set(tables::kDeprecated, IsTrue(node["deprecated"]));
    set(tables::kHidden, IsTrue(node["hidden"]));
    set(tables::kWriteOnly, IsTrue(node["writeOnly"]));
    set(tables::kExperimental, TextOf(node["channel"]) == "experimental");
    set(tables::kInferred, IsTrue(node["inferred"]));
    set(tables::kNotInCrd, IsTrue(node["notInCRD"]));
    set(tables::kAtomicValue, merging == "atomic");
    set(tables::kGranularValue, merging == "granular");
    set(tables::kZeroIsUnset, IsTrue(node["zeroIsUnset"]));
    return flags;
  }

  /// What a list or map of elements keeps for its elements; limits on the field itself have no meaning there.
  static YAML::Node ElementOf(const YAML::Node& node, Shape shape) {
    const YAML::Node element = node[shape == Shape::kList ? "items" : "values"];
    if (element) RequireKnownKeys(element, kElementKeys);
    for (const std::string_view key : kElementKeys) {
      if (key != "cel" && node[std::string(key)])
        throw std::runtime_error(fmt::format("`{}` on a list or map", key));
    }
    return element;
  }

  std::string FieldText(const Document& document, const std::string& name, const YAML::Node& node,
                        const std::string& proto_name) {
    RequireKnownKeys(node, kFieldKeys);
    const Shaped shaped = ShapeOf(node["type"]);
    const Scalar scalar = ScalarOf(shaped.element);
    tables::FieldRow row;
    row.name = Text(name).offset;
    row.name_size = Narrow<std::uint8_t>(name.size(), "characters in a field name");
    row.shape = static_cast<std::uint8_t>(shaped.shape);
    row.scalar = static_cast<std::uint8_t>(scalar);
    if (node["listType"]) row.list = static_cast<std::uint8_t>(ListKindOf(TextOf(node["listType"])));
    row.flags = FlagsOf(node);
    if (scalar == Scalar::kStruct) row.type = TypeIndex(document, shaped.element);
    row.constraint = AddConstraint(shaped.shape == Shape::kSingle ? node : ElementOf(node, shaped.shape));
    if (node["keys"]) {
      RequireKnownKeys(node["keys"], kElementKeys);
      row.key_constraint = AddConstraint(node["keys"]);
    }
    row.extra = AddExtra(document, node, shaped.shape);
    row.list_keys = AddNames(Words(node["listMapKeys"]));
    if (!proto_name.empty()) row.proto_name = AddNames({proto_name});
    return Row(row);
  }

  /// Whether an object without the field is refused: defaults are filled in before anybody looks.
  static bool Enforced(const YAML::Node& node) {
    const std::string required = TextOf(node["required"]);
    return (required == "true" || required == "server" || required == "nested") && !node["default"] &&
           !node["serverDefault"] && !node["serverDefaultRule"];
  }

  void CompileType(const std::string& qualified, const TypeSource& source) {
    const YAML::Node& node = source.node;
    const Document& document = *source.document;
    RequireKnownKeys(node, kTypeKeys);
    tables::TypeRow row;
    row.name = Text(qualified);

    std::vector<std::string> fields;
    std::vector<std::string> required;
    std::vector<std::pair<std::string, std::uint8_t>> keys;
    std::map<std::string, std::uint8_t> positions;
    for (const auto& entry : node["fields"]) {
      const std::string name = entry.first.Scalar();
      const auto position = Narrow<std::uint8_t>(fields.size(), "fields in one type");
      std::string proto = TextOf(entry.second["proto"]);
      if (proto.empty() && SnakeCase(name) != name) proto = SnakeCase(name);
      if (!proto_json_.contains(qualified)) proto.clear();
      In(name, [&] { fields.push_back(FieldText(document, name, entry.second, proto)); });
      keys.emplace_back(name, position);
      if (!proto.empty()) keys.emplace_back(proto, position);
      positions[name] = position;
      if (Enforced(entry.second)) required.push_back(fmt::to_string(position));
    }
    row.fields = tables_.fields.Append(fields);
    DescribeType(qualified, source);
    row.required = tables_.positions.AddShared(required);
    row.one_of = AddOneOfs(node["oneOf"], positions);
    row.rules = AddRules(node["cel"]);
    row.alternatives = AddAlternatives(document, node["union"]);
    if (node["schemaOneOf"]) row.schema_one_of = Text(JsonOf(node["schemaOneOf"]));
    if (!keys.empty()) AddHash(keys, row);
    row.max_bytes = Number(node["maxTotalBytes"]);
    row.atomic = TextOf(node["structType"]) == "atomic" || TextOf(node["mapType"]) == "atomic";
    row.preserves_unknown = IsTrue(node["preserveUnknown"]);
    row.experimental = TextOf(node["channel"]) == "experimental";
    tables_.types.Append({Row(row)});
  }

  /// The descriptions of a type and its fields, in step with the rows of both.
  void DescribeType(const std::string& qualified, const TypeSource& source) {
    const std::string type = qualified.substr(source.document->name.size() + 1);
    const auto add = [&](const std::string& text) { return Row(tables_.doc_pool.Add(text)); };
    tables_.type_docs.Append({add(descriptions_.Of(*source.document, type))});
    std::vector<std::string> docs;
    for (const auto& field : source.node["fields"])
      docs.push_back(add(descriptions_.Of(*source.document, type, field.first.Scalar())));
    tables_.field_docs.Append(docs);
  }

  tables::Range AddOneOfs(const YAML::Node& groups, const std::map<std::string, std::uint8_t>& positions) {
    std::vector<std::string> rows;
    for (const auto& group : groups) {
      RequireKnownKeys(group, {"name", "fields", "exactlyOne"});
      const std::vector<std::string> names = Words(group["fields"]);
      std::vector<std::string> members;
      for (const std::string& name : names) members.push_back(fmt::to_string(positions.at(name)));
      rows.push_back(Row(tables::OneOfRow{.name = Text(group["name"]),
                                          .fields = AddNames(names),
                                          .positions = tables_.positions.AddShared(members),
                                          .exactly_one = IsTrue(group["exactlyOne"])}));
    }
    return tables_.one_ofs.AddShared(rows);
  }

  tables::Range AddAlternatives(const Document& document, const YAML::Node& shapes) {
    std::vector<std::string> rows;
    for (const auto& shape : shapes) {
      YAML::Node field;
      field["type"] = YAML::Node(shape);
      rows.push_back(FieldText(document, "", field, ""));
    }
    if (rows.empty()) return {};
    tables_.field_docs.Append(std::vector(rows.size(), Row(tables::Text{})));
    return tables_.fields.Append(rows);
  }

  /// Finds a seed under which no two keys share a slot, in the smallest table that has one.
  void AddHash(const std::vector<std::pair<std::string, std::uint8_t>>& keys, tables::TypeRow& row) {
    constexpr int kTries = 4000;
    std::uint64_t state = 0;
    for (auto bits = static_cast<std::uint8_t>(std::bit_width(keys.size() - 1)); bits <= 12; ++bits) {
      for (int attempt = 0; attempt < kTries; ++attempt) {
        state += 0x9E3779B97F4A7C15u;
        const std::uint64_t seed = (state ^ state >> 31) * 0xBF58476D1CE4E5B9u | 1u;
        if (auto slots = TrySeed(keys, seed, bits)) {
          row.slots = tables_.slots.AddShared(*slots).begin;
          row.slot_bits = bits;
          row.hash_seed = seed;
          return;
        }
      }
    }
    throw std::runtime_error("no perfect hash for the field names");
  }

  static std::optional<std::vector<std::string>> TrySeed(
      const std::vector<std::pair<std::string, std::uint8_t>>& keys, std::uint64_t seed, std::uint8_t bits) {
    std::vector<std::string> slots(std::size_t{1} << bits, fmt::to_string(tables::kNoSlot));
    std::vector<bool> taken(slots.size());
    for (const auto& [key, position] : keys) {
      const std::uint32_t slot = tables::Slot(key, seed, bits);
      if (taken[slot]) return std::nullopt;
      taken[slot] = true;
      slots[slot] = fmt::to_string(position);
    }
    return slots;
  }

  void CompileKinds();
  std::string KindText(const Document& document, const std::string& name, const std::string& version,
                       const YAML::Node& kind, const YAML::Node& details);
  tables::Range AddColumns(const YAML::Node& columns);

  const std::vector<Document>& documents_;
  Descriptions descriptions_;
  std::map<std::string, RuleWords> words_;  // by the text of the rule
  std::set<std::string> unused_messages_;
  Tables tables_;
  std::map<std::string, TypeSource> types_;  // sorted by qualified name, as kTypes is
  std::map<std::string, std::uint16_t> type_index_;
  std::set<std::string> proto_json_;
};

const std::set<std::string_view> kKindKeys = {"plural",       "singular",        "listKind", "shortNames",
                                              "categories",   "namespaced",      "versions", "channels",
                                              "subresources", "scale",           "columns",  "nameFormat",
                                              "fileOnly",     "subresourceOnly", "type"};
const std::set<std::string_view> kVersionKeys = {"served", "storage", "deprecated",  "deprecationWarning",
                                                 "type",   "columns", "experimental"};

void Compiler::CompileKinds() {
  using Key = std::tuple<std::string, std::string, VersionRank, std::string>;
  std::map<Key, std::string> rows;
  for (const Document& document : documents_) {
    for (const auto& kind : document.root["kinds"]) {
      const std::string name = kind.first.Scalar();
      In(document.name + ", kind " + name, [&] {
        RequireKnownKeys(kind.second, kKindKeys);
        for (const auto& version : kind.second["versions"]) {
          const std::string label = version.first.Scalar();
          RequireKnownKeys(version.second, kVersionKeys);
          rows[{TextOf(document.root["group"]), name, RankOf(label, IsTrue(version.second["served"])),
                label}] = KindText(document, name, label, kind.second, version.second);
        }
      });
    }
  }
  for (const auto& [key, row] : rows) tables_.kinds.Append({row});
}

tables::Range Compiler::AddColumns(const YAML::Node& columns) {
  std::vector<std::string> rows;
  for (const auto& column : columns) {
    RequireKnownKeys(column, {"name", "type", "path", "format", "priority"});
    rows.push_back(
        Row(tables::ColumnRow{.name = Text(column["name"]),
                              .type = Text(column["type"]),
                              .path = Text(column["path"]),
                              .format = Text(column["format"]),
                              .priority = column["priority"] ? column["priority"].as<std::int32_t>() : 0}));
  }
  return tables_.columns.AddShared(rows);
}

std::string Compiler::KindText(const Document& document, const std::string& name, const std::string& version,
                               const YAML::Node& kind, const YAML::Node& details) {
  const std::string group = TextOf(document.root["group"]);
  tables::KindRow row;
  row.group = Text(group);
  row.version = Text(version);
  row.api_version = Text(group.empty() ? version : group + "/" + version);
  row.name = Text(name);
  row.plural = Text(kind["plural"]);
  row.singular = Text(kind["singular"]);
  row.list_name = Text(kind["listKind"]);
  row.short_names = AddNames(Words(kind["shortNames"]));
  row.categories = AddNames(Words(kind["categories"]));
  row.subresources = AddNames(Words(kind["subresources"]));
  row.columns = AddColumns(details["columns"] ? details["columns"] : kind["columns"]);
  row.channels = AddNames(Words(kind["channels"]));
  if (const YAML::Node scale = kind["scale"]) {
    row.scale_spec = Text(scale["spec"]);
    row.scale_status = Text(scale["status"]);
    row.scale_selector = Text(scale["selector"]);
  }
  row.type = TypeIndex(document, TextOf(details["type"] ? details["type"] : kind["type"]));
  row.custom = !kind["nameFormat"];
  row.name_format = static_cast<std::uint8_t>(row.custom ? Format::kDns1123Subdomain
                                                         : FormatOf(TextOf(kind["nameFormat"])));
  row.namespaced = IsTrue(kind["namespaced"]);
  row.served = IsTrue(details["served"]);
  row.served_experimental =
      row.served || (details["experimental"] && IsTrue(details["experimental"]["served"]));
  row.storage = IsTrue(details["storage"]);
  row.deprecated = IsTrue(details["deprecated"]) && IsTrue(details["deprecationWarning"]);
  row.file_only = IsTrue(kind["fileOnly"]);
  row.subresource_only = IsTrue(kind["subresourceOnly"]);
  return Row(row);
}

}  // namespace

Tables Compile(const std::vector<Document>& documents, const YAML::Node& messages) {
  return Compiler(documents, messages).Run();
}

}  // namespace meshctl::schema::gen
