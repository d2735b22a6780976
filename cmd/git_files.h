// SPDX-License-Identifier: Apache-2.0
// The files of a git revision, without checking it out.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/env.h"
#include "source/file_system.h"

namespace meshctl::cmd {

/// A revision as a file system that can only be read. Paths are those of the working folder: whatever names a
/// file on the disk names it here, too, if it was there.
class GitFiles final : public source::FileSystem {
 public:
  /// Asks git (the program) for the tree of `revision` in the repository that holds `paths`. Fails when there
  /// is no git, no repository, no such revision (kind usage), or some path lies outside.
  static Result<std::unique_ptr<GitFiles>> Open(const std::string& revision,
                                                const std::vector<std::string>& paths, const cli::Env& env);

  Kind Look(const std::string& path) const override;
  Result<std::string> Read(const std::string& path, std::uint64_t limit) const override;
  Result<std::vector<source::Entry>> List(const std::string& path) const override;
  Result<void> Write(const std::string& path, std::string_view content) override;
  Result<void> MakeFolder(const std::string& path) override;

  /// Reads many files with few calls of git; Read answers from memory afterwards.
  Result<void> Fetch(const std::vector<std::string>& paths);

 private:
  struct Blob {
    std::string hash;
    std::uint64_t size = 0;
  };

  GitFiles(std::string folder, const cli::Env& env) : folder_(std::move(folder)), env_(env) {}
  Result<std::string> Git(std::vector<std::string> arguments) const;
  Result<void> ReadTree(const std::string& revision);
  Result<void> FetchBlobs(const std::vector<Blob>& blobs) const;
  /// The path from the top of the repository; begins with `..` when it lies outside.
  std::string FromTop(const std::string& path) const;

  std::string folder_;  ///< in the repository
  std::string prefix_;  ///< from its top to the folder
  const cli::Env& env_;
  std::map<std::string, Blob> blobs_;                 ///< by path from the top
  mutable std::map<std::string, std::string> texts_;  ///< by hash
};

}  // namespace meshctl::cmd
