// SPDX-License-Identifier: Apache-2.0
// Many files at once.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "diag/report.h"
#include "source/source_file.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::validate {

using Files = std::span<const std::unique_ptr<source::SourceFile>>;

/// What validation has to say of a set of files.
struct Outcome {
  diag::Report report;      ///< findings and faults of the texts, finished
  bool unreadable = false;  ///< some text is no YAML
  /// The heaviest finding, faults that make a text unreadable left out; nothing when there is none.
  std::optional<diag::Level> worst;
  std::size_t objects = 0;
};

/// Checks every document of every file, the work shared over the cores. The answer does not depend on how it
/// was shared. `done` is told after each file, from any thread; it may be empty.
Outcome ValidateFiles(Files files, const Options& options, const yaml::Limits& limits,
                      const std::function<void()>& done = {});

/// Adds the kinds that CustomResourceDefinitions among the files define.
void AddDefinitions(Files files, const yaml::Limits& limits, CustomKinds& kinds);

}  // namespace meshctl::validate
