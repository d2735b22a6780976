// SPDX-License-Identifier: Apache-2.0
// Tree to JSON, and JSON text to a value within bounds.
#include "yaml/json.h"

#include <fmt/format.h>

#include "yaml/scalar.h"

namespace meshctl::yaml {
namespace {

constexpr int kDeepestJson = 1000;

Json Number(std::string_view text) {
  if (auto value = ParseInteger(text)) return *value;
  if (auto value = ParseLargeInteger(text)) return *value;
  if (auto value = ParseNumber(text)) return *value;
  return nullptr;
}

}  // namespace

Json ToJson(const Node& node) {
  switch (node.type()) {
    case Type::kNull:
      return nullptr;
    case Type::kBool:
      return *node.boolean();
    case Type::kInt:
    case Type::kFloat:
      return Number(node.text());
    case Type::kString:
      return std::string(node.text());
    case Type::kList: {
      Json list = Json::array();
      for (const Node& item : node.items()) list.push_back(ToJson(item));
      return list;
    }
    case Type::kMap: {
      Json map = Json::object();
      for (const Entry& entry : node.entries()) map[std::string(entry.key)] = ToJson(entry.value);
      return map;
    }
  }
  return nullptr;
}

Result<Json> ParseJson(std::string_view text) {
  bool too_deep = false;
  auto watch_depth = [&too_deep](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kDeepestJson;
    return !too_deep;
  };
  try {
    Json value = Json::parse(text, watch_depth);
    if (!too_deep) return value;
    return std::unexpected(
        ClusterError(fmt::format("JSON is nested more than {} levels deep", kDeepestJson)));
  } catch (const Json::parse_error& failure) {
    return std::unexpected(ClusterError(fmt::format("not JSON: fault at byte {}", failure.byte)));
  } catch (const Json::exception& failure) {
    return std::unexpected(ClusterError("not JSON: a number is out of range"));
  }
}

}  // namespace meshctl::yaml
