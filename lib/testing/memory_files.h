// SPDX-License-Identifier: Apache-2.0
// A folder in memory.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "source/file_system.h"

namespace meshctl::testing {

/// Paths are plain keys ("k8s/a.yaml"); folders exist by being a prefix.
class MemoryFiles final : public source::FileSystem {
 public:
  MemoryFiles() = default;
  explicit MemoryFiles(std::map<std::string, std::string> content) : files(std::move(content)) {}

  std::map<std::string, std::string> files;

  Kind Look(const std::string& path) const override;
  Result<std::string> Read(const std::string& path, std::uint64_t limit) const override;
  Result<std::vector<source::Entry>> List(const std::string& path) const override;
  Result<void> Write(const std::string& path, std::string_view content) override;
  Result<void> MakeFolder(const std::string& path) override;
};

}  // namespace meshctl::testing
