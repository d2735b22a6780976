// SPDX-License-Identifier: Apache-2.0
// From what was typed (`-f a.yaml -f dir/ -f -`) to texts.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "source/file_system.h"
#include "source/source_file.h"

namespace meshctl::source {

struct InputOptions {
  bool recursive = true;                      ///< whether folders inside folders are read
  std::uint64_t max_file_size = 64ull << 20;  ///< bytes; a larger file is an error
  /// Reads an `https://` address; what it answers is at most `max_file_size` long. Without it addresses are
  /// refused.
  std::function<Result<std::string>(const std::string& url)> download;
};

/// What is to be read, in order, each name once: paths of files, `-` and addresses.
struct InputNames {
  std::vector<std::string> names;
  std::vector<Error> errors;
};

/// Finds what the paths mean: files, folders (`.yaml`, `.yml`, `.json`, in order of name; names that begin
/// with
/// `.` are passed over), patterns (`k8s/*.yaml`, `**` for any depth, unless a file has that very name),
/// `https://` addresses, `-` for standard input, and several of these with commas between them. A file named
/// outright is read whatever its ending. A folder or pattern that holds no manifest is an error: it is more
/// often a typing mistake than a wish.
InputNames FindInputs(const std::vector<std::string>& paths, const InputOptions& options,
                      const FileSystem& fs);

/// Reads one of the names. Safe to call from several threads, but for `-`.
Result<std::unique_ptr<SourceFile>> ReadInput(const std::string& name, const InputOptions& options,
                                              const FileSystem& fs, std::istream& in);

/// What was read, and what could not be. One unreadable file does not stop the others.
struct Inputs {
  std::vector<std::unique_ptr<SourceFile>> files;
  std::vector<Error> errors;
};

/// Finds and reads everything.
Inputs ReadInputs(const std::vector<std::string>& paths, const InputOptions& options, const FileSystem& fs,
                  std::istream& in);

}  // namespace meshctl::source
