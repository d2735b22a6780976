// SPDX-License-Identifier: Apache-2.0
// URLs as Go's net/url reads them.
#pragma once

#include <string_view>

namespace meshctl::validate::istio {

/// The scheme of `https://host/path`; empty where there is none.
std::string_view UrlScheme(std::string_view text);
/// Whether what stands behind the scheme can be parsed: no blanks or control characters, a numeric port.
bool IsUrl(std::string_view text);
/// The host of `https://user@host:port/path`, without the brackets of an IPv6 address; empty where there is
/// none.
std::string_view UrlHost(std::string_view text);
/// Letter case ignored, as schemes are compared.
bool IsScheme(std::string_view scheme, std::string_view lower);

}  // namespace meshctl::validate::istio
