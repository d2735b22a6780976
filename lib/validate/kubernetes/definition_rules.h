// SPDX-License-Identifier: Apache-2.0
// The CEL rules of a schema, judged when the definition is created: they must compile, fit the schema they
// stand in and stay cheap whatever object comes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cel/cel.h"
#include "validate/custom/schema.h"
#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

extern const Rule kDefinitionRule;
extern const Rule kRuleCost;
extern const Rule kTotalRuleCost;
extern const Rule kRuleType;

/// A level of a schema, and how often an object can have values of it.
struct Level {
  const yaml::Node& schema;
  const custom::Schema* shape = nullptr;  ///< null where none could be read
  /// The product of the limits of the lists and maps around the level; without one as soon as one of them
  /// has no limit.
  std::optional<std::uint64_t> count = 1;
  const yaml::Node* unlimited = nullptr;  ///< the innermost list or map around that has no limit

  /// The level of items or of values of a map.
  Level Inside(const yaml::Node& part, const custom::Schema* part_shape) const;
  Level Property(const yaml::Entry& property) const;
};

/// Judges the rules of one schema, level by level.
class DefinitionRules {
 public:
  explicit DefinitionRules(Verdict& verdict) : verdict_(verdict) {}

  void Check(const Level& level);
  /// Says whether all rules together cost too much. Call it last.
  void Finish();

 private:
  struct Cost {
    const yaml::Node* text;
    std::uint64_t cost;
  };

  void Rule(const Level& level, const yaml::Node& text);
  void Message(const Level& level, const yaml::Node& text);
  std::optional<cel::Compiled> Compiled(const yaml::Node& text);
  bool IsOf(const Level& level, const yaml::Node& text, const cel::Program& program, std::string_view type,
            std::uint64_t& cost);
  void Count(const yaml::Node& text, std::uint64_t cost, const Level* repeated);
  void FieldPath(const yaml::Node& schema, const yaml::Node& path);

  Verdict& verdict_;
  std::vector<Cost> costs_;
  std::uint64_t total_ = 0;
  bool over_limit_ = false;  // one of the rules alone
};

}  // namespace meshctl::validate::kubernetes
