// SPDX-License-Identifier: Apache-2.0
// Compiled expressions are kept for the whole run: schemas have a few dozen of them, objects thousands of
// values.
#include "validate/patterns.h"

#include <re2/re2.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

namespace meshctl::validate {
namespace {

const RE2& Compiled(std::string_view pattern) {
  static std::shared_mutex mutex;
  static std::map<std::string, std::unique_ptr<RE2>, std::less<>> expressions;
  {
    const std::shared_lock lock(mutex);
    if (const auto found = expressions.find(pattern); found != expressions.end()) return *found->second;
  }
  const std::unique_lock lock(mutex);
  std::unique_ptr<RE2>& expression = expressions[std::string(pattern)];
  if (!expression) {
    RE2::Options options;
    options.set_log_errors(false);
    expression = std::make_unique<RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  }
  return *expression;
}

}  // namespace

bool MatchesPattern(std::string_view pattern, std::string_view text) {
  const RE2& expression = Compiled(pattern);
  return !expression.ok() || RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression);
}

std::string_view PatternError(std::string_view pattern) {
  const RE2& expression = Compiled(pattern);
  return expression.ok() ? std::string_view() : std::string_view(expression.error());
}

}  // namespace meshctl::validate
