// SPDX-License-Identifier: Apache-2.0
// Walks both trees together. Lists of different lengths are shown whole: which item is missing is easier seen
// than said.
#include "routetest/compare.h"

#include <fmt/format.h>

#include <charconv>
#include <set>
#include <string_view>

#include "base/duration.h"
#include "simulate/answer.h"

namespace meshctl::routetest {
namespace {

using Json = nlohmann::ordered_json;

const Json kNothing = nullptr;

/// Whether a text has to be quoted to stay one text in a flow collection.
bool NeedsQuotes(std::string_view text) {
  return text.empty() || text.find_first_of(",:{}[]\"#\n") != std::string_view::npos;
}

/// A value as YAML on one line.
std::string Flow(const Json& value, bool nested = false) {
  if (value.is_null()) return "nothing";
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty() && !nested) return "nothing";
    return nested && NeedsQuotes(text) ? value.dump() : text;
  }
  if (value.is_number_float()) return fmt::format("{:g}", value.get<double>());
  if (!value.is_structured()) return value.dump();
  std::string inner;
  for (const auto& [key, item] : value.items()) {
    if (!inner.empty()) inner += ", ";
    if (value.is_object()) inner += key + ": ";
    inner += Flow(item, true);
  }
  return value.is_object() ? fmt::format("{{{}}}", inner) : fmt::format("[{}]", inner);
}

Json ToJson(const yaml::Node& node) {
  if (node.is_map()) {
    Json map = Json::object();
    for (const yaml::Entry& entry : node.entries()) map[std::string(entry.key)] = ToJson(entry.value);
    return map;
  }
  if (node.is_list()) {
    Json list = Json::array();
    for (const yaml::Node& item : node.items()) list.push_back(ToJson(item));
    return list;
  }
  return node.is_null() ? Json() : Json(std::string(node.text()));
}

/// The keys that expected items ask for.
std::set<std::string_view> KeysOf(const yaml::Node& list) {
  std::set<std::string_view> keys;
  for (const yaml::Node& item : list.items()) {
    for (const yaml::Entry& entry : item.entries()) keys.insert(entry.key);
  }
  return keys;
}

/// A list of facts with no more in it than what an expected list speaks of. Where that is empty, what tells
/// items apart is kept.
Json Narrowed(const Json& list, std::set<std::string_view> keys) {
  if (keys.empty()) keys = {"cluster", "rule", "pod", "address", "workload", "share"};
  Json narrowed = Json::array();
  for (const Json& item : list) {
    if (!item.is_object()) {
      narrowed.push_back(item);
      continue;
    }
    Json kept = Json::object();
    for (const auto& [key, value] : item.items()) {
      if (keys.contains(key)) kept[key] = value;
    }
    narrowed.push_back(std::move(kept));
  }
  return narrowed;
}

/// `50%`, `50 %` and `1/2` mean the same share.
std::string NormalShare(std::string_view text) {
  const auto number = [](std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? value : 0;
  };
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::uint64_t whole = number(text.substr(slash + 1));
    if (whole != 0) return simulate::Share{}.Of(number(text.substr(0, slash)), whole).ToPercent();
  }
  if (text.ends_with('%') && !text.ends_with(" %"))
    return fmt::format("{} %", text.substr(0, text.size() - 1));
  return std::string(text);
}

bool SameDuration(std::string_view expected, std::string_view actual) {
  const auto a = ParseDuration(expected), b = ParseDuration(actual.empty() ? "0s" : actual);
  return a && b && *a == *b;
}

/// `reviews` and `reviews.shop` stand for `reviews.shop.svc.cluster.local`.
bool SameHost(std::string_view expected, std::string_view actual) {
  return !expected.empty() && actual.size() > expected.size() && actual.starts_with(expected) &&
         actual[expected.size()] == '.';
}

bool IsNothing(const Json& actual) {
  return actual.is_null() || (actual.is_string() && actual.get_ref<const std::string&>().empty()) ||
         (actual.is_structured() && actual.empty());
}

bool Same(std::string_view key, const yaml::Node& expected, const Json& actual) {
  if (expected.is_null()) return IsNothing(actual);
  if (actual.is_number()) return expected.number() && *expected.number() == actual.get<double>();
  if (actual.is_boolean()) return expected.boolean() == actual.get<bool>();
  if (!actual.is_string()) return false;
  const auto& text = actual.get_ref<const std::string&>();
  if (expected.text() == text) return true;
  if (key == "share") return NormalShare(expected.text()) == text;
  if (key == "timeout" || key == "perTryTimeout" || key == "delay" || key == "backoff")
    return SameDuration(expected.text(), text);
  return false;
}

class Comparison {
 public:
  void Walk(const std::string& field, std::string_view key, const yaml::Node& expected, const Json& actual) {
    if (expected.is_map()) {
      WalkMap(field, expected, actual);
    } else if (expected.is_list()) {
      WalkList(field, expected, actual);
    } else if (!Same(key, expected, actual)) {
      Add(field, expected, actual);
    }
  }

  std::vector<Difference> Take() { return std::move(differences_); }

 private:
  void WalkMap(const std::string& field, const yaml::Node& expected, const Json& actual) {
    if (!actual.is_object()) return Add(field, expected, actual);
    // Only clusters have a host that may be cut off: the Host header is compared as it is.
    const bool cluster = actual.contains("cluster");
    for (const yaml::Entry& entry : expected.entries()) {
      const std::string key(entry.key);
      const Json& child = actual.contains(key) ? actual.at(key) : kNothing;
      if (cluster && key == "host" && SameHost(entry.value.text(), child.get<std::string>())) continue;
      if (key == "destination" && child.is_null() && actual.contains("destinations")) {
        AddSplit(entry.value, actual.at("destinations"));
        continue;
      }
      Walk(field.empty() ? key : fmt::format("{}.{}", field, key), key, entry.value, child);
    }
  }

  void WalkList(const std::string& field, const yaml::Node& expected, const Json& actual) {
    const std::size_t size = actual.is_array() ? actual.size() : 0;
    if (size != expected.size()) {
      differences_.push_back(
          {field, Flow(ToJson(expected)), Flow(Narrowed(actual, KeysOf(expected))), expected.span()});
      return;
    }
    for (std::size_t i = 0; i < size; ++i)
      Walk(fmt::format("{}[{}]", field, i), {}, expected.items()[i], actual.at(i));
  }

  /// One destination is expected and there are several, or none.
  void AddSplit(const yaml::Node& expected, const Json& destinations) {
    std::set<std::string_view> keys = {"share"};
    for (const yaml::Entry& entry : expected.entries()) keys.insert(entry.key);
    differences_.push_back({"destination", Flow(ToJson(expected)),
                            Flow(Narrowed(destinations, std::move(keys))), expected.span()});
  }

  void Add(const std::string& field, const yaml::Node& expected, const Json& actual) {
    differences_.push_back({field, Flow(ToJson(expected)), Flow(actual), expected.span()});
  }

  std::vector<Difference> differences_;
};

}  // namespace

std::vector<Difference> Compare(const yaml::Node& expected, const nlohmann::ordered_json& facts) {
  Comparison comparison;
  comparison.Walk("", {}, expected, facts);
  return comparison.Take();
}

}  // namespace meshctl::routetest
