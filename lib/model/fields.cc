// SPDX-License-Identifier: Apache-2.0
// Reads single fields, forgivingly: the schema is strict so that the model need not be.
#include "model/fields.h"

#include <cstddef>

#include "base/ascii.h"

namespace meshctl::model {
namespace {

/// Whether `snake` is `camel` in snake_case: `consecutive_5xx_errors`, `consecutive5xxErrors`.
bool IsSnakeCaseOf(std::string_view snake, std::string_view camel) {
  if (snake.find('_') == std::string_view::npos) return false;
  std::size_t at = 0;
  for (char c : snake) {
    if (c == '_') continue;
    if (at == camel.size() || c != LowerAscii(camel[at])) return false;
    ++at;
  }
  return at == camel.size();
}

}  // namespace

const yaml::Node& Fields::Get(std::string_view key) const {
  const yaml::Node& node = map_->Get(key);
  if (node.present()) return node;
  for (const yaml::Entry& entry : map_->entries()) {
    if (IsSnakeCaseOf(entry.key, key)) return entry.value;
  }
  return node;
}

Text Fields::GetText(std::string_view key) const { return Get(key).located(); }

Number Fields::GetNumber(std::string_view key) const {
  const yaml::Node& node = Get(key);
  return {node.integer(), node.span()};
}

Decimal Fields::GetDecimal(std::string_view key) const {
  const yaml::Node& node = Get(key);
  return {node.number(), node.span()};
}

Switch Fields::GetSwitch(std::string_view key) const {
  const yaml::Node& node = Get(key);
  return {node.boolean(), node.span()};
}

Duration Fields::GetDuration(std::string_view key) const {
  const yaml::Node& node = Get(key);
  return {node.is_string() ? ParseDuration(node.text()) : std::nullopt, node.span()};
}

std::vector<Text> Fields::GetTexts(std::string_view key) const {
  const yaml::Node& node = Get(key);
  std::vector<Text> texts;
  texts.reserve(node.size());
  for (const yaml::Node& item : node.items()) texts.push_back(item.located());
  return texts;
}

Labels Fields::GetLabels(std::string_view key) const { return Labels(Get(key)); }

}  // namespace meshctl::model
