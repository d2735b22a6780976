// SPDX-License-Identifier: Apache-2.0
// The token in a kubeconfig opens the sandbox, so the file is created for its owner alone and never exists
// with wider permissions.
#include "sandbox/kubeconfig.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/base64.h"
#include "yaml/json.h"

namespace meshctl::sandbox {
namespace {

Error FromErrno(const std::string& path, int code) {
  return InputError(fmt::format("cannot write {}: {}", path, std::strerror(code)));
}

// Creates a file from a template that ends in XXXXXX and `suffix_size` more characters; mkstemps makes it
// with mode 0600.
Result<std::string> Create(std::string path, int suffix_size, std::string_view content) {
  const int file = mkstemps(path.data(), suffix_size);
  if (file < 0) return std::unexpected(FromErrno(path, errno));
  int failure = 0;
  while (!content.empty() && failure == 0) {
    const ssize_t wrote = write(file, content.data(), content.size());
    if (wrote >= 0) {
      content.remove_prefix(static_cast<std::size_t>(wrote));
    } else if (errno != EINTR) {
      failure = errno;
    }
  }
  if (close(file) != 0 && failure == 0) failure = errno;
  if (failure == 0) return path;
  unlink(path.c_str());
  return std::unexpected(FromErrno(path, failure));
}

}  // namespace

std::string PrintKubeconfig(const Access& access) {
  const Json cluster = {{"server", access.server},
                        {"certificate-authority-data", EncodeBase64(access.authority_pem)}};
  const Json context = {{"cluster", "sandbox"}, {"user", "sandbox"}, {"namespace", "default"}};
  return yaml::PrintYaml(
      {{"apiVersion", "v1"},
       {"kind", "Config"},
       {"current-context", "sandbox"},
       {"clusters", Json::array({Json{{"name", "sandbox"}, {"cluster", cluster}}})},
       {"contexts", Json::array({Json{{"name", "sandbox"}, {"context", context}}})},
       {"users", Json::array({Json{{"name", "sandbox"}, {"user", {{"token", access.token}}}}})}});
}

Result<void> WritePrivate(const std::string& path, std::string_view content) {
  auto draft = Create(path + ".XXXXXX", 0, content);
  if (!draft) return std::unexpected(draft.error());
  if (std::rename(draft->c_str(), path.c_str()) == 0) return {};
  const int failure = errno;
  unlink(draft->c_str());
  return std::unexpected(FromErrno(path, failure));
}

Result<std::string> WritePrivateTemporary(const std::string& folder, std::string_view content) {
  constexpr std::string_view kSuffix = ".yaml";
  return Create(fmt::format("{}/meshctl-sandbox-XXXXXX{}", folder, kSuffix), static_cast<int>(kSuffix.size()),
                content);
}

}  // namespace meshctl::sandbox
