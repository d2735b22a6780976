// SPDX-License-Identifier: Apache-2.0
// What an estimate says of one run is multiplied by how often the rule can run in an object
// (apiextensions/validation: ValidateCustomResourceDefinitionOpenAPISchema). A message is made once.
#include "validate/kubernetes/definition_rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "cel/estimate.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {

constinit const Rule kDefinitionRule = {.code = "KUBE1013",
                                        .name = "bad-definition-rule",
                                        .summary = "a CEL rule of a schema is one expression that compiles"};
constinit const Rule kRuleCost = {
    .code = "KUBE1021",
    .name = "rule-too-costly",
    .summary = "what a rule costs at most, by the limits of its schema, is bounded"};
constinit const Rule kTotalRuleCost = {
    .code = "KUBE1022",
    .name = "rules-too-costly",
    .summary = "what all rules of a schema cost at most, by its limits, is bounded"};
constinit const Rule kRuleType = {
    .code = "KUBE1023",
    .name = "rule-of-wrong-type",
    .summary = "a rule is true or false, a message is a string, and both use fields that the schema has"};

namespace {

constexpr std::uint64_t kMost = UINT64_MAX;

std::uint64_t Sum(std::uint64_t left, std::uint64_t right) {
  return left > kMost - right ? kMost : left + right;
}

std::uint64_t Product(std::uint64_t left, std::uint64_t right) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(left, right, &product) ? kMost : product;
}

/// "3.2 times", "more than 100 times".
std::string Times(std::uint64_t cost, std::uint64_t limit) {
  constexpr std::uint64_t kWorthCounting = 100;
  if (cost / kWorthCounting >= limit) return fmt::format("more than {} times", kWorthCounting);
  return fmt::format("{:.1f} times", std::max(1.1, static_cast<double>(cost) / static_cast<double>(limit)));
}

std::string_view LimitOf(const yaml::Node& schema) {
  return schema.Get("type").string() == "array" ? "maxItems" : "maxProperties";
}

constexpr const char* kLimitSizes =
    "limit what it looks at: `maxItems` for lists, `maxProperties` for maps, `maxLength` for strings";

}  // namespace

Level Level::Inside(const yaml::Node& part, const custom::Schema* part_shape) const {
  Level inside{.schema = part, .shape = part_shape, .count = count, .unlimited = unlimited};
  const auto limit = schema.Get(LimitOf(schema)).integer();
  if (!limit) {
    inside.count.reset();
    inside.unlimited = &schema;
  } else if (count) {
    inside.count = Product(*count, static_cast<std::uint64_t>(std::max<std::int64_t>(*limit, 0)));
  }
  return inside;
}

Level Level::Property(const yaml::Entry& property) const {
  return {.schema = property.value,
          .shape = shape != nullptr ? shape->Property(property.key) : nullptr,
          .count = count,
          .unlimited = unlimited};
}

void DefinitionRules::Check(const Level& level) {
  for (const yaml::Node& rule : level.schema.Get("x-kubernetes-validations").items()) {
    if (Given(rule.Get("rule"))) Rule(level, rule.Get("rule"));
    if (Given(rule.Get("messageExpression"))) Message(level, rule.Get("messageExpression"));
    FieldPath(level.schema, rule.Get("fieldPath"));
    if (rule.Get("message").string().find('\n') != std::string_view::npos) {
      verdict_.At(kDefinitionRule, rule.Get("message"),
                  fmt::format("{} has more than one line", verdict_.Path(rule.Get("message"))), {});
    }
  }
}

std::optional<cel::Compiled> DefinitionRules::Compiled(const yaml::Node& text) {
  auto program = cel::Compile(text.string());
  if (program) return std::move(*program);
  verdict_.At(kDefinitionRule, text,
              fmt::format("{} does not compile: {}", verdict_.Path(text), program.error().message),
              {.label = fmt::format("at character {}", program.error().offset + 1)});
  return std::nullopt;
}

/// Whether the expression fits the schema and gives the type; if so, `cost` is what one run may cost.
bool DefinitionRules::IsOf(const Level& level, const yaml::Node& text, const cel::Program& program,
                           std::string_view type, std::uint64_t& cost) {
  if (level.shape == nullptr) return false;
  if (!level.shape->visible) {
    verdict_.At(kRuleType, text, fmt::format("{} is about a value of no known type", verdict_.Path(text)),
                {.label = "rules see typed values alone",
                 .help = "say what the value is, and what its items or values are"});
    return false;
  }
  const cel::Estimate estimate = cel::EstimateCost(program, *level.shape);
  if (!estimate.fault.empty()) {
    verdict_.At(kRuleType, text,
                fmt::format("{} does not fit the schema: {}", verdict_.Path(text), estimate.fault),
                {.label = "refused by the schema around it"});
    return false;
  }
  if (!estimate.type.empty() && estimate.type != type) {
    verdict_.At(kRuleType, text,
                fmt::format("{} must give a `{}`, not `{}`", verdict_.Path(text), type, estimate.type),
                {.label = fmt::format("gives `{}`", estimate.type)});
    return false;
  }
  cost = estimate.cost;
  return true;
}

void DefinitionRules::Rule(const Level& level, const yaml::Node& text) {
  const auto program = Compiled(text);
  std::uint64_t cost = 0;
  if (!program || !IsOf(level, text, program->program(), "bool", cost)) return;
  Count(text, Product(cost, level.count.value_or(cel::MostValues(level.shape->least_size))), &level);
}

void DefinitionRules::Message(const Level& level, const yaml::Node& text) {
  const auto program = Compiled(text);
  std::uint64_t cost = 0;
  if (program && IsOf(level, text, program->program(), "string", cost)) Count(text, cost, nullptr);
}

/// `repeated` is the level that the cost was multiplied for.
void DefinitionRules::Count(const yaml::Node& text, std::uint64_t cost, const Level* repeated) {
  total_ = Sum(total_, cost);
  costs_.push_back({&text, cost});
  if (cost <= cel::kMaxRuleEstimate) return;
  over_limit_ = true;
  Words words{.label = "too expensive for large objects", .help = kLimitSizes};
  if (repeated != nullptr && repeated->unlimited != nullptr) {
    const yaml::Node& around = *repeated->unlimited;
    words.help = fmt::format("add `{}` to {}", LimitOf(around), verdict_.Path(around));
    words.notes = {"the rule is counted once for every value that fits into a request"};
  }
  verdict_.At(kRuleCost, text,
              fmt::format("{} may cost {} what one rule is allowed", verdict_.Path(text),
                          Times(cost, cel::kMaxRuleEstimate)),
              std::move(words));
}

void DefinitionRules::Finish() {
  if (over_limit_ || total_ <= cel::kMaxDefinitionEstimate) return;
  const auto most = std::ranges::max_element(costs_, {}, &Cost::cost);
  verdict_.At(kTotalRuleCost, *most->text,
              fmt::format("the {} rules of the schema together may cost {} what is allowed", costs_.size(),
                          Times(total_, cel::kMaxDefinitionEstimate)),
              {.label = "the most expensive of them", .help = kLimitSizes});
}

/// `.tls.mode` names a property below the level.
void DefinitionRules::FieldPath(const yaml::Node& schema, const yaml::Node& path) {
  std::string_view name = path.string();
  if (!name.starts_with('.')) return;
  name = name.substr(1, name.find_first_of(".[", 1) - 1);
  if (name.empty() || schema.Get("properties").Get(name).is_map() || schema.Get("properties").size() == 0)
    return;
  verdict_.At(kDefinitionRule, path, fmt::format("{} names no property: `{}`", verdict_.Path(path), name),
              {.label = "not a property of this level"});
}

}  // namespace meshctl::validate::kubernetes
