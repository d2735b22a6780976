// SPDX-License-Identifier: Apache-2.0
// FileSystem on POSIX calls: one open, one fstat and as few reads as the file needs, since a run over a
// repository opens thousands of files.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "source/file_system.h"

namespace meshctl::source {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Error FromErrno(const std::string& path, int code) {
  return InputError(fmt::format("{}: {}", path, std::strerror(code)));
}

Error TooLarge(const std::string& path, std::uint64_t limit) {
  return InputError(fmt::format("{}: larger than the limit of {} bytes", path, limit))
      .Hint("raise it with `--max-file-size`, or leave the file out");
}

}  // namespace

FileSystem::Kind Disk::Look(const std::string& path) const {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return Kind::kMissing;
  return S_ISDIR(info.st_mode) ? Kind::kDirectory : Kind::kFile;
}

Result<std::string> Disk::Read(const std::string& path, std::uint64_t limit) const {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return std::unexpected(FromErrno(path, errno));
  struct stat info;
  if (fstat(file.get(), &info) != 0) return std::unexpected(FromErrno(path, errno));
  if (S_ISDIR(info.st_mode)) return std::unexpected(FromErrno(path, EISDIR));
  auto announced = static_cast<std::uint64_t>(std::max<off_t>(info.st_size, 0));
  if (announced > limit) return std::unexpected(TooLarge(path, limit));

  // The size is only a hint: pipes have none, and a file may grow while it is read.
  std::string text(announced + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    ssize_t got = read(file.get(), text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(FromErrno(path, errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > limit) return std::unexpected(TooLarge(path, limit));
    if (filled == text.size()) text.resize(std::max<std::size_t>(text.size() * 2, 1 << 16));
  }
  text.resize(filled);
  return text;
}

Result<std::vector<Entry>> Disk::List(const std::string& path) const {
  std::error_code failure;
  std::vector<Entry> entries;
  std::filesystem::directory_iterator at(path, failure), end;
  for (; !failure && at != end; at.increment(failure)) {
    std::error_code unreadable;
    entries.push_back({at->path().filename().string(), at->is_directory(unreadable)});
  }
  if (failure) return std::unexpected(FromErrno(path, failure.value()));
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

Result<void> Disk::Write(const std::string& path, std::string_view content) {
  // A link is written through, so that it stays a link.
  std::error_code ignored;
  std::filesystem::path target = std::filesystem::weakly_canonical(path, ignored);
  std::string real = ignored ? path : target.string();
  std::string draft = real + ".XXXXXX";
  Descriptor file(mkstemp(draft.data()));
  if (file.get() < 0) return std::unexpected(FromErrno(path, errno));
  auto fail = [&](int code) {
    unlink(draft.c_str());
    return std::unexpected(FromErrno(path, code));
  };
  for (std::size_t at = 0; at < content.size();) {
    ssize_t wrote = write(file.get(), content.data() + at, content.size() - at);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return fail(errno);
    at += static_cast<std::size_t>(wrote);
  }
  struct stat before;
  mode_t mode = stat(real.c_str(), &before) == 0 ? before.st_mode & 07777 : 0644;
  if (fchmod(file.get(), mode) != 0 || fsync(file.get()) != 0) return fail(errno);
  if (rename(draft.c_str(), real.c_str()) != 0) return fail(errno);
  return {};
}

Result<void> Disk::MakeFolder(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  if (failure) return std::unexpected(FromErrno(path, failure.value()));
  return {};
}

}  // namespace meshctl::source
