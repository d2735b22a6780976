// SPDX-License-Identifier: Apache-2.0
// A text the user gave us, and places in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshctl::source {

/// A place in a text as people count it: both from 1, the column in characters.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(Position, Position) = default;
};

/// Where a text came from; decides how it is named and whether fixes may be written back.
enum class Origin : std::uint8_t {
  kFile,
  kStdin,
  kRemote,     ///< what a program printed or a server answered: there is no place to write to
  kCluster,    ///< an object read from an API server, printed as YAML so that it has lines too
  kGenerated,  ///< made up by meshctl, for example the default ingress gateway
};

/// One text with its name. Never changes and never moves: spans and views into it stay good for as long
/// as it lives. Line positions are computed on first use and not before, since most files have no findings.
/// `position` and `line` are not safe to call from two threads at once.
class SourceFile {
 public:
  SourceFile(std::string name, std::string text, Origin origin = Origin::kFile)
      : name_(std::move(name)), text_(std::move(text)), origin_(origin) {}
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;

  /// The name as the user wrote it (a path), or `<stdin>`, or `cluster:KIND/NAMESPACE/NAME`.
  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  Origin origin() const { return origin_; }

  /// Line and column of a byte offset; one behind the last byte is allowed.
  Position position(std::uint32_t offset) const;
  /// The text of a line counted from 1, without its line ending; empty behind the last.
  std::string_view line(std::uint32_t number) const;
  /// Byte offset of the first character of a line counted from 1.
  std::uint32_t line_begin(std::uint32_t number) const;
  std::uint32_t line_count() const;

 private:
  const std::vector<std::uint32_t>& line_starts() const;

  std::string name_;
  std::string text_;
  Origin origin_;
  mutable std::vector<std::uint32_t> line_starts_;
};

/// A half-open byte range of one file. A default-constructed span points nowhere.
struct Span {
  const SourceFile* file = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  explicit operator bool() const { return file != nullptr; }
  std::string_view text() const {
    return file ? file->text().substr(begin, end - begin) : std::string_view();
  }
  Position position() const { return file ? file->position(begin) : Position{}; }
  friend bool operator==(const Span&, const Span&) = default;
};

/// A value and where it was written.
template <typename T>
struct Located {
  T value{};
  Span span{};

  const T& operator*() const { return value; }
  const T* operator->() const { return &value; }
};

/// `a/b.yaml:3:7`, or the bare name where the span has no place.
std::string ToString(const Span& span);

}  // namespace meshctl::source
