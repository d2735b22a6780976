// SPDX-License-Identifier: Apache-2.0
// The world as a command sees it. Commands touch nothing else: no globals, no std::cout, no getenv; tests
// hand in buffers and a folder in memory.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "diag/render.h"
#include "source/file_system.h"

namespace meshctl::cli {

/// One output stream and what it leads to.
struct Output {
  std::ostream* stream = nullptr;
  bool terminal = false;
  std::size_t width = 0;  ///< columns, 0 when not a terminal
};

class Env {
 public:
  std::istream* in = nullptr;
  Output out;
  Output err;
  source::FileSystem* fs = nullptr;
  /// An environment variable, or nothing when it is unset.
  std::function<std::optional<std::string>(const std::string&)> variable;

  /// `auto`, `always` or `never`, from --color.
  std::string color = "auto";

  /// How to render findings on `output`: colour by --color, then NO_COLOR, then whether it is a terminal.
  diag::Style StyleFor(const Output& output) const;
};

}  // namespace meshctl::cli
