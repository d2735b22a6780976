// SPDX-License-Identifier: Apache-2.0
// Readings of yaml-cpp nodes that the compiler of the tables shares.
#include "schema/gen/document.h"

#include <fmt/core.h>

#include <cstdlib>
#include <stdexcept>

namespace meshctl::schema::gen {
namespace {

std::string Quoted(const std::string& text) {
  std::string out(1, '"');
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

bool IsNumber(const std::string& text) {
  if (text.empty()) return false;
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return *end == '\0';
}

}  // namespace

std::string JsonOf(const YAML::Node& value) {
  if (value.IsSequence() || value.IsMap()) {
    std::string out;
    for (const auto& entry : value) {
      if (!out.empty()) out += ',';
      if (value.IsMap()) out += Quoted(entry.first.Scalar()) + ':';
      out += JsonOf(value.IsMap() ? entry.second : entry);
    }
    return value.IsMap() ? fmt::format("{{{}}}", out) : fmt::format("[{}]", out);
  }
  if (value.IsNull()) return "null";
  const std::string& text = value.Scalar();
  const bool plain = value.Tag() == "?";
  const bool literal = text == "true" || text == "false" || IsNumber(text);
  return plain && literal ? text : Quoted(text);
}

std::vector<std::string> Words(const YAML::Node& list) {
  std::vector<std::string> words;
  if (list) {
    for (const auto& item : list) words.push_back(item.Scalar());
  }
  return words;
}

std::string TextOf(const YAML::Node& scalar) { return scalar ? scalar.Scalar() : std::string(); }

bool IsTrue(const YAML::Node& scalar) { return scalar && scalar.Scalar() == "true"; }

void RequireKnownKeys(const YAML::Node& map, const std::set<std::string_view>& known) {
  for (const auto& entry : map) {
    if (!known.contains(entry.first.Scalar())) {
      throw std::runtime_error(fmt::format("unknown key `{}`", entry.first.Scalar()));
    }
  }
}

}  // namespace meshctl::schema::gen
