// SPDX-License-Identifier: Apache-2.0
#include "testing/memory_files.h"

namespace meshctl::testing {
namespace {

std::string AsPrefix(const std::string& path) {
  if (path == ".") return "";
  return path.ends_with('/') ? path : path + "/";
}

}  // namespace

source::FileSystem::Kind MemoryFiles::Look(const std::string& path) const {
  if (files.contains(path)) return Kind::kFile;
  std::string prefix = AsPrefix(path);
  auto at = files.lower_bound(prefix);
  return at != files.end() && at->first.starts_with(prefix) ? Kind::kDirectory : Kind::kMissing;
}

Result<std::string> MemoryFiles::Read(const std::string& path, std::uint64_t limit) const {
  auto at = files.find(path);
  if (at == files.end()) return std::unexpected(InputError(path + ": no such file"));
  if (at->second.size() > limit) return std::unexpected(InputError(path + ": larger than the limit"));
  return at->second;
}

Result<std::vector<source::Entry>> MemoryFiles::List(const std::string& path) const {
  std::string prefix = AsPrefix(path);
  std::map<std::string, bool> names;
  for (auto at = files.lower_bound(prefix); at != files.end() && at->first.starts_with(prefix); ++at) {
    std::string rest = at->first.substr(prefix.size());
    std::size_t slash = rest.find('/');
    names[rest.substr(0, slash)] = slash != std::string::npos;
  }
  std::vector<source::Entry> entries;
  for (const auto& [name, folder] : names) entries.push_back({name, folder});
  return entries;
}

Result<void> MemoryFiles::Write(const std::string& path, std::string_view content) {
  files[path] = content;
  return {};
}

Result<void> MemoryFiles::MakeFolder(const std::string&) { return {}; }

}  // namespace meshctl::testing
