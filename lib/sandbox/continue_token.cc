// SPDX-License-Identifier: Apache-2.0
// The API server's form: JSON in the alphabet of RFC 4648 section 5, without padding.
#include "sandbox/continue_token.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

constexpr std::string_view kVersion = "meta.k8s.io/v1";
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Refusal BadToken(std::string_view why) {
  return BadRequest(fmt::format("invalid continue token: continue key is not valid: {}", why));
}

Answer<std::string> Decode(std::string_view text) {
  const std::size_t bad = text.find_first_not_of(kAlphabet);
  const bool cut = text.size() % 4 == 1;
  if (bad != text.npos || cut) {
    return std::unexpected(
        BadToken(fmt::format("illegal base64 data at input byte {}", std::min(bad, text.size() - 1))));
  }
  std::string padded(text);
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  return DecodeBase64(padded).value_or("");
}

// A byte as Go quotes the character of that number.
std::string QuoteByte(char byte) {
  const auto number = static_cast<unsigned char>(byte);
  constexpr std::string_view kNamed = "\a\b\t\n\v\f\r";  // 7 to 13
  if (byte == '\'' || byte == '\\') return fmt::format("'\\{}'", byte);
  if (const std::size_t name = kNamed.find(byte); name != kNamed.npos)
    return fmt::format("'\\{}'", "abtnvfr"[name]);
  if (number < 0x20 || number == 0x7F) return fmt::format("'\\x{:02x}'", number);
  if (number <= 0xA0 && number > 0x7F) return fmt::format("'\\u{:04x}'", number);
  if (number == 0xAD) return "'\\u00ad'";
  if (number < 0x7F) return fmt::format("'{}'", byte);
  return fmt::format("'{}{}'", static_cast<char>(0xC0 | (number >> 6)),
                     static_cast<char>(0x80 | (number & 0x3F)));
}

// Why Go's reader refuses a text that is no JSON; the first character gives most of them away.
std::string SyntaxFault(std::string_view text) {
  constexpr std::string_view kStarts = "{[\"tfn-0123456789";
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos || kStarts.find(text[first]) != kStarts.npos) return "unexpected end of JSON input";
  return fmt::format("invalid character {} looking for beginning of value", QuoteByte(text[first]));
}

// A path in which nothing is doubled and nothing leads up.
bool IsClean(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  while (true) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (part.empty() || part == "." || part == "..") return false;
    if (part.size() == path.size()) return true;
    path.remove_prefix(part.size() + 1);
  }
}

}  // namespace

std::string ContinueToken::ToString() const {
  const nlohmann::ordered_json json = {{"v", kVersion}, {"rv", version}, {"start", start}};
  std::string text =
      EncodeBase64(json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.resize(text.find_last_not_of('=') + 1);
  return text;
}

Answer<ContinueToken> ParseContinueToken(std::string_view text) {
  auto decoded = Decode(text);
  if (!decoded) return std::unexpected(decoded.error());
  const Json json = Json::parse(*decoded, nullptr, false);
  if (json.is_discarded()) return std::unexpected(BadToken(SyntaxFault(*decoded)));
  const std::string version = TextAt(json, {"v"});
  if (version != kVersion) {
    return std::unexpected(
        BadToken(fmt::format("server does not recognize this encoded version {}", version)));
  }
  ContinueToken token;
  if (const Json* number = ValueAt(json, {"rv"}); number && number->is_number_integer())
    token.version = number->get<std::int64_t>();
  token.start = TextAt(json, {"start"});
  if (token.version == 0) {
    return std::unexpected(
        BadToken(fmt::format("incorrect encoded start resourceVersion (version {})", kVersion)));
  }
  if (token.start.empty())
    return std::unexpected(BadToken(fmt::format("encoded start key empty (version {})", kVersion)));
  if (!IsClean(token.start)) return std::unexpected(BadToken(token.start));
  return token;
}

}  // namespace meshctl::sandbox
