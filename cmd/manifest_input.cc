// SPDX-License-Identifier: Apache-2.0
#include "cmd/manifest_input.h"

#include <cstdint>
#include <ostream>

#include "cli/dispatch.h"

namespace meshctl::cmd {

std::vector<std::string> ManifestInput::all() const {
  std::vector<std::string> out = paths;
  out.insert(out.end(), files.begin(), files.end());
  return out;
}

std::vector<cli::Flag> ManifestFlags(ManifestInput& input) {
  return {
      {.name = "filename",
       .letter = 'f',
       .value_name = "PATH",
       .summary = "Read manifests from a file, a folder, or - for standard input",
       .target = &input.files,
       .completes = cli::Completes::kFile},
      {.name = "recursive",
       .letter = 'R',
       .summary = "Read folders inside folders too; `--recursive=false` does not",
       .target = &input.recursive},
      {.name = "max-depth",
       .value_name = "N",
       .summary = "Refuse lists and maps nested deeper than this",
       .target = &input.max_depth},
      {.name = "max-file-size",
       .value_name = "MIB",
       .summary = "Refuse files larger than this",
       .target = &input.max_file_size},
  };
}

cli::Argument ManifestArgument(ManifestInput& input) {
  return {.name = "PATH",
          .summary = "Files, folders, or - for standard input",
          .target = &input.paths,
          .completes = cli::Completes::kFile};
}

Result<source::Inputs> ReadManifests(const ManifestInput& input, cli::Env& env) {
  std::vector<std::string> paths = input.all();
  if (paths.empty()) {
    return std::unexpected(UsageError("no manifests are given")
                               .Hint("name files or folders with `-f`, or `-f -` for standard input"));
  }
  if (input.max_depth < 1) return std::unexpected(UsageError("`--max-depth` must be at least 1"));
  if (input.max_file_size < 1) return std::unexpected(UsageError("`--max-file-size` must be at least 1"));
  const source::InputOptions options = {
      .recursive = input.recursive, .max_file_size = static_cast<std::uint64_t>(input.max_file_size) << 20};
  source::Inputs inputs = source::ReadInputs(paths, options, *env.fs, *env.in);
  for (const Error& error : inputs.errors) *env.err.stream << cli::RenderError(error, env.StyleFor(env.err));
  return inputs;
}

}  // namespace meshctl::cmd
