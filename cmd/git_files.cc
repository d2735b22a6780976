// SPDX-License-Identifier: Apache-2.0
// `git ls-tree` tells names, hashes and sizes; `git show` prints many blobs one behind the other, and the
// sizes tell them apart. Blobs come as they were committed: no filters, no attributes.
#include "cmd/git_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>

namespace meshctl::cmd {
namespace {

namespace fs = std::filesystem;

// Limits of one call: the length of a command line, and what a program may print.
constexpr std::size_t kMostBlobs = 1000;
constexpr std::uint64_t kMostBytes = 32ull << 20;

fs::path Absolute(const std::string& path, const cli::Env& env) {
  return ((env.folder ? fs::path(env.folder()) : fs::path("/")) / path).lexically_normal();
}

std::string FolderOf(const std::string& path, const cli::Env& env) {
  if (env.fs->Look(path) == source::FileSystem::Kind::kDirectory) return path;
  const std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

std::string_view FirstLine(std::string_view text) { return text.substr(0, text.find('\n')); }

}  // namespace

Result<std::unique_ptr<GitFiles>> GitFiles::Open(const std::string& revision,
                                                 const std::vector<std::string>& paths, const cli::Env& env) {
  // Relative paths are asked from the working folder; what is named absolutely may lie elsewhere.
  const bool relative = std::ranges::all_of(paths, [](const std::string& path) { return path[0] != '/'; });
  std::unique_ptr<GitFiles> files(new GitFiles(relative ? "." : FolderOf(paths.front(), env), env));
  auto prefix = files->Git({"rev-parse", "--show-prefix"});
  if (!prefix && relative && !paths.empty()) {
    files->folder_ = FolderOf(paths.front(), env);
    prefix = files->Git({"rev-parse", "--show-prefix"});
  }
  if (!prefix) return std::unexpected(prefix.error());
  files->prefix_ = FirstLine(*prefix);
  for (const std::string& path : paths) {
    if (files->FromTop(path).starts_with(".."))
      return std::unexpected(UsageError(fmt::format("{} is outside of the git repository", path)));
  }
  if (auto read = files->ReadTree(revision); !read) return std::unexpected(read.error());
  return files;
}

Result<std::string> GitFiles::Git(std::vector<std::string> arguments) const {
  std::vector<std::string> command = {"git", "-C", folder_};
  command.insert(command.end(), arguments.begin(), arguments.end());
  if (!env_.run_program) return std::unexpected(InputError("no program can be run here"));
  auto output = env_.run_program(command);
  if (!output) return std::unexpected(std::move(output).error());
  if (!output->found) return std::unexpected(InputError("`git` is not installed"));
  if (output->status != 0) return std::unexpected(InputError(fmt::format("git: {}", FirstLine(output->err))));
  return std::move(output->out);
}

Result<void> GitFiles::ReadTree(const std::string& revision) {
  const auto tree =
      Git({"rev-parse", "--verify", "--quiet", "--end-of-options", fmt::format("{}^{{tree}}", revision)});
  if (!tree)
    return std::unexpected(UsageError(fmt::format("`{}` is no revision of this git repository", revision)));
  const auto listing = Git({"ls-tree", "-r", "-l", "-z", "--full-tree", std::string(FirstLine(*tree))});
  if (!listing) return std::unexpected(listing.error());
  // `100644 blob HASH    SIZE<tab>PATH<nul>`; links (120000) and submodules are no manifests.
  for (std::string_view rest = *listing; !rest.empty();) {
    const std::string_view row = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(row.size() + 1, rest.size()));
    const std::size_t tab = row.find('\t');
    if (tab == row.npos || !row.starts_with("100")) continue;
    const std::string_view facts = row.substr(0, tab);
    const std::size_t hash = facts.find(' ', facts.find(' ') + 1) + 1;
    const std::string_view size = facts.substr(facts.rfind(' ') + 1);
    Blob blob{.hash = std::string(facts.substr(hash, facts.find(' ', hash) - hash))};
    std::from_chars(size.data(), size.data() + size.size(), blob.size);
    blobs_.emplace(row.substr(tab + 1), std::move(blob));
  }
  return {};
}

std::string GitFiles::FromTop(const std::string& path) const {
  const fs::path below = Absolute(path, env_).lexically_relative(Absolute(folder_, env_));
  std::string name = (fs::path(prefix_) / below).lexically_normal().string();
  if (name.ends_with('/')) name.pop_back();
  return name == "." ? std::string() : name;
}

source::FileSystem::Kind GitFiles::Look(const std::string& path) const {
  const std::string name = FromTop(path);
  if (blobs_.contains(name)) return Kind::kFile;
  const std::string folder = name.empty() ? "" : name + "/";
  const auto at = blobs_.lower_bound(folder);
  return at != blobs_.end() && at->first.starts_with(folder) ? Kind::kDirectory : Kind::kMissing;
}

Result<std::string> GitFiles::Read(const std::string& path, std::uint64_t limit) const {
  const auto at = blobs_.find(FromTop(path));
  if (at == blobs_.end()) return std::unexpected(InputError(fmt::format("{}: no such file", path)));
  const Blob& blob = at->second;
  if (blob.size > limit)
    return std::unexpected(InputError(fmt::format("{}: larger than the limit of {} bytes", path, limit)));
  if (!texts_.contains(blob.hash)) {
    if (auto fetched = FetchBlobs({blob}); !fetched) return std::unexpected(fetched.error());
  }
  return texts_.at(blob.hash);
}

Result<std::vector<source::Entry>> GitFiles::List(const std::string& path) const {
  const std::string name = FromTop(path);
  const std::string folder = name.empty() ? "" : name + "/";
  std::map<std::string, bool> names;
  for (auto at = blobs_.lower_bound(folder); at != blobs_.end() && at->first.starts_with(folder); ++at) {
    const std::string rest = at->first.substr(folder.size());
    const std::size_t slash = rest.find('/');
    names[rest.substr(0, slash)] = slash != std::string::npos;
  }
  std::vector<source::Entry> entries;
  for (const auto& [entry, directory] : names) entries.push_back({entry, directory});
  return entries;
}

Result<void> GitFiles::Write(const std::string& path, std::string_view) {
  return std::unexpected(InternalError(fmt::format("{}: a git revision is not written to", path)));
}
Result<void> GitFiles::MakeFolder(const std::string& path) { return Write(path, {}); }

Result<void> GitFiles::Fetch(const std::vector<std::string>& paths) {
  std::vector<Blob> batch;
  std::uint64_t bytes = 0;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    const auto at = blobs_.find(FromTop(path));
    if (at == blobs_.end() || at->second.size > kMostBytes || !seen.insert(at->second.hash).second) continue;
    if (batch.size() == kMostBlobs || bytes + at->second.size > kMostBytes) {
      if (auto fetched = FetchBlobs(batch); !fetched) return fetched;
      batch.clear();
      bytes = 0;
    }
    batch.push_back(at->second);
    bytes += at->second.size;
  }
  return FetchBlobs(batch);
}

Result<void> GitFiles::FetchBlobs(const std::vector<Blob>& blobs) const {
  if (blobs.empty()) return {};
  std::vector<std::string> arguments = {"show", "--no-textconv"};
  std::uint64_t total = 0;
  for (const Blob& blob : blobs) {
    arguments.push_back(blob.hash);
    total += blob.size;
  }
  auto output = Git(std::move(arguments));
  if (!output) return std::unexpected(std::move(output).error());
  if (output->size() != total)
    return std::unexpected(InternalError("git printed other blobs than asked for"));
  std::size_t at = 0;
  for (const Blob& blob : blobs) {
    texts_[blob.hash] = output->substr(at, blob.size);
    at += blob.size;
  }
  return {};
}

}  // namespace meshctl::cmd
