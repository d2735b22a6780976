// SPDX-License-Identifier: Apache-2.0
// Bytes to JSON within bounds; everything behind this file sees values only.
#include "sandbox/body.h"

#include <fmt/format.h>

#include "sandbox/repeated_keys.h"
#include "yaml/repeated.h"

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

Answer<Body> ReadYamlBody(const std::string& text) {
  const source::SourceFile file("request", text);
  diag::Report report;
  const yaml::Stream stream = yaml::ParseKeepingRepeated(file, {.max_values = kMostValues}, report);
  if (!report.empty()) {
    const diag::Diagnostic& fault = report.findings().front();
    const auto [line, column] = fault.primary.span.position();
    return std::unexpected(BadRequest(fmt::format("error decoding YAML: line {}: {}", line, fault.message)));
  }
  Body body{.value = {}, .form = Body::Form::kYaml, .text = text};
  if (stream.documents.empty()) return body;
  body.value = yaml::ToJson(stream.documents.front());
  body.repeated_lines = RepeatedKeys(stream.documents.front());
  return body;
}

}  // namespace

std::string_view MediaType(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

Answer<Body> ReadBody(std::string_view content_type, const std::string& text) {
  if (text.size() > kLargestBody) return std::unexpected(TooLarge(kLargestBody));
  if (text.empty()) return Body{};
  const std::string_view type = MediaType(content_type);
  if (type == "application/yaml" || type == "application/apply-patch+yaml") return ReadYamlBody(text);
  const bool patch = type.ends_with("+json");
  if (!type.empty() && type != "application/json" && !patch)
    return std::unexpected(UnsupportedMediaType({"application/json", "application/yaml"}));
  auto value = ParseJsonBody(text);
  if (!value) return std::unexpected(value.error());
  return Body{
      .value = std::move(*value), .form = patch ? Body::Form::kPatch : Body::Form::kJson, .text = text};
}

Answer<Json> ParseBody(std::string_view content_type, const std::string& text) {
  auto body = ReadBody(content_type, text);
  if (!body) return std::unexpected(body.error());
  return std::move(body->value);
}

}  // namespace meshctl::sandbox
