// SPDX-License-Identifier: Apache-2.0
// One walk over both objects at once, since a mark of change needs both values. Whatever has an unexpected
// shape inside a Secret's data is masked without a look at it.
#include "diff/secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/base64.h"
#include "base/counted.h"

namespace meshctl::diff {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::array<const char*, 2> kSections = {"data", "stringData"};
/// Shorter values are not looked for in messages: they would be found everywhere.
constexpr std::size_t kShortestSought = 4;
/// Texts in objects in texts: deeper ones are masked unseen.
constexpr int kDeepestText = 4;

bool IsSecretKind(std::string_view api_version, std::string_view kind) {
  return kind == "Secret" && (api_version.empty() || api_version == "v1");
}

std::string TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool IsSecret(const Json& value) {
  return value.is_object() && IsSecretKind(TextOf(value, "apiVersion"), TextOf(value, "kind"));
}

/// `12 bytes`; nothing for what is no text.
std::string SizeOf(const Json& value, std::string_view section) {
  if (!value.is_string()) return {};
  const std::string text = value.get<std::string>();
  std::optional<std::string> decoded;
  if (section == "data") decoded = DecodeBase64(text);
  return Counted(decoded ? decoded->size() : text.size(), "byte");
}

Json Mask(const Json& value, std::string_view section, std::string_view mark) {
  const std::string size = SizeOf(value, section);
  if (size.empty() && mark.empty()) return std::string(kMask);
  return fmt::format("{} ({}{}{})", kMask, size, size.empty() || mark.empty() ? "" : ", ", mark);
}

Json* Find(Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

/// Masks one value in both objects, or in the one that has it.
void MaskPair(Json* before, Json* after, std::string_view section) {
  const bool differ = before && after && *before != *after;
  if (before) *before = Mask(*before, section, differ ? "before" : "");
  if (after) *after = Mask(*after, section, differ ? "after" : "");
}

void MaskSection(Json& before, Json& after, const char* section) {
  Json* old_values = Find(before, section);
  Json* new_values = Find(after, section);
  const auto unfit = [](const Json* values) { return values && !values->is_object() && !values->is_null(); };
  if (unfit(old_values) || unfit(new_values)) {
    MaskPair(old_values, new_values, section);
    return;
  }
  if (old_values) {
    for (const auto& [key, value] : old_values->items()) {
      MaskPair(&value, new_values ? Find(*new_values, key) : nullptr, section);
    }
  }
  if (!new_values) return;
  for (const auto& [key, value] : new_values->items()) {
    if (!old_values || !Find(*old_values, key)) MaskPair(nullptr, &value, section);
  }
}

/// Whether the text may be YAML or JSON with a Secret in it. Coarse: a false alarm hides a harmless text.
bool MentionsSecret(std::string_view text) {
  const bool data = text.find("data") != text.npos || text.find("stringData") != text.npos;
  if (!data || text.find("kind") == text.npos) return false;
  for (std::size_t at = text.find("Secret"); at != text.npos; at = text.find("Secret", at + 1)) {
    // `kind: Secret`, `"kind":"Secret"`, also as JSON in JSON: only quotes, backslashes, colon and blanks
    // between.
    std::size_t begin = at;
    while (begin > 0 && std::string_view("\"'\\: \t").find(text[begin - 1]) != std::string_view::npos)
      --begin;
    const std::size_t end = at + 6;
    const bool whole =
        end == text.size() || std::string_view("\"'\\, \t\r\n}#").find(text[end]) != std::string_view::npos;
    if (whole && text.substr(0, begin).ends_with("kind")) return true;
  }
  return false;
}

void Walk(Json& before, Json& after, int depth);

/// Masks the Secrets in a text of JSON; a text of YAML that may hold some becomes a mask.
void MaskText(Json& value, int depth) {
  const auto& text = value.get_ref<const std::string&>();
  if (!MentionsSecret(text)) return;
  Json held = depth < kDeepestText ? yaml::ParseJson(text).value_or(Json()) : Json();
  if (!held.is_structured()) {
    value = fmt::format("{} ({}, holds a Secret)", kMask, Counted(text.size(), "byte"));
    return;
  }
  Json nothing;
  Walk(held, nothing, depth + 1);
  value = held.dump();
}

void MaskTexts(Json& before, Json& after, int depth) {
  const bool differ = before.is_string() && after.is_string() && before != after;
  if (before.is_string()) MaskText(before, depth);
  if (after.is_string()) MaskText(after, depth);
  if (differ && before == after) {
    before = before.get<std::string>() + " (before)";
    after = after.get<std::string>() + " (after)";
  }
}

void Walk(Json& before, Json& after, int depth) {
  if (before.is_string() || after.is_string()) {
    MaskTexts(before, after, depth);
    if (!before.is_structured() && !after.is_structured()) return;
  }
  if (IsSecret(before) || IsSecret(after)) {
    for (const char* section : kSections) MaskSection(before, after, section);
  }
  Json nothing;
  if (before.is_object()) {
    for (const auto& [key, value] : before.items()) {
      Json* other = Find(after, key);
      Walk(value, other ? *other : nothing, depth);
    }
  } else if (before.is_array()) {
    for (std::size_t i = 0; i < before.size(); ++i) {
      Walk(before[i], after.is_array() && i < after.size() ? after[i] : nothing, depth);
    }
  }
  if (after.is_object()) {
    for (const auto& [key, value] : after.items()) {
      if (!Find(before, key)) Walk(nothing, value, depth);
    }
  } else if (after.is_array()) {
    for (std::size_t i = before.is_array() ? before.size() : 0; i < after.size(); ++i)
      Walk(nothing, after[i], depth);
  }
}

/// The values of every Secret in the object, as written, decoded and as a message would quote them.
void CollectValues(const Json& object, std::vector<std::string>& values, bool& holds_secret) {
  if (IsSecret(object)) {
    holds_secret = true;
    for (const char* section : kSections) {
      const auto found = object.find(section);
      if (found == object.end() || !found->is_object()) continue;
      for (const auto& [key, value] : found->items()) {
        std::string text = value.is_string() ? value.get<std::string>() : value.dump();
        if (auto decoded = DecodeBase64(text)) values.push_back(*std::move(decoded));
        values.push_back(std::move(text));
      }
    }
  }
  if (object.is_structured()) {
    for (const Json& value : object) CollectValues(value, values, holds_secret);
  }
}

void Replace(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

/// Whether the words before `at` say that the value behind is none of a Secret's data: `metadata.name: I`.
bool IsAboutOtherField(std::string_view text, std::size_t at) {
  std::string_view before = text.substr(0, at);
  before = before.substr(0, before.rfind(": "));
  const std::size_t blank = before.find_last_of(" \n\t[");
  return (blank == before.npos ? before : before.substr(blank + 1)).starts_with("metadata.");
}

/// Replaces what stands quoted, or as one word, behind `mark`.
void MaskBehind(std::string& text, std::string_view mark) {
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
    const bool other = IsAboutOtherField(text, at);
    at += mark.size();
    if (other) continue;
    std::size_t end = at;
    const char quote = end < text.size() ? text[end] : ' ';
    if (quote == '"' || quote == '\'') {
      for (++end; end < text.size() && text[end] != quote; ++end) {
        if (text[end] == '\\') ++end;
      }
      end = std::min(end + 1, text.size());
    } else {
      end = std::min(text.find(": ", at), text.size());
    }
    text.replace(at, end - at, kMask);
  }
}

}  // namespace

void MaskSecrets(Json& before, Json& after) { Walk(before, after, 0); }

Json MaskedValue(std::string_view api_version, std::string_view kind, std::string_view path,
                 const Json& value) {
  if (path.starts_with('.')) path.remove_prefix(1);
  if (IsSecretKind(api_version, kind)) {
    for (std::string_view section : kSections) {
      if (!path.starts_with(section)) continue;
      const std::string_view rest = path.substr(section.size());
      if (rest.empty() && value.is_object()) {
        Json secret = {{"kind", "Secret"}, {section, value}};
        Json nothing;
        MaskSecrets(secret, nothing);
        return secret[section];
      }
      if (rest.empty() || rest.front() == '.' || rest.front() == '[') return Mask(value, section, "");
    }
  }
  Json masked = value;
  Json nothing;
  MaskSecrets(masked, nothing);
  return masked;
}

std::string MaskedMessage(const Json& object, std::string message) {
  std::vector<std::string> values;
  bool holds_secret = false;
  CollectValues(object, values, holds_secret);
  if (!holds_secret) return message;
  // The decoder of the API server quotes the bytes around a fault, cut anywhere.
  if (const std::size_t at = message.find(", error found in #"); at != message.npos) {
    message.replace(at, message.npos, " (the rest of the message quotes the Secret and is left out)");
  }
  MaskBehind(message, "nvalid value: ");
  MaskBehind(message, "nsupported value: ");
  MaskBehind(message, "uplicate value: ");
  MaskBehind(message, "invalid character ");  // of JSON that a value should be
  // Longer ones first: a value may be part of another.
  std::ranges::sort(values, std::greater<>(), &std::string::size);
  for (const std::string& value : values) {
    if (value.size() < kShortestSought) continue;
    Replace(message, value, kMask);
    const std::string quoted = Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
    Replace(message, std::string_view(quoted).substr(1, quoted.size() - 2), kMask);
  }
  return message;
}

}  // namespace meshctl::diff
