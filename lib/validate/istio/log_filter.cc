// SPDX-License-Identifier: Apache-2.0
// istiod parses these expressions without checking names; brackets, texts and a missing operand are what goes
// wrong in them.
#include "validate/istio/log_filter.h"

#include <fmt/core.h>

#include <vector>

namespace meshctl::validate::istio {
namespace {

char Closing(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

/// The end of the text literal that begins at `at`, or npos.
std::size_t EndOfText(std::string_view expression, std::size_t at) {
  const char quote = expression[at];
  const std::string_view tripled = expression.substr(at, 3);
  const bool triple = tripled.size() == 3 && tripled[1] == quote && tripled[2] == quote;
  const bool raw = at > 0 && (expression[at - 1] == 'r' || expression[at - 1] == 'R');
  std::size_t i = at + (triple ? 3 : 1);
  for (; i < expression.size(); ++i) {
    if (expression[i] == '\\' && !raw) {
      ++i;
    } else if (expression[i] == '\n' && !triple) {
      return std::string_view::npos;
    } else if (expression[i] == quote && (!triple || expression.substr(i, 3) == tripled)) {
      return i + (triple ? 3 : 1);
    }
  }
  return std::string_view::npos;
}

bool IsBinaryOperator(char c) { return std::string_view("+*/%&|=<>?:,").find(c) != std::string_view::npos; }
bool IsOperator(char c) { return IsBinaryOperator(c) || c == '-' || c == '!' || c == '.'; }

}  // namespace

std::string LogFilterFault(std::string_view expression) {
  std::vector<char> open;
  char last = 0;
  for (std::size_t i = 0; i < expression.size();) {
    const char c = expression[i];
    if (c == '"' || c == '\'') {
      i = EndOfText(expression, i);
      if (i == std::string_view::npos) return "a text in quotes does not end";
      last = c;
      continue;
    }
    if (c == '/' && expression.substr(i, 2) == "//") {
      i = expression.find('\n', i);
      if (i == std::string_view::npos) break;
      continue;
    }
    if (c == '(' || c == '[' || c == '{') {
      open.push_back(Closing(c));
    } else if (c == ')' || c == ']' || c == '}') {
      if (open.empty() || open.back() != c) return fmt::format("a `{}` closes nothing", c);
      open.pop_back();
    } else if (c == '=' && last == ' ' && expression.substr(i, 2) == "= ") {
      return "`=` is no operator; `==` compares";
    } else if (c == '&' || c == '|') {
      if (expression.substr(i, 2) != std::string(2, c))
        return fmt::format("`{}` is no operator; `{}{}` is", c, c, c);
      ++i;
    } else if (c == ';' || c == '#' || c == '$' || c == '@' || c == '^' || c == '~' || c == '\\') {
      return fmt::format("`{}` has no meaning in CEL", c);
    }
    last = c;
    ++i;
  }
  if (!open.empty()) return fmt::format("a `{}` is missing", open.back());
  while (!expression.empty() && (expression.back() == ' ' || expression.back() == '\n'))
    expression.remove_suffix(1);
  if (expression.empty()) return "it is empty";
  if (IsOperator(expression.back()) || IsBinaryOperator(expression.front()))
    return "an operator has nothing to work on";
  return {};
}

}  // namespace meshctl::validate::istio
