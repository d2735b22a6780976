// SPDX-License-Identifier: Apache-2.0
// These texts come from structured-merge-diff and from Kubernetes' strict decoder; neither says its fields in
// `details`. A text that changes in a later release is shown whole, as any other message.
#include "kube/message_causes.h"

#include <algorithm>
#include <optional>

namespace meshctl::kube {
namespace {

constexpr std::string_view kTypedPatch = "failed to create typed patch object (";
constexpr std::string_view kStrict = "strict decoding error";

/// Where the path at the front of `text` ends: at the first `: ` outside of brackets and quotes.
std::optional<std::size_t> EndOfPath(std::string_view text) {
  bool quoted = false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      continue;
    } else if (c == '[') {
      ++depth;
    } else if (c == ']') {
      --depth;
    } else if (c == ':' && depth == 0 && text.substr(i).starts_with(": ")) {
      return i;
    }
  }
  return std::nullopt;
}

/// `.spec.size: expected numeric`.
std::optional<Cause> FieldLine(std::string_view line) {
  const auto end = EndOfPath(line);
  if (!line.starts_with('.') || !end) return std::nullopt;
  return Cause{.reason = {},
               .message = std::string(line.substr(*end + 2)),
               .field = std::string(line.substr(0, *end))};
}

MessageCauses InTypedPatch(std::string_view message, std::size_t at) {
  constexpr std::string_view kMany = "errors:\n";
  const std::size_t close = message.find("): ", at);
  if (close == std::string_view::npos) return {};
  MessageCauses found{.headline = std::string(message.substr(0, close + 1)), .causes = {}};
  std::string_view rest = message.substr(close + 3);
  const bool many = rest.starts_with(kMany);
  if (many) rest.remove_prefix(kMany.size());
  while (!rest.empty()) {
    const std::size_t end = many ? rest.find('\n') : std::string_view::npos;
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    auto cause = FieldLine(line);
    if (!cause) return {};
    found.causes.push_back(*std::move(cause));
  }
  return found;
}

/// `unknown field "spec.a", duplicate field "b"` behind the mark. Anything else among them is a cause without
/// a field, so that nothing of the text is lost.
MessageCauses InStrictDecoding(std::string_view message, std::size_t at) {
  constexpr std::string_view kSeparator = ": ";
  MessageCauses found{.headline = std::string(kStrict), .causes = {}};
  std::string_view rest = message.substr(at + kStrict.size());
  if (!rest.starts_with(kSeparator)) return {};
  rest.remove_prefix(kSeparator.size());
  while (!rest.empty()) {
    const std::size_t end = rest.find(", ");
    const std::string_view one = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    const std::size_t open = one.find(" field \"");
    if (open == std::string_view::npos || !one.ends_with('"')) {
      found.causes.push_back({.reason = {}, .message = std::string(one), .field = {}});
      continue;
    }
    const std::size_t name = open + std::string_view(" field \"").size();
    found.causes.push_back({.reason = {},
                            .message = std::string(one.substr(0, open + std::string_view(" field").size())),
                            .field = std::string(one.substr(name, one.size() - 1 - name))});
  }
  return found;
}

}  // namespace

MessageCauses CausesInMessage(std::string_view message) {
  if (const std::size_t at = message.find(kTypedPatch); at != std::string_view::npos)
    return InTypedPatch(message, at);
  if (const std::size_t at = message.find(kStrict); at != std::string_view::npos)
    return InStrictDecoding(message, at);
  return {};
}

bool IsSchemaRefusal(std::string_view body) { return body.find(kTypedPatch) != std::string_view::npos; }

}  // namespace meshctl::kube
