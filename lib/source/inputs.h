// SPDX-License-Identifier: Apache-2.0
// From what was typed (`-f a.yaml -f dir/ -f -`) to texts.
#pragma once

#include <cstdint>
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
};

/// What was read, and what could not be. One unreadable file does not stop the others.
struct Inputs {
  std::vector<std::unique_ptr<SourceFile>> files;
  std::vector<Error> errors;
};

/// Reads files, folders (`.yaml`, `.yml`, `.json`, in order of name; names that begin with `.` are passed
/// over) and `-` for `in`. A file named outright is read whatever its ending. A path that is named twice is
/// read once. A folder that holds no manifest is an error: it is more often a typing mistake than a wish.
Inputs ReadInputs(const std::vector<std::string>& paths, const InputOptions& options, const FileSystem& fs,
                  std::istream& in);

}  // namespace meshctl::source
