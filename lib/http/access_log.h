// SPDX-License-Identifier: Apache-2.0
// Requests as servers write them down, one a line.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"

namespace meshctl::http {

enum class LogFormat : std::uint8_t {
  kEnvoy,     ///< text: Envoy's default and Istio's, which goes on behind it
  kJson,      ///< one object a line, with the names of Istio's JSON log or common ones of others
  kCombined,  ///< NGINX and Apache: common or combined, with `host:port` in front or without
  kList,      ///< `METHOD URL` or `URL`
};

/// `envoy`, `json`, `combined`, `list`.
std::string_view Name(LogFormat format);
std::optional<LogFormat> LogFormatOf(std::string_view name);

/// What a line looks like; nothing when it fits no format.
std::optional<LogFormat> DetectLogFormat(std::string_view line);

/// What a line says. Views are good until the next one is read; what it does not say is empty.
struct LogLine {
  std::string_view method;
  std::string_view target;     ///< path and query, or a whole URL
  std::string_view authority;  ///< the Host header
  std::string_view user_agent;
  std::string_view referer;
  std::string_view forwarded_for;
  std::string_view request_id;
  std::string_view server_name;  ///< SNI
  std::uint16_t port = 0;        ///< the port that the client reached
};

/// Reads lines of one format.
class LogReader {
 public:
  explicit LogReader(LogFormat format) : format_(format) {}

  /// Nothing, or why the line is none of this format: "no request in quotes".
  std::optional<std::string_view> Read(std::string_view line, LogLine& result);

 private:
  std::optional<std::string_view> ReadEnvoy(std::string_view line, LogLine& result);
  std::optional<std::string_view> ReadJson(std::string_view line, LogLine& result);
  std::optional<std::string_view> ReadCombined(std::string_view line, LogLine& result);
  std::optional<std::string_view> ReadList(std::string_view line, LogLine& result);
  std::string_view Decoded(std::string_view text);

  const LogFormat format_;
  std::deque<std::string> decoded_;  ///< texts with escapes, of this line
};

/// The request of a line. `base` is a request to what the line leaves out: scheme, host, port, headers.
/// Headers of the line replace those of the base. `request` is overwritten; its memory is used again.
void MakeRequest(const LogLine& line, const Request& base, Request& request);

}  // namespace meshctl::http
