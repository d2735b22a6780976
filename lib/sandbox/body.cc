// SPDX-License-Identifier: Apache-2.0
// Bytes to JSON within bounds; everything behind this file sees values only.
#include "sandbox/body.h"

#include <fmt/format.h>

#include "yaml/parse.h"

namespace meshctl::sandbox {
namespace {

// A body of the largest size cannot hold more unless aliases multiply it.
constexpr std::uint64_t kMostValues = 2'000'000;

Answer<Json> ParseJsonBody(const std::string& body) {
  auto value = yaml::ParseJson(body);
  if (value) return std::move(*value);
  return std::unexpected(
      BadRequest(fmt::format("error decoding the request body: {}", value.error().message)));
}

Answer<Json> ParseYamlBody(const std::string& body) {
  const source::SourceFile file("request", body);
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {.max_values = kMostValues}, report);
  if (!report.empty()) {
    const diag::Diagnostic& fault = report.findings().front();
    const auto [line, column] = fault.primary.span.position();
    return std::unexpected(BadRequest(fmt::format("error decoding YAML: line {}: {}", line, fault.message)));
  }
  if (stream.documents.empty()) return Json();
  return yaml::ToJson(stream.documents.front());
}

}  // namespace

std::string_view MediaType(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

Answer<Json> ParseBody(std::string_view content_type, const std::string& body) {
  if (body.size() > kLargestBody) return std::unexpected(TooLarge(kLargestBody));
  if (body.empty()) return Json();
  const std::string_view type = MediaType(content_type);
  if (type == "application/yaml" || type == "application/apply-patch+yaml") return ParseYamlBody(body);
  if (type.empty() || type == "application/json" || type.ends_with("+json")) return ParseJsonBody(body);
  return std::unexpected(UnsupportedMediaType({"application/json", "application/yaml"}));
}

}  // namespace meshctl::sandbox
