// SPDX-License-Identifier: Apache-2.0
// Only the shape of keys is looked at: which members there are, and that they are base64url. Whether the
// numbers make a key is for the proxy.
#include "validate/istio/jwks.h"

#include <algorithm>
#include <array>
#include <string>

#include "validate/istio/labels.h"
#include "yaml/json.h"

namespace meshctl::validate::istio {
namespace {

/// A type of key, and the members that make up its public part.
struct KeyType {
  std::string_view name;
  std::array<const char*, 3> members;
};
constexpr std::array<KeyType, 4> kTypes = {
    {{"RSA", {"n", "e"}}, {"EC", {"crv", "x", "y"}}, {"OKP", {"crv", "x"}}, {"oct", {"k"}}}};

bool IsBase64Url(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return IsAlphanumeric(c) || c == '-' || c == '_' || c == '=' || c == '+' || c == '/';
  });
}

std::string_view KeyFault(const Json& key) {
  if (!key.is_object()) return "a key is no object";
  const auto type = key.find("kty");
  if (type == key.end() || !type->is_string()) return "a key has no type (`kty`)";
  const auto known = std::ranges::find(kTypes, type->get_ref<const std::string&>(), &KeyType::name);
  if (known == kTypes.end()) return "a key has an unknown type (`kty`)";
  for (const char* member : known->members) {
    if (member == nullptr) continue;
    const auto value = key.find(member);
    if (value == key.end() || !value->is_string()) return "a key lacks a member of its type";
    if (!IsBase64Url(value->get_ref<const std::string&>())) return "a key has a member that is not base64url";
  }
  return {};
}

bool IsPrivate(const Json& key) { return key.contains("d") || key.at("kty") == "oct"; }

}  // namespace

Jwks ReadJwks(std::string_view json) {
  const Result<Json> parsed = yaml::ParseJson(json);
  if (!parsed) return {"the text is not JSON", std::nullopt};
  const Json& set = *parsed;
  if (!set.is_object()) return {"the text is no JSON object", std::nullopt};
  const auto listed = set.find("keys");
  const Json keys = listed == set.end() ? Json::array({set}) : *listed;
  if (!keys.is_array()) return {"`keys` is no list", std::nullopt};
  Jwks result;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const std::string_view fault = KeyFault(keys[i]); !fault.empty()) return {fault, std::nullopt};
    if (!result.private_key && IsPrivate(keys[i])) result.private_key = i;
  }
  return result;
}

}  // namespace meshctl::validate::istio
