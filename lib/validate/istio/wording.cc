// SPDX-License-Identifier: Apache-2.0
// Paths in front of words. Only called when there is a finding.
#include "validate/istio/wording.h"

#include <fmt/core.h>

#include <string>
#include <utility>

namespace meshctl::validate::istio {

void At(Verdict& verdict, const Rule& rule, const yaml::Node& value, std::string_view what, Words words) {
  verdict.At(rule, value, fmt::format("{} {}", verdict.Path(value), what), std::move(words));
}

void AtKey(Verdict& verdict, const Rule& rule, const yaml::Node& parent, std::string_view field,
           std::string_view what, Words words) {
  verdict.AtKey(rule, parent, field, fmt::format("{} {}", verdict.Path(parent, field), what),
                std::move(words));
}

void Missing(Verdict& verdict, const Rule& rule, const yaml::Node& parent, std::string_view field,
             std::string_view what, Words words) {
  if (words.label.empty())
    words.label = parent.Find(field) != nullptr ? std::string("empty") : fmt::format("no `{}`", field);
  AtKey(verdict, rule, parent, field, what, std::move(words));
}

Words Label(std::string label) { return {.label = std::move(label)}; }
Words Help(std::string help) { return {.help = std::move(help)}; }
Words Label(std::string label, std::string help) {
  return {.label = std::move(label), .help = std::move(help)};
}

}  // namespace meshctl::validate::istio
