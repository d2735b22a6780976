// SPDX-License-Identifier: Apache-2.0
// kubectl's sorter (pkg/cmd/get/sorter.go) in short: one value an object, compared by its kind.
#include "cmd/get_order.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace meshctl::cmd {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Runs of digits count as numbers.
bool NaturalLess(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!IsDigit(a[i]) || !IsDigit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i, ++j;
      continue;
    }
    const auto number = [](std::string_view text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      const std::size_t begin = at;
      while (at < text.size() && IsDigit(text[at])) ++at;
      return text.substr(begin, at - begin);
    };
    const std::string_view left = number(a, i);
    const std::string_view right = number(b, j);
    if (left.size() != right.size()) return left.size() < right.size();
    if (left != right) return left < right;
  }
  return a.size() - i < b.size() - j;
}

bool Less(const Json* a, const Json* b) {
  if (!a || !b) return !a && b;
  if (a->is_string() && b->is_string())
    return NaturalLess(a->get_ref<const std::string&>(), b->get_ref<const std::string&>());
  return *a < *b;
}

}  // namespace

Result<void> SortBy(const yaml::JsonPath& path, const char* object_of, std::vector<Json>& entries) {
  std::vector<const Json*> keys(entries.size(), nullptr);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Json* object = &entries[i];
    if (object_of) {
      const auto found = object->is_object() ? object->find(object_of) : object->end();
      if (!object->is_object() || found == object->end()) continue;
      object = &*found;
    }
    auto values = path.Find(*object);
    if (!values) return std::unexpected(std::move(values).error());
    if (!values->empty() && !values->front().empty()) keys[i] = values->front().front();
  }
  if (!entries.empty() && std::ranges::all_of(keys, [](const Json* key) { return key == nullptr; }))
    return std::unexpected(ClusterError("no object has the field that `--sort-by` names"));
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return Less(keys[a], keys[b]); });
  std::vector<Json> sorted;
  sorted.reserve(entries.size());
  for (const std::size_t i : order) sorted.push_back(std::move(entries[i]));
  entries = std::move(sorted);
  return {};
}

}  // namespace meshctl::cmd
