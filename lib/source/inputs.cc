// SPDX-License-Identifier: Apache-2.0
// Walks folders and reads files in a fixed order, so that every run prints the same bytes.
#include "source/inputs.h"

#include <fmt/format.h>

#include <iterator>
#include <set>

namespace meshctl::source {
namespace {

class Reader {
 public:
  Reader(const InputOptions& options, const FileSystem& fs, std::istream& in, Inputs& inputs)
      : options_(options), fs_(fs), in_(in), inputs_(inputs) {}

  void ReadArgument(const std::string& path) {
    if (path == "-") return ReadStdin();
    switch (fs_.Look(path)) {
      case FileSystem::Kind::kMissing:
        inputs_.errors.push_back(InputError(fmt::format("{}: no such file or folder", path)));
        return;
      case FileSystem::Kind::kFile:
        return ReadFile(path);
      case FileSystem::Kind::kDirectory:
        break;
    }
    std::size_t seen_before = manifests_seen_;
    ReadFolder(path, 0);
    if (manifests_seen_ == seen_before) {
      inputs_.errors.push_back(
          InputError(fmt::format("{}: no .yaml, .yml or .json file in this folder", path)));
    }
  }

 private:
  // Links can make a folder contain itself.
  static constexpr int kDeepestFolder = 64;

  static bool IsManifestName(std::string_view name) {
    return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
  }

  void ReadFolder(const std::string& path, int depth) {
    if (depth > kDeepestFolder) {
      inputs_.errors.push_back(
          InputError(fmt::format("{}: more than {} folders deep", path, kDeepestFolder)));
      return;
    }
    auto entries = fs_.List(path);
    if (!entries) {
      inputs_.errors.push_back(entries.error());
      return;
    }
    std::string prefix = path.ends_with('/') ? path : path + "/";
    for (const Entry& entry : *entries) {
      if (entry.name.starts_with('.')) continue;
      if (entry.directory) {
        if (options_.recursive) ReadFolder(prefix + entry.name, depth + 1);
      } else if (IsManifestName(entry.name)) {
        ReadFile(prefix + entry.name);
      }
    }
  }

  void ReadFile(const std::string& path) {
    ++manifests_seen_;
    if (!seen_.insert(path).second) return;
    auto text = fs_.Read(path, options_.max_file_size);
    if (!text) {
      inputs_.errors.push_back(std::move(text).error());
      return;
    }
    inputs_.files.push_back(std::make_unique<SourceFile>(path, *std::move(text)));
  }

  void ReadStdin() {
    if (!seen_.insert("-").second) return;
    std::string text;
    char chunk[1 << 16];
    while (in_.read(chunk, sizeof chunk) || in_.gcount() > 0) {
      text.append(chunk, static_cast<std::size_t>(in_.gcount()));
      if (text.size() > options_.max_file_size) {
        inputs_.errors.push_back(
            InputError(fmt::format("<stdin>: larger than the limit of {} bytes", options_.max_file_size))
                .Hint("raise it with `--max-file-size`"));
        return;
      }
    }
    inputs_.files.push_back(std::make_unique<SourceFile>("<stdin>", std::move(text), Origin::kStdin));
  }

  const InputOptions& options_;
  const FileSystem& fs_;
  std::istream& in_;
  Inputs& inputs_;
  std::set<std::string> seen_;
  std::size_t manifests_seen_ = 0;
};

}  // namespace

Inputs ReadInputs(const std::vector<std::string>& paths, const InputOptions& options, const FileSystem& fs,
                  std::istream& in) {
  Inputs inputs;
  Reader reader(options, fs, in, inputs);
  for (const std::string& path : paths) reader.ReadArgument(path);
  return inputs;
}

}  // namespace meshctl::source
