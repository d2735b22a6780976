// SPDX-License-Identifier: Apache-2.0
// libcurl, loaded on first use: it brings some thirty shared libraries along, and loading those takes longer
// than everything else meshctl does before `--help` is printed.
#pragma once

#include <curl/curl.h>

#include "base/error.h"

namespace meshctl::kube {

/// The functions of libcurl that meshctl calls, under their names without `curl_`. The types come from
/// libcurl's own header. Mind that `easy_setopt` and friends lose the header's check of argument types:
/// numbers must be `long` or `curl_off_t`, as the option says.
struct CurlLibrary {
  decltype(&curl_global_init) global_init;
  decltype(&curl_version_info) version_info;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
  decltype(&curl_multi_init) multi_init;
  decltype(&curl_multi_cleanup) multi_cleanup;
  decltype(&curl_multi_setopt) multi_setopt;
  decltype(&curl_multi_add_handle) multi_add_handle;
  decltype(&curl_multi_remove_handle) multi_remove_handle;
  decltype(&curl_multi_perform) multi_perform;
  decltype(&curl_multi_poll) multi_poll;
  decltype(&curl_multi_info_read) multi_info_read;
  decltype(&curl_multi_strerror) multi_strerror;
  decltype(&curl_url) url;
  decltype(&curl_url_cleanup) url_cleanup;
  decltype(&curl_url_set) url_set;
  decltype(&curl_url_get) url_get;
  decltype(&curl_free) free;

  /// Loads the library, once per process. Fails when it is not installed or too old.
  static Result<const CurlLibrary*> Load();
};

}  // namespace meshctl::kube
