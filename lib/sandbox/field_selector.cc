// SPDX-License-Identifier: Apache-2.0
// The text form of field selectors: terms between commas, each a field, an operator and a value in which
// `\`, `,` and `=` are written with a backslash. As in apimachinery, blanks are part of what they stand in.
#include <fmt/format.h>

#include "sandbox/field_labels.h"
#include "sandbox/selector.h"

namespace meshctl::sandbox {
namespace {

// Cuts at commas without a backslash; empty terms say nothing.
std::vector<std::string_view> Terms(std::string_view text) {
  std::vector<std::string_view> terms;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '\\') {
      ++i;
    } else if (i == text.size() || text[i] == ',') {
      if (i > begin) terms.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  if (begin < text.size()) terms.push_back(text.substr(begin));  // ends in a backslash
  return terms;
}

Answer<std::string> Unescape(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ',' || c == '=') {
      return std::unexpected(BadRequest(
          fmt::format("invalid field selector: unescaped character in value: {}", static_cast<int>(c))));
    }
    if (c != '\\') {
      value += c;
      continue;
    }
    const std::string_view escaped = text.substr(++i, 1);
    if (escaped != "\\" && escaped != "," && escaped != "=") {
      return std::unexpected(
          BadRequest(fmt::format("invalid field selector: invalid escape sequence: \\{}", escaped)));
    }
    value += escaped;
  }
  return value;
}

}  // namespace

Answer<Selector> Selector::OfFields(std::string_view text, const Resource& resource) {
  Selector selector;
  for (std::string_view term : Terms(text)) {
    const std::size_t equal = term.find('=');
    if (equal == term.npos) {
      return std::unexpected(
          BadRequest(fmt::format("invalid selector: '{}'; can't understand '{}'", text, term)));
    }
    const bool negated = equal > 0 && term[equal - 1] == '!';
    const bool doubled = term.substr(equal).starts_with("==");
    auto value = Unescape(term.substr(equal + (doubled && !negated ? 2 : 1)));
    if (!value) return std::unexpected(value.error());
    auto field = FindFieldLabel(resource, term.substr(0, negated ? equal - 1 : equal));
    if (!field) return std::unexpected(field.error());
    selector.requirements_.push_back({true,
                                      std::move(field->path),
                                      negated ? Operator::kNotIn : Operator::kIn,
                                      {std::move(*value)},
                                      std::move(field->absent)});
  }
  return selector;
}

}  // namespace meshctl::sandbox
