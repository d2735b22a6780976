// SPDX-License-Identifier: Apache-2.0
// The seam between meshctl and the disk: tests put a folder in memory behind it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace meshctl::source {

struct Entry {
  std::string name;
  bool directory = false;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  enum class Kind { kMissing, kFile, kDirectory };
  /// What `path` names; links are followed, pipes and devices count as files.
  virtual Kind Look(const std::string& path) const = 0;
  /// The whole file. Fails with an Error of kind input: missing, unreadable, or larger than `limit` bytes.
  virtual Result<std::string> Read(const std::string& path, std::uint64_t limit) const = 0;
  /// What a folder holds, sorted by name.
  virtual Result<std::vector<Entry>> List(const std::string& path) const = 0;
  /// Replaces the file in one step: readers see the old content or the new, never a part.
  virtual Result<void> Write(const std::string& path, std::string_view content) = 0;
  /// Makes a folder, and those it lies in; fine when it is there already.
  virtual Result<void> MakeFolder(const std::string& path) = 0;
};

/// The real disk.
class Disk final : public FileSystem {
 public:
  Kind Look(const std::string& path) const override;
  Result<std::string> Read(const std::string& path, std::uint64_t limit) const override;
  Result<std::vector<Entry>> List(const std::string& path) const override;
  Result<void> Write(const std::string& path, std::string_view content) override;
  Result<void> MakeFolder(const std::string& path) override;
};

}  // namespace meshctl::source
