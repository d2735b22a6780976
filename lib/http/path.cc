// SPDX-License-Identifier: Apache-2.0
// Envoy works on a path in three steps, in this order: escaped slashes, RFC 3986 normalisation, slashes
// merged (ConnectionManagerUtility::maybeNormalizePath). The mesh says how many of them it wants.
#include "http/path.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <vector>

namespace meshctl::http {
namespace {

bool Unreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::optional<char> Escaped(std::string_view text) {
  unsigned value = 0;
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, value, 16);
  if (error != std::errc() || end != text.data() + 3) return std::nullopt;
  return static_cast<char>(value);
}

std::string DecodeUnreserved(std::string_view path) {
  std::string decoded;
  decoded.reserve(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::optional<char> c = Escaped(path.substr(i));
    if (c && Unreserved(*c)) {
      decoded += *c;
      i += 2;
    } else {
      decoded += path[i] == '\\' ? '/' : path[i];
    }
  }
  return decoded;
}

/// Resolves `.` and `..` as RFC 3986 does; a final one leaves a trailing slash.
std::string WithoutDotSegments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool slash_at_end = false;
  std::size_t begin = 1;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    const bool last = end == path.size();
    if (segment == "." || segment == "..") {
      if (segment == ".." && !kept.empty()) kept.pop_back();
      slash_at_end = last;
    } else {
      kept.push_back(segment);
    }
    begin = end + 1;
  }
  std::string resolved;
  for (const std::string_view segment : kept) resolved.append("/").append(segment);
  if (slash_at_end || resolved.empty()) resolved += '/';
  return resolved;
}

std::string WithSlashesDecoded(std::string_view path) {
  std::string decoded;
  decoded.reserve(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::optional<char> c = Escaped(path.substr(i));
    const bool slash = c == '/' || c == '\\';
    decoded += slash ? *c : path[i];
    if (slash) i += 2;
  }
  return decoded;
}

std::string Normalized(std::string_view path) {
  const bool plain =
      path.find_first_of("\\%") == std::string_view::npos && path.find("/.") == std::string_view::npos;
  return plain ? std::string(path) : WithoutDotSegments(DecodeUnreserved(path));
}

void MergeSlashes(std::string& path) {
  const auto both = [](char a, char b) { return a == '/' && b == '/'; };
  path.erase(std::unique(path.begin(), path.end(), both), path.end());
}

}  // namespace

std::string NormalizePath(std::string_view path, PathNormalization how) {
  std::string normal(path);
  if (!path.starts_with('/') || how == PathNormalization::kNone) return normal;
  if (how == PathNormalization::kDecodeAndMergeSlashes) normal = WithSlashesDecoded(normal);
  normal = Normalized(normal);
  if (how != PathNormalization::kBase) MergeSlashes(normal);
  return normal;
}

}  // namespace meshctl::http
