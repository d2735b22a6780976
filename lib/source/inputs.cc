// SPDX-License-Identifier: Apache-2.0
// Walks folders in a fixed order, so that every run prints the same bytes, and reads what it found.
#include "source/inputs.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <set>
#include <string_view>

namespace meshctl::source {
namespace {

// Links can make a folder contain itself.
constexpr int kDeepestFolder = 64;

bool IsManifestName(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

bool IsAddress(std::string_view path) { return path.find("://") != std::string_view::npos; }

bool IsPattern(std::string_view path) { return path.find_first_of("*?[") != std::string_view::npos; }

std::string Joined(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

class Finder {
 public:
  Finder(const InputOptions& options, const FileSystem& fs) : options_(options), fs_(fs) {}

  void Find(const std::string& path) {
    if (path == "-" || IsAddress(path)) return Add(path);
    switch (fs_.Look(path)) {
      case FileSystem::Kind::kFile:
        return Add(path);
      case FileSystem::Kind::kDirectory:
        return FindInFolder(path);
      case FileSystem::Kind::kMissing:
        break;
    }
    if (IsPattern(path)) return FindByPattern(path);
    // kubectl and istioctl take several paths in one word.
    if (const std::size_t comma = path.find(','); comma != std::string::npos) {
      Find(path.substr(0, comma));
      return Find(path.substr(comma + 1));
    }
    found_.errors.push_back(InputError(fmt::format("{}: no such file or folder", path)));
  }

  InputNames Take() { return std::move(found_); }

 private:
  void Add(const std::string& name) {
    ++matches_;
    if (seen_.insert(name).second) found_.names.push_back(name);
  }

  void FindInFolder(const std::string& path) {
    const std::size_t before = matches_;
    Walk(path, options_.recursive, 0);
    if (matches_ == before) {
      found_.errors.push_back(
          InputError(fmt::format("{}: no .yaml, .yml or .json file in this folder", path)));
    }
  }

  void Walk(const std::string& folder, bool recursive, int depth) {
    for (const Entry& entry : List(folder, depth)) {
      if (entry.name.starts_with('.')) continue;
      const std::string path = Joined(folder, entry.name);
      if (entry.directory) {
        if (recursive) Walk(path, recursive, depth + 1);
      } else if (IsManifestName(entry.name)) {
        Add(path);
      }
    }
  }

  void FindByPattern(const std::string& pattern) {
    const std::size_t before = matches_;
    const bool absolute = pattern.starts_with('/');
    Match(absolute ? "/" : "", std::string_view(pattern).substr(absolute ? 1 : 0), 0);
    if (matches_ == before)
      found_.errors.push_back(InputError(fmt::format("{}: no file matches this pattern", pattern)));
  }

  /// Matches the first part of `pattern` in `folder` and the rest below it. What a pattern names outright is
  /// read as if it had been typed.
  void Match(const std::string& folder, std::string_view pattern, int depth) {
    const std::size_t slash = pattern.find('/');
    const std::string part(pattern.substr(0, slash));
    const std::string_view rest =
        slash == std::string_view::npos ? std::string_view() : pattern.substr(slash + 1);
    if (!IsPattern(part)) return Step(Joined(folder, part), rest, depth);
    if (part == "**" && rest.empty()) return Walk(folder.empty() ? "." : folder, true, depth + 1);
    if (part == "**") Match(folder, rest, depth + 1);
    for (const Entry& entry : List(folder.empty() ? "." : folder, depth)) {
      const std::string path = Joined(folder, entry.name);
      if (part == "**") {
        if (entry.directory && !entry.name.starts_with('.')) Match(path, pattern, depth + 1);
      } else if (fnmatch(part.c_str(), entry.name.c_str(), FNM_PERIOD) == 0) {
        Step(path, rest, depth);
      }
    }
  }

  void Step(const std::string& path, std::string_view rest, int depth) {
    const FileSystem::Kind kind = fs_.Look(path);
    if (!rest.empty()) {
      if (kind == FileSystem::Kind::kDirectory) Match(path, rest, depth + 1);
    } else if (kind == FileSystem::Kind::kFile) {
      Add(path);
    } else if (kind == FileSystem::Kind::kDirectory) {
      Walk(path, options_.recursive, depth + 1);
    }
  }

  std::vector<Entry> List(const std::string& folder, int depth) {
    if (depth > kDeepestFolder) {
      found_.errors.push_back(
          InputError(fmt::format("{}: more than {} folders deep", folder, kDeepestFolder)));
      return {};
    }
    auto entries = fs_.List(folder);
    if (entries) return *std::move(entries);
    found_.errors.push_back(entries.error());
    return {};
  }

  const InputOptions& options_;
  const FileSystem& fs_;
  InputNames found_;
  std::set<std::string> seen_;
  std::size_t matches_ = 0;
};

Result<std::unique_ptr<SourceFile>> ReadStdin(const InputOptions& options, std::istream& in) {
  std::string text;
  char chunk[1 << 16];
  while (in.read(chunk, sizeof chunk) || in.gcount() > 0) {
    text.append(chunk, static_cast<std::size_t>(in.gcount()));
    if (text.size() > options.max_file_size) {
      return std::unexpected(
          InputError(fmt::format("<stdin>: larger than the limit of {} bytes", options.max_file_size))
              .Hint("raise it with `--max-file-size`"));
    }
  }
  return std::make_unique<SourceFile>("<stdin>", std::move(text), Origin::kStdin);
}

}  // namespace

InputNames FindInputs(const std::vector<std::string>& paths, const InputOptions& options,
                      const FileSystem& fs) {
  Finder finder(options, fs);
  for (const std::string& path : paths) finder.Find(path);
  return finder.Take();
}

Result<std::unique_ptr<SourceFile>> ReadInput(const std::string& name, const InputOptions& options,
                                              const FileSystem& fs, std::istream& in) {
  if (name == "-") return ReadStdin(options, in);
  if (IsAddress(name)) {
    if (!name.starts_with("https://") || !options.download) {
      return std::unexpected(
          InputError(fmt::format("{}: only files and https:// addresses can be read", name)));
    }
    auto text = options.download(name);
    if (!text) return std::unexpected(text.error());
    return std::make_unique<SourceFile>(name, *std::move(text), Origin::kRemote);
  }
  auto text = fs.Read(name, options.max_file_size);
  if (!text) return std::unexpected(text.error());
  return std::make_unique<SourceFile>(name, *std::move(text));
}

Inputs ReadInputs(const std::vector<std::string>& paths, const InputOptions& options, const FileSystem& fs,
                  std::istream& in) {
  Inputs inputs;
  InputNames found = FindInputs(paths, options, fs);
  inputs.errors = std::move(found.errors);
  for (const std::string& name : found.names) {
    auto file = ReadInput(name, options, fs, in);
    if (file) {
      inputs.files.push_back(*std::move(file));
    } else {
      inputs.errors.push_back(file.error());
    }
  }
  return inputs;
}

}  // namespace meshctl::source
