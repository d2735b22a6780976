// SPDX-License-Identifier: Apache-2.0
// dlopen and one line per function. The library is never closed: it registers handlers that must outlive us.
#include "kube/curl_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <string>

// The header wraps these in macros that check argument types and hide the functions' names.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

namespace meshctl::kube {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";
constexpr unsigned kOldest = 0x075500;  // 7.85: CURLOPT_PROTOCOLS_STR; certificates from memory are older

Error Unusable(const std::string& why) {
  return ClusterError(fmt::format("cannot load libcurl, which talks to the cluster: {}", why))
      .Hint("install it: `apt-get install libcurl4`, or the package that holds libcurl.so.4");
}

Result<CurlLibrary> LoadLibrary() {
  void* handle = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return std::unexpected(Unusable(dlerror()));
  CurlLibrary curl{};
  std::string missing;
  const auto find = [&]<typename F>(F*& function, const char* name) {
    function = reinterpret_cast<F*>(dlsym(handle, name));
    if (!function && missing.empty()) missing = name;
  };
  find(curl.global_init, "curl_global_init");
  find(curl.version_info, "curl_version_info");
  find(curl.easy_init, "curl_easy_init");
  find(curl.easy_cleanup, "curl_easy_cleanup");
  find(curl.easy_setopt, "curl_easy_setopt");
  find(curl.easy_perform, "curl_easy_perform");
  find(curl.easy_getinfo, "curl_easy_getinfo");
  find(curl.easy_strerror, "curl_easy_strerror");
  find(curl.slist_append, "curl_slist_append");
  find(curl.slist_free_all, "curl_slist_free_all");
  find(curl.multi_init, "curl_multi_init");
  find(curl.multi_cleanup, "curl_multi_cleanup");
  find(curl.multi_setopt, "curl_multi_setopt");
  find(curl.multi_add_handle, "curl_multi_add_handle");
  find(curl.multi_remove_handle, "curl_multi_remove_handle");
  find(curl.multi_perform, "curl_multi_perform");
  find(curl.multi_poll, "curl_multi_poll");
  find(curl.multi_info_read, "curl_multi_info_read");
  find(curl.multi_strerror, "curl_multi_strerror");
  find(curl.url, "curl_url");
  find(curl.url_cleanup, "curl_url_cleanup");
  find(curl.url_set, "curl_url_set");
  find(curl.url_get, "curl_url_get");
  find(curl.free, "curl_free");
  if (!missing.empty()) return std::unexpected(Unusable(fmt::format("`{}` is missing", missing)));
  const curl_version_info_data* version = curl.version_info(CURLVERSION_NOW);
  if (version->version_num < kOldest) {
    return std::unexpected(Unusable(fmt::format("version {} is older than 7.85", version->version)));
  }
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return std::unexpected(Unusable("it does not start"));
  return curl;
}

}  // namespace

Result<const CurlLibrary*> CurlLibrary::Load() {
  static const Result<CurlLibrary> library = LoadLibrary();
  if (!library) return std::unexpected(library.error());
  return &*library;
}

}  // namespace meshctl::kube
