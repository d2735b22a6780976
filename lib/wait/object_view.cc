// SPDX-License-Identifier: Apache-2.0
// Nothing here trusts the shape of an object: status is written by controllers of any quality.
#include "wait/object_view.h"

#include "base/ascii.h"

namespace meshctl::wait {

const Json* At(const Json& object, std::initializer_list<const char*> path) {
  const Json* at = &object;
  for (const char* key : path) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(key);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

std::string TextAt(const Json& object, std::initializer_list<const char*> path) {
  const Json* at = At(object, path);
  return at && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<std::int64_t> NumberAt(const Json& object, std::initializer_list<const char*> path) {
  const Json* at = At(object, path);
  if (!at || !at->is_number_integer()) return std::nullopt;
  return at->get<std::int64_t>();
}

const Json& ListAt(const Json& object, std::initializer_list<const char*> path) {
  static const Json kNone = Json::array();
  const Json* at = At(object, path);
  return at && at->is_array() ? *at : kNone;
}

const Json* ConditionIn(const Json& conditions, std::string_view type) {
  for (const Json& condition : conditions) {
    if (EqualIgnoringCase(TextAt(condition, {"type"}), type)) return &condition;
  }
  return nullptr;
}

bool IsCurrent(const Json& condition, const Json& object) {
  const auto generation = NumberAt(object, {"metadata", "generation"});
  if (!generation) return true;
  auto observed = NumberAt(condition, {"observedGeneration"});
  if (!observed) observed = NumberAt(object, {"status", "observedGeneration"});
  return !observed || *observed >= *generation;
}

std::string GroupOf(const Json& object) {
  const std::string api_version = TextAt(object, {"apiVersion"});
  const std::size_t slash = api_version.find('/');
  return slash == std::string::npos ? std::string() : api_version.substr(0, slash);
}

}  // namespace meshctl::wait
