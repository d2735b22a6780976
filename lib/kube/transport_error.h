// SPDX-License-Identifier: Apache-2.0
// Why no answer came, for people.
#pragma once

#include <chrono>
#include <string>

#include "base/error.h"
#include "kube/curl_library.h"
#include "kube/retry.h"
#include "kube/transfer.h"

namespace meshctl::kube {

/// "200 ms", "30 s"
std::string DurationText(std::chrono::milliseconds time);

/// What a failed transfer means, and in `end` whether another try could help. `detail` is libcurl's own text.
Error TransportError(const Route& route, CURL* handle, CURLcode code, const std::string& detail,
                     Attempt::End& end);

}  // namespace meshctl::kube
