// SPDX-License-Identifier: Apache-2.0
// A folder that nobody else may look into and that does not outlive its use.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace meshctl::source {

/// A new folder with mode 0700 below the one for temporary files; gone, with all that is in it, when this is.
class PrivateFolder {
 public:
  /// `prefix` begins its name. `parent`: where to make it; empty: in `/tmp`. Fails with an Error of kind
  /// input.
  static Result<PrivateFolder> Make(const std::string& prefix, const std::string& parent);
  PrivateFolder(PrivateFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  PrivateFolder& operator=(PrivateFolder&& other) noexcept;
  ~PrivateFolder() { Remove(); }

  const std::string& path() const { return path_; }
  /// Writes a file with mode 0600. What no file can be called by (slashes, names too long) is replaced.
  Result<void> Write(const std::string& name, std::string_view content) const;

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  void Remove();

  std::string path_;
};

}  // namespace meshctl::source
