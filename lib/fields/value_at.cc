// SPDX-License-Identifier: Apache-2.0
// Objects come from servers and files, so any step may lead to a value of another shape than expected: that
// reads as absent.
#include "fields/value_at.h"

namespace meshctl::fields {

const Json* ValueAt(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* at = &object;
  for (std::string_view key : path) {
    if (!at->is_object()) return nullptr;
    auto found = at->find(key);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

std::string TextAt(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* value = ValueAt(object, path);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace meshctl::fields
