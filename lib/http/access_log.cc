// SPDX-License-Identifier: Apache-2.0
// Written for millions of lines: one pass, views into the line, no memory of its own but for escapes. Envoy
// does not escape quotes in what clients send, so that its fields are counted from both ends and not from
// one.
#include "http/access_log.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace meshctl::http {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"envoy", "json", "combined", "list"};

std::string_view TrimBlanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Servers write `-` for nothing.
std::string_view Given(std::string_view text) { return text == "-" ? std::string_view() : text; }

/// Takes a word that ends at a blank off the front.
std::string_view TakeWord(std::string_view& rest) {
  rest = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

bool IsMethod(std::string_view word) {
  return !word.empty() && word.front() != '-' && word.size() <= 20 &&
         std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

std::uint16_t PortOf(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string_view::npos)
    std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  return port;
}

/// `GET /path HTTP/1.1`; targets may hold blanks when clients are rude.
bool SplitRequest(std::string_view text, LogLine& result) {
  const std::size_t first = text.find(' ');
  if (first == std::string_view::npos) return false;
  result.method = text.substr(0, first);
  text.remove_prefix(first + 1);
  const std::size_t last = text.rfind(' ');
  result.target = last == std::string_view::npos ? text : text.substr(0, last);
  return IsMethod(result.method) && !result.target.empty();
}

/// The field in quotes whose closing quote is the last one of `text`, which is cut in front of it.
std::optional<std::string_view> TakeLastQuoted(std::string_view& text) {
  const std::size_t close = text.rfind('"');
  if (close == std::string_view::npos || close == 0) return std::nullopt;
  const std::size_t open = text.rfind('"', close - 1);
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view field = text.substr(open + 1, close - open - 1);
  text = text.substr(0, open);
  return field;
}

/// The field in quotes at the front, with `\"` inside.
std::optional<std::string_view> TakeQuoted(std::string_view& rest) {
  const std::size_t open = rest.find('"');
  if (open == std::string_view::npos) return std::nullopt;
  std::size_t close = open + 1;
  while (close < rest.size() && rest[close] != '"') close += rest[close] == '\\' ? 2 : 1;
  if (close >= rest.size()) return std::nullopt;
  const std::string_view field = rest.substr(open + 1, close - open - 1);
  rest.remove_prefix(close + 1);
  return field;
}

/// Members of a flat JSON object, without building one.
class JsonMembers {
 public:
  explicit JsonMembers(std::string_view text) : text_(text) {}

  /// The next member with its value as written, strings without their quotes. False at the end.
  bool Next(std::string_view& key, std::string_view& value) {
    SkipTo("\"}");
    if (at_ >= text_.size() || text_[at_] != '"') return false;
    key = TakeString();
    SkipTo(":");
    ++at_;
    at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size());
    if (at_ >= text_.size()) return false;
    value = text_[at_] == '"' ? TakeString() : TakeOther();
    return true;
  }

 private:
  void SkipTo(std::string_view any) { at_ = std::min(text_.find_first_of(any, at_), text_.size()); }

  std::string_view TakeString() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    const std::string_view text = text_.substr(begin, at_ - begin);
    at_ = std::min(at_ + 1, text_.size());
    return text;
  }

  /// A number, a word, or a list or object as a whole.
  std::string_view TakeOther() {
    const std::size_t begin = at_;
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        TakeString();
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

using Field = std::string_view LogLine::*;
struct JsonName {
  std::string_view key;
  Field field;
};

/// Istio's names first, then those that people give the same things in Envoy, NGINX and Caddy.
constexpr JsonName kJsonNames[] = {
    {"method", &LogLine::method},
    {":method", &LogLine::method},
    {"request_method", &LogLine::method},
    {"path", &LogLine::target},
    {":path", &LogLine::target},
    {"x-envoy-original-path", &LogLine::target},
    {"request_uri", &LogLine::target},
    {"uri", &LogLine::target},
    {"url", &LogLine::target},
    {"authority", &LogLine::authority},
    {":authority", &LogLine::authority},
    {"host", &LogLine::authority},
    {"http_host", &LogLine::authority},
    {"user_agent", &LogLine::user_agent},
    {"user-agent", &LogLine::user_agent},
    {"http_user_agent", &LogLine::user_agent},
    {"referer", &LogLine::referer},
    {"http_referer", &LogLine::referer},
    {"x_forwarded_for", &LogLine::forwarded_for},
    {"x-forwarded-for", &LogLine::forwarded_for},
    {"request_id", &LogLine::request_id},
    {"x-request-id", &LogLine::request_id},
    {"requested_server_name", &LogLine::server_name},
};

void AppendUtf8(unsigned code, std::string& text) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

char Unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    default:
      return c;
  }
}

}  // namespace

std::string_view Name(LogFormat format) { return kNames[static_cast<std::size_t>(format)]; }

std::optional<LogFormat> LogFormatOf(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<LogFormat>(found - kNames.begin());
}

std::optional<LogFormat> DetectLogFormat(std::string_view line) {
  // In order of how much a line has to show: almost anything could be a list.
  for (const LogFormat format :
       {LogFormat::kJson, LogFormat::kEnvoy, LogFormat::kCombined, LogFormat::kList}) {
    LogLine result;
    if (!LogReader(format).Read(line, result)) return format;
  }
  return std::nullopt;
}

std::optional<std::string_view> LogReader::Read(std::string_view line, LogLine& result) {
  result = {};
  decoded_.clear();
  line = TrimBlanks(line);
  switch (format_) {
    case LogFormat::kEnvoy:
      return ReadEnvoy(line, result);
    case LogFormat::kJson:
      return ReadJson(line, result);
    case LogFormat::kCombined:
      return ReadCombined(line, result);
    case LogFormat::kList:
      break;
  }
  return ReadList(line, result);
}

/// `[TIME] "METHOD PATH PROTOCOL" ... "XFF" "USER-AGENT" "REQUEST-ID" "AUTHORITY" "UPSTREAM"`, behind which
/// Istio writes cluster, three addresses (of which the second is the one the client reached), server name and
/// route.
std::optional<std::string_view> LogReader::ReadEnvoy(std::string_view line, LogLine& result) {
  if (!line.starts_with('[')) return "it does not begin with a time in brackets";
  const std::size_t bracket = line.find(']');
  if (bracket == std::string_view::npos) return "it does not begin with a time in brackets";
  std::string_view rest = line.substr(bracket + 1);
  const std::optional<std::string_view> request = TakeQuoted(rest);
  if (!request || !SplitRequest(*request, result)) return "it has no request in quotes";

  const std::size_t end = rest.rfind('"');
  if (end == std::string_view::npos) return "it has no fields in quotes behind the request";
  std::string_view tail = rest.substr(end + 1);
  TakeWord(tail);  // cluster
  TakeWord(tail);  // the proxy's own address towards the destination
  result.port = PortOf(TakeWord(tail));
  TakeWord(tail);  // the client's address
  result.server_name = Given(TakeWord(tail));

  if (!TakeLastQuoted(rest)) return "it names no upstream";
  const std::optional<std::string_view> authority = TakeLastQuoted(rest);
  if (!authority) return "it names no authority";
  result.authority = Given(*authority);
  result.request_id = Given(TakeLastQuoted(rest).value_or(""));
  result.user_agent = Given(TakeLastQuoted(rest).value_or(""));
  result.forwarded_for = Given(TakeLastQuoted(rest).value_or(""));
  return std::nullopt;
}

std::optional<std::string_view> LogReader::ReadJson(std::string_view line, LogLine& result) {
  if (!line.starts_with('{') || !line.ends_with('}')) return "it is no JSON object";
  JsonMembers members(line);
  std::string_view key;
  std::string_view value;
  while (members.Next(key, value)) {
    if (key == "downstream_local_address") {
      result.port = PortOf(value);
    } else if (key == "request" && value.find(' ') != std::string_view::npos) {
      SplitRequest(Decoded(value), result);
    } else {
      const auto* const known = std::ranges::find(kJsonNames, key, &JsonName::key);
      if (known != std::end(kJsonNames) && value != "null" && (result.*known->field).empty())
        result.*known->field = Given(Decoded(value));
    }
  }
  if (result.target.empty()) return "it has no member `path`";
  if (result.method.empty()) result.method = "GET";
  return std::nullopt;
}

/// `[HOST:PORT] CLIENT IDENTITY USER [TIME] "METHOD PATH PROTOCOL" STATUS BYTES ["REFERER" "USER-AGENT"]`.
std::optional<std::string_view> LogReader::ReadCombined(std::string_view line, LogLine& result) {
  const std::size_t bracket = line.find(" [");
  const std::size_t quote = line.find("] \"");
  if (bracket == std::string_view::npos || quote == std::string_view::npos || quote < bracket)
    return "it has no time in brackets before a request in quotes";
  std::string_view front = line.substr(0, bracket);
  std::string_view first = TakeWord(front);
  std::size_t words = 1;
  while (!TakeWord(front).empty()) ++words;
  if (words == 4) {
    result.port = PortOf(first);
    result.authority = WithoutPort(first);
  } else if (words != 3) {
    return "it does not begin with client, identity and user";
  }
  std::string_view rest = line.substr(quote + 1);
  const std::optional<std::string_view> request = TakeQuoted(rest);
  if (!request || !SplitRequest(*request, result)) return "it has no request in quotes";
  result.referer = Given(Decoded(TakeQuoted(rest).value_or("")));
  result.user_agent = Given(Decoded(TakeQuoted(rest).value_or("")));
  return std::nullopt;
}

std::optional<std::string_view> LogReader::ReadList(std::string_view line, LogLine& result) {
  const std::string_view first = TakeWord(line);
  const std::string_view second = TakeWord(line);
  if (!TakeWord(line).empty()) return "it is more than a method and a URL";
  result.method = second.empty() ? std::string_view("GET") : first;
  result.target = second.empty() ? first : second;
  if (!IsMethod(result.method)) return "it begins with no method";
  if (!result.target.starts_with('/') && result.target.find("://") == std::string_view::npos)
    return "it has no URL";
  return std::nullopt;
}

std::string_view LogReader::Decoded(std::string_view text) {
  if (text.find('\\') == std::string_view::npos) return text;
  std::string& decoded = decoded_.emplace_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      decoded += text[i];
      continue;
    }
    const char next = text[++i];
    const std::size_t digits = next == 'u' ? 4 : next == 'x' ? 2 : 0;  // NGINX writes \x22
    unsigned code = 0;
    const char* const begin = text.data() + i + 1;
    if (digits > 0 && i + digits < text.size() &&
        std::from_chars(begin, begin + digits, code, 16).ptr == begin + digits) {
      AppendUtf8(code, decoded);
      i += digits;
    } else {
      decoded += Unescaped(next);
    }
  }
  return decoded;
}

void MakeRequest(const LogLine& line, const Request& base, Request& request) {
  request.method.assign(line.method);
  request.scheme = base.scheme;
  request.authority = base.authority;
  request.port = base.port;
  request.protocol = base.protocol;
  request.tls = base.tls;
  request.sni = base.sni;
  request.address.clear();
  std::string_view target = line.target;
  if (const std::size_t scheme = target.find("://");
      scheme != std::string_view::npos && !target.starts_with('/')) {
    const bool https = target.starts_with("https");
    request.scheme = https ? "https" : "http";
    request.tls = https ? Tls::kTls : Tls::kPlaintext;
    target.remove_prefix(scheme + 3);
    const std::string_view authority = target.substr(0, target.find_first_of("/?"));
    target.remove_prefix(authority.size());
    request.authority = authority;
    const std::uint16_t usual = https ? 443 : 80;
    const std::uint16_t port = WithoutPort(authority).size() < authority.size() ? PortOf(authority) : 0;
    request.port = port != 0 ? port : usual;
    if (request.port == usual) request.authority = WithoutPort(authority);
    request.sni = https ? std::string(WithoutPort(authority)) : std::string();
  }
  if (!line.authority.empty()) request.authority = line.authority;
  if (!line.server_name.empty()) {
    request.scheme = "https";
    request.tls = Tls::kTls;
    request.sni = line.server_name;
  }
  if (line.port != 0) request.port = line.port;
  target = target.substr(0, target.find('#'));
  const std::size_t question = std::min(target.find('?'), target.size());
  request.path.assign(question == 0 ? std::string_view("/") : target.substr(0, question));
  request.query.assign(question < target.size() ? target.substr(question + 1) : std::string_view());
  request.headers = base.headers;
  const auto set = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    const auto same = std::ranges::find(request.headers, name, &Header::name);
    if (same == request.headers.end()) {
      request.headers.push_back({std::string(name), std::string(value)});
    } else {
      same->value.assign(value);
    }
  };
  set("user-agent", line.user_agent);
  set("referer", line.referer);
  set("x-forwarded-for", line.forwarded_for);
  set("x-request-id", line.request_id);
}

}  // namespace meshctl::http
