// SPDX-License-Identifier: Apache-2.0
// Exact names are one hash lookup; wildcards are one lookup for each *length* in use, of which a mesh has a
// handful, however many hosts it has.
#include "route/domain_index.h"

#include <algorithm>

#include "base/ascii.h"

namespace meshctl::route {
namespace {

/// A lower-case copy that stays on the stack for every legal host name (at most 253 characters).
class LowerCase {
 public:
  explicit LowerCase(std::string_view text) {
    char* target = buffer_;
    if (text.size() > sizeof(buffer_)) {
      large_.resize(text.size());
      target = large_.data();
    }
    std::ranges::transform(text, target, [](char c) { return LowerAscii(c); });
    view_ = {target, text.size()};
  }
  LowerCase(const LowerCase&) = delete;
  LowerCase& operator=(const LowerCase&) = delete;

  std::string_view view() const { return view_; }

 private:
  char buffer_[256];
  std::string large_;
  std::string_view view_;
};

}  // namespace

bool DomainIndex::Wildcards::Add(std::string text, std::uint32_t value) {
  const std::size_t length = text.size();
  if (!names.try_emplace(std::move(text), value).second) return false;
  const auto place = std::ranges::lower_bound(lengths, length, std::greater<>());
  if (place == lengths.end() || *place != length) lengths.insert(place, length);
  return true;
}

bool DomainIndex::Add(std::string_view domain, std::uint32_t value) {
  const LowerCase lower(domain);
  const std::string_view name = lower.view();
  if (name == "*") {
    if (any_) return false;
    any_ = value;
    return true;
  }
  if (name.starts_with('*')) return suffixes_.Add(std::string(name.substr(1)), value);
  if (name.ends_with('*')) return prefixes_.Add(std::string(name.substr(0, name.size() - 1)), value);
  return exact_.try_emplace(std::string(name), value).second;
}

std::optional<std::uint32_t> DomainIndex::Find(std::string_view host) const {
  const LowerCase lower(host);
  const std::string_view name = lower.view();
  if (const auto found = exact_.find(name); found != exact_.end()) return found->second;
  for (const std::size_t length : suffixes_.lengths) {
    if (length >= name.size()) continue;
    const auto found = suffixes_.names.find(name.substr(name.size() - length));
    if (found != suffixes_.names.end()) return found->second;
  }
  for (const std::size_t length : prefixes_.lengths) {
    if (length >= name.size()) continue;
    const auto found = prefixes_.names.find(name.substr(0, length));
    if (found != prefixes_.names.end()) return found->second;
  }
  return any_;
}

}  // namespace meshctl::route
