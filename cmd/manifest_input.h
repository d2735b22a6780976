// SPDX-License-Identifier: Apache-2.0
// The words by which every command is told what to read.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "source/inputs.h"
#include "yaml/parse.h"

namespace meshctl::cmd {

/// What was typed: -f and positional paths mean the same.
struct ManifestInput {
  std::vector<std::string> files;
  std::vector<std::string> paths;
  std::vector<std::string> kustomizations;  ///< folders
  bool recursive = true;
  int max_depth = yaml::Limits().max_depth;
  int max_file_size = 64;  ///< MiB
  std::string root;        ///< the folder from which files are named; empty: as they were typed

  yaml::Limits limits() const { return {.max_depth = max_depth}; }
  /// Every path, the positional ones first; folders of kustomizations last.
  std::vector<std::string> all() const;
  /// Where a file lies that was read under this name.
  std::string PathOf(const std::string& name) const;
};

/// --filename, --kustomize, --recursive, --max-depth and --max-file-size, bound to `input`.
std::vector<cli::Flag> ManifestFlags(ManifestInput& input);

/// `PATH...`, bound to `input`.
cli::Argument ManifestArgument(ManifestInput& input);

/// Reads what was named: files, folders, patterns, `https://` addresses, standard input, and what `kustomize
/// build` (or, without it, `kubectl kustomize`) prints of a folder. What cannot be read is printed to
/// `env.err` and left in the answer's `errors`; the rest is read all the same. Fails (kind usage) when
/// nothing was named.
Result<source::Inputs> ReadManifests(const ManifestInput& input, cli::Env& env);

}  // namespace meshctl::cmd
