// SPDX-License-Identifier: Apache-2.0
// From a rule and a place to a diagnostic.
#include "validate/verdict.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "validate/complaints.h"

namespace meshctl::validate {
namespace {

bool Overlap(const source::Span& a, const source::Span& b) {
  return a.file == b.file && a.begin < b.end && b.begin < a.end;
}

std::string InBackticks(const std::string& path) {
  return path.empty() ? std::string("the object") : fmt::format("`{}`", path);
}

}  // namespace

Verdict::Verdict(const Object& object, diag::Report& report, std::size_t begin)
    : object_(object), report_(report), begin_(begin) {}

void Verdict::At(const Rule& rule, const yaml::Node& value, std::string message, Words words) {
  Add(rule, value.span(), std::move(message), std::move(words));
}

void Verdict::AtKey(const Rule& rule, const yaml::Node& parent, std::string_view key, std::string message,
                    Words words) {
  const yaml::Entry* entry = parent.Find(key);
  Add(rule, entry != nullptr ? entry->key_span() : object_.Anchor(parent), std::move(message),
      std::move(words));
}

void Verdict::Missing(const Rule& rule, const yaml::Node& parent, std::string message, Words words) {
  Add(rule, object_.Anchor(parent), std::move(message), std::move(words));
}

std::string Verdict::Path(const yaml::Node& node) const { return InBackticks(object_.PathOf(node)); }

std::string Verdict::Path(const yaml::Node& parent, std::string_view field) const {
  return InBackticks(object_.PathOf(parent, field));
}

void Verdict::Add(const Rule& rule, source::Span span, std::string message, Words words) {
  const auto& findings = report_.findings();
  const bool known =
      std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(begin_), findings.end(),
                  [&](const diag::Diagnostic& other) {
                    return other.level == diag::Level::kError && Overlap(other.primary.span, span);
                  });
  if (known) return;
  diag::Diagnostic finding;
  finding.code = rule.code;
  finding.name = rule.name;
  finding.level = rule.level;
  finding.message = std::move(message);
  finding.primary = {span, std::move(words.label)};
  finding.secondary = std::move(words.secondary);
  finding.notes = std::move(words.notes);
  finding.help = std::move(words.help);
  finding.fixes = std::move(words.fixes);
  finding.resource = ResourceOf(object_.root());
  report_.Add(std::move(finding));
}

}  // namespace meshctl::validate
