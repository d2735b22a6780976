// SPDX-License-Identifier: Apache-2.0
// Walks through the expression once, writing down what it reads. What classes and escapes stand for is RE2's
// to say, and so is whether the result is one: a wrong guess is no answer, never a wrong answer.
#include "routetest/sample.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace meshctl::routetest {
namespace {

constexpr std::size_t kLongest = 1024;
constexpr int kDeepest = 100;

re2::RE2::Options Quiet() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return options;
}

/// A character that one atom (`[0-9a-f]`, `\d`, `.`) stands for; nothing for atoms that stand for none.
std::string CharacterOf(std::string_view atom) {
  const re2::RE2 regex{re2::StringPiece(atom.data(), atom.size()), Quiet()};
  if (!regex.ok()) return {};
  static constexpr std::string_view kLikely = "a1A-_./ ";
  for (const char c : kLikely) {
    if (re2::RE2::FullMatch(re2::StringPiece(&c, 1), regex)) return {c};
  }
  for (char c = '!'; c < '\x7f'; ++c) {
    if (re2::RE2::FullMatch(re2::StringPiece(&c, 1), regex)) return {c};
  }
  return {};
}

class Walk {
 public:
  explicit Walk(std::string_view regex) : rest_(regex) {}

  std::string Alternatives() {
    if (++depth_ > kDeepest) rest_ = {};
    std::string first = Sequence();
    while (Take('|')) Sequence();
    --depth_;
    return first;
  }

 private:
  bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string Sequence() {
    std::string text;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const std::string atom = Atom();
      for (std::size_t i = Times(); i > 0 && text.size() < kLongest; --i) text += atom;
    }
    return text;
  }

  std::string Atom() {
    if (Take('(')) {
      // `(?:`, `(?P<name>`, `(?i)`: what stands before the group's own text.
      if (Take('?')) rest_.remove_prefix(std::min(rest_.find_first_of(":>)"), rest_.size()));
      if (!Take(':')) Take('>');
      std::string text = Alternatives();
      Take(')');
      return text;
    }
    if (Take('^') || Take('$')) return {};
    const std::string_view atom = rest_.substr(0, LengthOfAtom());
    rest_.remove_prefix(atom.size());
    const bool plain = atom.size() == 1 && atom != ".";
    return plain ? std::string(atom) : CharacterOf(atom);
  }

  /// Of an escape, a class or a single character.
  std::size_t LengthOfAtom() const {
    if (rest_.front() == '\\') return std::min<std::size_t>(2, rest_.size());
    if (rest_.front() != '[') return 1;
    // A bracket that comes first stands for itself.
    std::size_t at = rest_.starts_with("[^") ? 3 : 2;
    while (at < rest_.size() && rest_[at] != ']') at += rest_[at] == '\\' ? 2 : 1;
    return std::min(at + 1, rest_.size());
  }

  /// The least number of times that the quantifier here, if there is one, asks for.
  std::size_t Times() {
    std::size_t times = 1;
    if (Take('*') || Take('?')) {
      times = 0;
    } else if (rest_.starts_with('{') && rest_.find('}') != std::string_view::npos) {
      const std::size_t end = rest_.find('}');
      std::from_chars(rest_.data() + 1, rest_.data() + end, times);
      rest_.remove_prefix(end + 1);
    } else if (!Take('+')) {
      return 1;
    }
    Take('?');
    return times;
  }

  std::string_view rest_;
  int depth_ = 0;
};

}  // namespace

std::optional<std::string> SampleOf(const std::string& regex) {
  const re2::RE2 compiled(regex, Quiet());
  if (!compiled.ok()) return std::nullopt;
  std::string text = Walk(regex).Alternatives();
  if (!re2::RE2::FullMatch(text, compiled)) return std::nullopt;
  return text;
}

}  // namespace meshctl::routetest
