// SPDX-License-Identifier: Apache-2.0
// Manifests are read whole, through FileSystem; logs are not.
#include "source/stream.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace meshctl::source {

Result<std::unique_ptr<std::istream>> OpenStream(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return std::unexpected(InputError(fmt::format("{}: {}", path, std::strerror(EISDIR))));
  errno = 0;
  auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*file)
    return std::unexpected(InputError(fmt::format("{}: {}", path, std::strerror(errno ? errno : EIO))));
  return file;
}

}  // namespace meshctl::source
