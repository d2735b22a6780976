// SPDX-License-Identifier: Apache-2.0
// One transfer with bounds on its time, size and way.
#include "kube/download.h"

#include <fmt/format.h>

#include <memory>

#include "base/counted.h"
#include "kube/curl_library.h"

#undef curl_easy_setopt
#undef curl_easy_getinfo

namespace meshctl::kube {
namespace {

constexpr long kMostRedirects = 5;

/// What has come so far.
struct Body {
  std::string text;
  std::uint64_t limit;
  bool too_large = false;

  static std::size_t Take(char* data, std::size_t, std::size_t size, void* self) {
    auto& body = *static_cast<Body*>(self);
    if (body.text.size() + size > body.limit) {
      body.too_large = true;
      return 0;
    }
    body.text.append(data, size);
    return size;
  }
};

Error Failure(const std::string& url, const std::string& why) {
  return InputError(fmt::format("{}: {}", url, why));
}

}  // namespace

Result<std::string> Download(const std::string& url, const DownloadOptions& options) {
  auto library = CurlLibrary::Load();
  if (!library) return std::unexpected(library.error());
  const CurlLibrary& curl = **library;
  const std::unique_ptr<CURL, decltype(curl.easy_cleanup)> handle(curl.easy_init(), curl.easy_cleanup);
  if (!handle) return std::unexpected(Failure(url, "libcurl does not start"));

  Body body{.limit = options.max_size};
  char detail[CURL_ERROR_SIZE] = "";
  bool set = true;
  const auto option = [&](CURLoption name, auto value) {
    set = curl.easy_setopt(handle.get(), name, value) == CURLE_OK && set;
  };
  option(CURLOPT_URL, url.c_str());
  option(CURLOPT_PROTOCOLS_STR, "https");
  option(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  option(CURLOPT_FOLLOWLOCATION, 1L);
  option(CURLOPT_MAXREDIRS, kMostRedirects);
  option(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  option(CURLOPT_NOSIGNAL, 1L);
  option(CURLOPT_ACCEPT_ENCODING, "");
  option(CURLOPT_USERAGENT, "meshctl/" MESHCTL_VERSION);
  option(CURLOPT_ERRORBUFFER, &detail[0]);
  option(CURLOPT_WRITEFUNCTION, &Body::Take);
  option(CURLOPT_WRITEDATA, &body);
  if (!options.ca_file.empty()) option(CURLOPT_CAINFO, options.ca_file.c_str());
  // Without any of these the transfer would not keep its bounds.
  if (!set) return std::unexpected(Failure(url, "this libcurl cannot bound a transfer"));

  const CURLcode code = curl.easy_perform(handle.get());
  if (body.too_large) {
    return std::unexpected(Failure(url, fmt::format("larger than the limit of {} bytes", options.max_size))
                               .Hint("raise it with `--max-file-size`"));
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    const auto seconds = static_cast<std::uint64_t>(options.timeout.count()) / 1000;
    return std::unexpected(Failure(url, fmt::format("no complete answer in {}", Counted(seconds, "second"))));
  }
  if (code == CURLE_UNSUPPORTED_PROTOCOL)
    return std::unexpected(Failure(url, "leads to an address that is not https"));
  if (code != CURLE_OK)
    return std::unexpected(Failure(url, detail[0] != 0 ? detail : curl.easy_strerror(code)));
  long status = 0;
  curl.easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return std::unexpected(Failure(url, fmt::format("the server answered {}", status)));
  return std::move(body.text);
}

}  // namespace meshctl::kube
