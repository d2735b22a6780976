// SPDX-License-Identifier: Apache-2.0
// Readers of the two number-like types of the API, and the two things that most rules have to say.
#include "validate/kubernetes/values.h"

#include <fmt/core.h>

#include <charconv>
#include <string>
#include <utility>

namespace meshctl::validate::kubernetes {

std::optional<schema::Quantity> QuantityOf(const yaml::Node& node) {
  return node.is_scalar() ? schema::Quantity::Parse(node.text()) : std::nullopt;
}

std::optional<Share> ShareOf(const yaml::Node& node) {
  if (const auto count = node.integer()) return Share{*count, false};
  std::string_view text = node.string();
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  Share share{0, true};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share.value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return share;
}

void Repeated(const Rule& rule, const yaml::Node& first, const yaml::Node& again, Verdict& verdict,
              std::string_view help) {
  verdict.At(
      rule, again, fmt::format("{} repeats {}", verdict.Path(again), verdict.Path(first)),
      {.label = "the same again", .help = std::string(help), .secondary = {{first.span(), "first here"}}});
}

void Unwanted(const Rule& rule, const yaml::Node& parent, std::string_view field, std::string_view why,
              Verdict& verdict, std::string help) {
  verdict.AtKey(rule, parent, field, fmt::format("{} is set, but {}", verdict.Path(parent, field), why),
                {.label = "must not be set", .help = std::move(help)});
}

}  // namespace meshctl::validate::kubernetes
