// SPDX-License-Identifier: Apache-2.0
// Sizes are added up from the spans that the reader has anyway; nothing is decoded.
#include "validate/kubernetes/total_size.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "validate/findings.h"

namespace meshctl::validate::kubernetes {
namespace {

/// How many bytes well-formed base64 stands for.
std::size_t DecodedSize(std::string_view text) {
  const auto letters = static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return c != '\n' && c != '\r' && c != '='; }));
  return letters * 3 / 4;
}

}  // namespace

std::size_t SizeOf(const yaml::Node& map, Count count) {
  std::size_t bytes = 0;
  for (const yaml::Entry& entry : map.entries()) {
    const std::string_view value = entry.value.string();
    bytes += count == Count::kDecodedValues ? DecodedSize(value) : value.size();
  }
  return bytes;
}

void CheckTotalSize(const yaml::Node& map, std::size_t bytes, std::size_t limit, Verdict& verdict) {
  if (bytes <= limit) return;
  const FaultRow& fault = Describe(Fault::kWrongLength);
  const Rule rule = {fault.code, fault.name, fault.level, fault.summary};
  verdict.Missing(rule, map, fmt::format("{} has {} bytes in all", verdict.Path(map), bytes),
                  {.label = fmt::format("must have at most {} bytes", limit)});
}

}  // namespace meshctl::validate::kubernetes
