// SPDX-License-Identifier: Apache-2.0
// The evaluator works on trees with places and on schemas read from them, so schema and objects are printed
// for it. Kinds that are made up for a try are small; nothing is kept between two writes.
#include "sandbox/custom_rules.h"

#include <fmt/format.h>

#include <optional>

#include "cel/cel.h"
#include "fields/topology.h"
#include "fields/value_at.h"
#include "sandbox/schema_words.h"
#include "validate/custom/read_schema.h"
#include "yaml/json.h"
#include "yaml/parse.h"

namespace meshctl::sandbox {
namespace {

using fields::TextAt;
using fields::ValueAt;
using validate::custom::Schema;

// A JSON value as a tree, with the text it lies in.
class Tree {
 public:
  explicit Tree(const Json& value) : file_("object", value.dump(), source::Origin::kGenerated) {
    stream_ = yaml::Parse(file_, {}, report_);
  }
  const yaml::Node* root() const { return stream_.documents.empty() ? nullptr : &stream_.documents.front(); }

 private:
  source::SourceFile file_;
  diag::Report report_;
  yaml::Stream stream_;
};

const yaml::Node* Present(const yaml::Node& node) { return node.present() ? &node : nullptr; }

class Walk {
 public:
  explicit Walk(std::vector<Cause>& causes) : causes_(causes) {}

  // `json` is the schema as it was written.
  void Run(const yaml::Node& node, const yaml::Node* before, const Schema& schema, const Json& json,
           const std::string& path) {
    for (const validate::custom::Rule& rule : schema.rules) Ask(rule, node, before, schema, json, path);
    for (const yaml::Entry& entry : node.entries()) {
      const std::string key(entry.key);
      const Schema* below = schema.Under(key);
      const Json* shown = ValueAt(json, {"properties", key});
      if (!shown) shown = ValueAt(json, {"additionalProperties"});
      if (!below || !shown) continue;
      Run(entry.value, before ? Present(before->Get(key)) : nullptr, *below, *shown,
          path.empty() ? key : path + "." + key);
    }
    const Json* items = ValueAt(json, {"items"});
    if (!schema.items || !items) return;
    for (std::size_t i = 0; i < node.items().size(); ++i) {
      const yaml::Node& item = node.items()[i];
      Run(item, before ? Counterpart(*before, item, json) : nullptr, *schema.items, *items,
          fmt::format("{}[{}]", path, i));
    }
  }

 private:
  // The item of an older list that is the same by the keys of the list; without keys there is none.
  static const yaml::Node* Counterpart(const yaml::Node& before, const yaml::Node& item, const Json& list) {
    if (TextAt(list, {"x-kubernetes-list-type"}) != "map") return nullptr;
    const auto topology = fields::Topology::OfSchema(list);
    const fields::Step step = topology.StepOf(yaml::ToJson(item));
    for (const yaml::Node& other : before.items()) {
      if (topology.StepOf(yaml::ToJson(other)) == step) return &other;
    }
    return nullptr;
  }

  void Ask(const validate::custom::Rule& rule, const yaml::Node& node, const yaml::Node* before,
           const Schema& schema, const Json& json, const std::string& path) {
    const cel::Program program = rule.program.program();
    if (program.uses_old_self && !before && !rule.optional_old_self) return;
    const cel::Self self{&node, &schema};
    const cel::Self old{before, &schema};
    const cel::Self* old_self = before ? &old : nullptr;
    const auto holds = cel::Evaluate(program, self, budget_, old_self);
    if (holds && *holds) return;
    std::string message(rule.message);
    if (!holds) {
      const std::string_view name = message.empty() ? rule.text : std::string_view(message);
      causes_.push_back({"FieldValueInvalid",
                         fmt::format("Invalid value: \"{}\": {} evaluating rule: {}", TypeName(node),
                                     holds.error().message, name),
                         path});
      return;
    }
    if (rule.message_program) {
      auto said = cel::EvaluateText(rule.message_program->program(), self, budget_, old_self);
      if (said && !said->empty()) message = std::move(*said);
    }
    if (message.empty()) message = fmt::format("failed rule: {}", rule.text);
    std::string place = path + std::string(rule.field_path);
    if (place.starts_with('.')) place.erase(0, 1);
    Refuse(rule, node, json, place, message);
  }

  void Refuse(const validate::custom::Rule& rule, const yaml::Node& node, const Json& json,
              const std::string& path, const std::string& message) {
    std::string reason = ReasonOf(rule, json);
    std::string text = fmt::format("Invalid value: {}", message);
    if (node.is_scalar()) text = fmt::format("Invalid value: {}: {}", yaml::ToJson(node).dump(), message);
    if (reason == "FieldValueForbidden") text = fmt::format("Forbidden: {}", message);
    if (reason == "FieldValueRequired") text = fmt::format("Required value: {}", message);
    if (reason == "FieldValueDuplicate") text = fmt::format("Duplicate value: {}", yaml::ToJson(node).dump());
    causes_.push_back({std::move(reason), std::move(text), path});
  }

  static std::string ReasonOf(const validate::custom::Rule& rule, const Json& json) {
    const Json* rules = ValueAt(json, {"x-kubernetes-validations"});
    if (rules && rules->is_array()) {
      for (const Json& written : *rules) {
        std::string reason = TextAt(written, {"reason"});
        if (TextAt(written, {"rule"}) == rule.text && !reason.empty()) return reason;
      }
    }
    return "FieldValueInvalid";
  }

  static std::string_view TypeName(const yaml::Node& node) {
    if (node.is_map()) return "object";
    if (node.is_list()) return "array";
    if (node.is_string()) return "string";
    return node.boolean() ? "boolean" : node.integer() ? "integer" : "number";
  }

  std::vector<Cause>& causes_;
  cel::Budget budget_;
};

}  // namespace

std::vector<Cause> BrokenRules(const Json& schema, const Json& object, const Json* before) {
  std::vector<Cause> causes;
  if (!HasRules(schema)) return causes;
  const Tree written(schema);
  const Tree now(object);
  const std::optional<Tree> old = before ? std::optional<Tree>(std::in_place, *before) : std::nullopt;
  if (!written.root() || !now.root()) return causes;
  validate::custom::Schemas memory;
  const yaml::Node none;
  const Schema* root = validate::custom::SchemaReader(none, memory).ReadRoot(*written.root(), "");
  if (root) Walk(causes).Run(*now.root(), old ? old->root() : nullptr, *root, schema, "");
  return causes;
}

}  // namespace meshctl::sandbox
