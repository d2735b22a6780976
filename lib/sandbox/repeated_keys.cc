// SPDX-License-Identifier: Apache-2.0
// JSON objects forget what was said twice, so the text is read again; YAML trees can keep it.
#include "sandbox/repeated_keys.h"

#include <fmt/format.h>

#include <unordered_set>

#include "yaml/json.h"
#include "yaml/scalar.h"

namespace meshctl::sandbox {
namespace {

// Follows the events of a JSON reader and notes the path of each key.
class KeyListener : public nlohmann::json_sax<Json> {
 public:
  explicit KeyListener(std::vector<KeyUse>& uses) : uses_(uses) {}

  bool null() override { return Value(); }
  bool boolean(bool /*value*/) override { return Value(); }
  bool number_integer(number_integer_t /*value*/) override { return Value(); }
  bool number_unsigned(number_unsigned_t /*value*/) override { return Value(); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return Value(); }
  bool string(string_t& /*value*/) override { return Value(); }
  bool binary(binary_t& /*value*/) override { return Value(); }
  bool start_object(std::size_t /*elements*/) override { return Open(false); }
  bool start_array(std::size_t /*elements*/) override { return Open(true); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool parse_error(std::size_t /*place*/, const std::string& /*token*/,
                   const nlohmann::json::exception& /*fault*/) override {
    return false;
  }
  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.place = level.path.empty() ? name : level.path + "." + name;
    const bool repeated = !level.keys.insert(name).second;
    uses_.push_back({level.place, repeated});
    return true;
  }

 private:
  struct Level {
    bool list = false;
    std::string path;
    std::string place;  // of the value that comes next
    std::size_t items = 0;
    std::unordered_set<std::string> keys;
  };

  std::string Place() {
    if (levels_.empty()) return {};
    Level& level = levels_.back();
    return level.list ? fmt::format("{}[{}]", level.path, level.items++) : level.place;
  }
  bool Value() {
    Place();
    return true;
  }
  bool Open(bool list) {
    Level level;
    level.list = list;
    level.path = Place();
    levels_.push_back(std::move(level));
    return true;
  }
  bool Close() {
    levels_.pop_back();
    return true;
  }

  std::vector<KeyUse>& uses_;
  std::vector<Level> levels_;
};

// A key as Go shows it: text in quotes, numbers and booleans as they are.
std::string Show(const yaml::Entry& entry) {
  const source::Span span = entry.key_span();
  const std::string_view written = span.file->text().substr(span.begin, span.end - span.begin);
  const bool quoted = written.starts_with('"') || written.starts_with('\'');
  if (!quoted && yaml::ResolvePlain(written) != yaml::Type::kString) return std::string(entry.key);
  return Json(entry.key).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void Collect(const yaml::Node& node, std::vector<std::string>& lines) {
  for (const yaml::Node& item : node.items()) Collect(item, lines);
  std::unordered_set<std::string_view> seen;
  for (const yaml::Entry& entry : node.entries()) {
    Collect(entry.value, lines);
    if (seen.insert(entry.key).second) continue;
    const auto [line, column] = entry.value.span().position();
    lines.push_back(fmt::format("line {}: key {} already set in map", line, Show(entry)));
  }
}

}  // namespace

std::vector<KeyUse> KeyUses(std::string_view json) {
  std::vector<KeyUse> uses;
  KeyListener listener(uses);
  Json::sax_parse(json, &listener);
  return uses;
}

std::vector<std::string> RepeatedKeys(const yaml::Node& root) {
  std::vector<std::string> lines;
  Collect(root, lines);
  return lines;
}

}  // namespace meshctl::sandbox
