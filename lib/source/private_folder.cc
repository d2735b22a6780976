// SPDX-License-Identifier: Apache-2.0
// mkdtemp gives a name that nobody can guess and a mode that lets nobody in.
#include "source/private_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace meshctl::source {
namespace {

constexpr std::size_t kLongestName = 255;  // bytes, on all common file systems

std::string FileName(std::string name) {
  std::ranges::replace(name, '/', '_');
  std::ranges::replace(name, '\0', '_');
  name.resize(std::min(name.size(), kLongestName));
  return name;
}

Error FromErrno(const std::string& path, int code) {
  return InputError(fmt::format("{}: {}", path, std::strerror(code)));
}

}  // namespace

Result<PrivateFolder> PrivateFolder::Make(const std::string& prefix, const std::string& parent) {
  const std::string place = parent.empty() ? "/tmp" : parent;
  std::string path = fmt::format("{}/{}XXXXXX", place, prefix);
  if (!mkdtemp(path.data())) {
    return std::unexpected(FromErrno(place, errno).In("cannot make a folder for temporary files"));
  }
  return PrivateFolder(std::move(path));
}

PrivateFolder& PrivateFolder::operator=(PrivateFolder&& other) noexcept {
  if (this != &other) {
    Remove();
    path_ = std::exchange(other.path_, {});
  }
  return *this;
}

void PrivateFolder::Remove() {
  std::error_code ignored;  // there is nobody to tell
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  path_.clear();
}

Result<void> PrivateFolder::Write(const std::string& name, std::string_view content) const {
  const std::string path = fmt::format("{}/{}", path_, FileName(name));
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return std::unexpected(FromErrno(path, errno));
  while (!content.empty()) {
    const ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int code = errno;
      close(fd);
      return std::unexpected(FromErrno(path, code));
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (close(fd) != 0) return std::unexpected(FromErrno(path, errno));
  return {};
}

}  // namespace meshctl::source
