// SPDX-License-Identifier: Apache-2.0
// Lines for people who wonder what is sent. Bodies are parsed before they are shown, because only then is it
// known what in them is a secret; what cannot be parsed is not shown.
#include "kube/request_log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <ctime>

#include "base/ascii.h"
#include "base/utf8.h"
#include "yaml/json.h"

namespace meshctl::kube {
namespace {

constexpr std::size_t kShortBody = 1024;
constexpr const char* kMask = "<masked>";
constexpr const char* kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

void MaskValue(Json& value) {
  if (value.is_structured()) {
    for (Json& part : value) MaskValue(part);
  } else if (!value.is_null()) {
    value = kMask;
  }
}

void MaskMember(Json& object, const char* key) {
  if (const auto found = object.find(key); found != object.end()) MaskValue(*found);
}

/// Masks in place. `secret`: what encloses this is a Secret, or was asked for under /secrets.
void Mask(Json& value, bool secret) {
  if (value.is_array()) {
    for (Json& item : value) Mask(item, secret);
    return;
  }
  if (!value.is_object()) return;
  const auto kind = value.find("kind");
  const std::string name = kind != value.end() && kind->is_string() ? kind->get<std::string>() : "";
  const bool is_secret = secret || name == "Secret" || name == "SecretList";
  MaskMember(value, kLastApplied);
  if (is_secret) {
    for (const char* key : {"data", "stringData"}) MaskMember(value, key);
    if (value.contains("op")) MaskMember(value, "value");  // of a JSON patch
  }
  if (name == "TokenRequest" || name == "TokenReview") {
    for (const char* part : {"status", "spec"}) {
      const auto found = value.find(part);
      if (found != value.end() && found->is_object()) MaskMember(*found, "token");
    }
  }
  for (Json& member : value) Mask(member, is_secret);
}

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Entity";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "";
  }
}

std::string StatusText(int status) {
  const std::string_view phrase = ReasonPhrase(status);
  return phrase.empty() ? fmt::to_string(status) : fmt::format("{} {}", status, phrase);
}

}  // namespace

std::string MaskedHeader(std::string_view name, std::string_view value) {
  if (!EqualIgnoringCase(name, "Authorization") && !EqualIgnoringCase(name, "Proxy-Authorization") &&
      !EqualIgnoringCase(name, "Cookie") && !EqualIgnoringCase(name, "Set-Cookie"))
    return utf8::Printable(value);
  const std::size_t blank = value.find(' ');
  const std::string_view scheme = blank == std::string_view::npos ? "" : value.substr(0, blank + 1);
  return scheme == "Bearer " || scheme == "Basic " ? std::string(scheme) + kMask : kMask;
}

std::string MaskedBody(std::string_view path, std::string_view content_type, std::string_view body) {
  if (body.empty()) return {};
  auto json = yaml::ParseJson(body);
  if (!json || !json->is_structured()) {
    return fmt::format("<{} bytes of {}>", body.size(),
                       content_type.empty() ? "unknown content" : utf8::Printable(content_type));
  }
  Mask(*json, path.find("/secrets") != std::string_view::npos);
  if (path.ends_with("/token")) {
    for (const char* part : {"status", "spec"}) {
      if (json->contains(part) && (*json)[part].is_object()) MaskMember((*json)[part], "token");
    }
  }
  return json->dump(-1, ' ', false, Json::error_handler_t::replace);
}

RequestLog::RequestLog(int level, Surroundings around) : level_(level), around_(std::move(around)) {
  if (!around_.now) around_.now = std::chrono::system_clock::now;
  if (around_.pid == 0) around_.pid = getpid();
}

void RequestLog::Say(int level, std::string_view text) const {
  if (level > level_ || !around_.sink) return;
  const auto now = around_.now();
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  around_.sink(fmt::format("I{:%m%d %H:%M:%S}.{:06} {:>7} request_log.cc:{}] {}\n",
                           fmt::localtime(std::chrono::system_clock::to_time_t(now)), micros % 1'000'000,
                           around_.pid, level, text));
}

void RequestLog::Sending(const Request& request, const std::string& url, const Headers& headers) const {
  if (level_ < 7) return;
  if (level_ >= 8) Body("Request Body", request, request.content_type, request.body);
  Say(7, fmt::format("{} {}", Name(request.method), url));
  Say(7, "Request Headers:");
  for (const auto& [name, value] : headers)
    Say(7, fmt::format("    {}: {}", name, MaskedHeader(name, value)));
}

void RequestLog::Answered(const Request& request, const std::string& url, const Response& response,
                          const Headers& headers, std::chrono::milliseconds took) const {
  if (level_ == 6) {
    Say(6, fmt::format("{} {} {} in {} milliseconds", Name(request.method), url, StatusText(response.status),
                       took.count()));
  }
  if (level_ < 7) return;
  Say(7, fmt::format("Response Status: {} in {} milliseconds", StatusText(response.status), took.count()));
  if (level_ < 8) return;
  Say(8, "Response Headers:");
  for (const auto& [name, value] : headers)
    Say(8, fmt::format("    {}: {}", name, MaskedHeader(name, value)));
  if (!request.streams || response.status >= 300)
    Body("Response Body", request, response.content_type, response.body);
}

void RequestLog::Piece(const Request& request, std::string_view line) const {
  if (level_ >= 8) Body("Response Body", request, "application/json", line);
}

void RequestLog::Failed(const Request& request, const std::string& url, std::string_view why,
                        std::chrono::milliseconds took) const {
  Say(6, fmt::format("{} {} failed in {} milliseconds: {}", Name(request.method), url, took.count(), why));
}

void RequestLog::Body(std::string_view title, const Request& request, std::string_view content_type,
                      std::string_view body) const {
  std::string text = utf8::Printable(MaskedBody(request.path, content_type, body));
  if (text.empty()) return Say(8, fmt::format("\"{}\" body=\"\"", title));
  if (level_ < 9 && text.size() > kShortBody) {
    const std::size_t left_out = text.size() - kShortBody;
    text.resize(kShortBody);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) text.pop_back();
    text += fmt::format(" [truncated {} chars]", left_out);
  }
  Say(8, fmt::format("\"{}\" body=<\n\t{}\n >", title, text));
}

}  // namespace meshctl::kube
