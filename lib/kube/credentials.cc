// SPDX-License-Identifier: Apache-2.0
// Tokens in files: those of pods are replaced by the kubelet well before they expire.
#include "kube/credentials.h"

#include <fmt/format.h>

#include <cctype>

namespace meshctl::kube {
namespace {

constexpr std::uint64_t kMaxTokenSize = 1 << 20;
constexpr std::chrono::minutes kFreshFor{1};

class TokenFile final : public LoginSource {
 public:
  TokenFile(const source::FileSystem& fs, std::string path, std::string owner, WallClock clock)
      : fs_(fs), path_(std::move(path)), owner_(std::move(owner)), clock_(std::move(clock)) {}

  Result<void> Read() {
    auto text = fs_.Read(path_, kMaxTokenSize);
    if (!text) return std::unexpected(std::move(text).error().In(owner_));
    while (!text->empty() && std::isspace(static_cast<unsigned char>(text->back()))) text->pop_back();
    if (text->empty()) return std::unexpected(InputError(fmt::format("{}: {} is empty", owner_, path_)));
    token_ = *std::move(text);
    read_at_ = clock_();
    return {};
  }

  Result<Login> Get() override {
    if (clock_() - read_at_ >= kFreshFor && !Read()) read_at_ = clock_();
    return Login{.token = token_};
  }

  Result<bool> Refused(const Login& login) override {
    if (token_ == login.token && !Read()) return false;
    return token_ != login.token;
  }

 private:
  const source::FileSystem& fs_;
  std::string path_;
  std::string owner_;
  WallClock clock_;
  std::string token_;
  std::chrono::system_clock::time_point read_at_;
};

}  // namespace

Result<std::shared_ptr<LoginSource>> ReadTokenFile(const source::FileSystem& fs, const std::string& path,
                                                   const std::string& owner, WallClock clock) {
  if (!clock) clock = std::chrono::system_clock::now;
  auto file = std::make_shared<TokenFile>(fs, path, owner, std::move(clock));
  if (auto read = file->Read(); !read) return std::unexpected(std::move(read).error());
  return file;
}

}  // namespace meshctl::kube
