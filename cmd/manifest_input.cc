// SPDX-License-Identifier: Apache-2.0
#include "cmd/manifest_input.h"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <ostream>
#include <utility>

#include "cli/dispatch.h"
#include "kube/download.h"
#include "source/program.h"

namespace meshctl::cmd {

std::vector<std::string> ManifestInput::all() const {
  std::vector<std::string> out = paths;
  out.insert(out.end(), files.begin(), files.end());
  out.insert(out.end(), kustomizations.begin(), kustomizations.end());
  return out;
}

std::string ManifestInput::PathOf(const std::string& name) const {
  return root.empty() ? name : (std::filesystem::path(root) / name).lexically_normal().string();
}

std::vector<cli::Flag> ManifestFlags(ManifestInput& input) {
  return {
      {.name = "filename",
       .letter = 'f',
       .value_name = "PATH",
       .summary = "Read manifests from a file, folder, pattern or https:// address, or - for standard input",
       .target = &input.files,
       .completes = cli::Completes::kFile},
      {.name = "kustomize",
       .letter = 'k',
       .value_name = "DIR",
       .summary = "Read what `kustomize build` (or `kubectl kustomize`) prints of a folder",
       .target = &input.kustomizations,
       .completes = cli::Completes::kFolder},
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
          .summary = "Files, folders, patterns, https:// addresses, or - for standard input",
          .target = &input.paths,
          .completes = cli::Completes::kFile};
}

namespace {

Error CannotBuild(const std::string& folder, const std::string& why) {
  return InputError(fmt::format("{}: cannot build the kustomization: {}", folder, why));
}

/// What kustomize makes of a folder, by whichever program is installed.
Result<std::unique_ptr<source::SourceFile>> Kustomize(const std::string& folder, const cli::Env& env) {
  if (env.fs->Look(folder) != source::FileSystem::Kind::kDirectory)
    return std::unexpected(CannotBuild(folder, "it is no folder"));
  const std::vector<std::vector<std::string>> programs = {{"kustomize", "build", folder},
                                                          {"kubectl", "kustomize", folder}};
  for (const std::vector<std::string>& program : programs) {
    if (!env.run_program) break;
    auto output = env.run_program(program);
    if (!output) return std::unexpected(output.error());
    if (!output->found) continue;
    if (output->status != 0) {
      const std::string_view said = output->err;
      return std::unexpected(
          CannotBuild(folder, std::string(said.substr(0, said.find_last_not_of('\n') + 1))));
    }
    return std::make_unique<source::SourceFile>("kustomize:" + folder, std::move(output->out),
                                                source::Origin::kRemote);
  }
  return std::unexpected(CannotBuild(folder, "neither `kustomize` nor `kubectl` is installed")
                             .Hint("install one of them, or pipe the manifests into `-f -`"));
}

/// Gives files the names that they have seen from `root`.
void NameFromRoot(const std::string& root, const cli::Env& env,
                  std::vector<std::unique_ptr<source::SourceFile>>& files) {
  const std::filesystem::path here = env.folder ? env.folder() : "/";
  const std::filesystem::path top = (here / root / "").lexically_normal();
  for (auto& file : files) {
    if (file->origin() != source::Origin::kFile) continue;
    std::string name = (here / file->name()).lexically_normal().lexically_relative(top).string();
    file = std::make_unique<source::SourceFile>(std::move(name), std::string(file->text()), file->origin());
  }
}

/// OpenSSL's variable and curl's: where trusted authorities are kept.
std::string AuthoritiesFile(const cli::Env& env) {
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    if (auto file = env.variable ? env.variable(name) : std::nullopt; file && !file->empty()) return *file;
  }
  return {};
}

}  // namespace

Result<source::Inputs> ReadManifests(const ManifestInput& input, cli::Env& env) {
  if (input.all().empty()) {
    return std::unexpected(UsageError("no manifests are given")
                               .Hint("name files or folders with `-f`, or `-f -` for standard input"));
  }
  if (input.max_depth < 1) return std::unexpected(UsageError("`--max-depth` must be at least 1"));
  if (input.max_file_size < 1) return std::unexpected(UsageError("`--max-file-size` must be at least 1"));
  const std::uint64_t limit = static_cast<std::uint64_t>(input.max_file_size) << 20;
  const source::InputOptions options = {
      .recursive = input.recursive, .max_file_size = limit, .download = [&](const std::string& url) {
        return kube::Download(url, {.max_size = limit, .ca_file = AuthoritiesFile(env)});
      }};
  std::vector<std::string> paths = input.paths;
  paths.insert(paths.end(), input.files.begin(), input.files.end());
  source::Inputs inputs = source::ReadInputs(paths, options, *env.fs, *env.in);
  for (const std::string& folder : input.kustomizations) {
    auto file = Kustomize(folder, env);
    if (file) {
      inputs.files.push_back(*std::move(file));
    } else {
      inputs.errors.push_back(file.error());
    }
  }
  if (!input.root.empty()) NameFromRoot(input.root, env, inputs.files);
  for (const Error& error : inputs.errors) *env.err.stream << cli::RenderError(error, env.StyleFor(env.err));
  return inputs;
}

}  // namespace meshctl::cmd
