// SPDX-License-Identifier: Apache-2.0
// The names in the IANA time zone database.
#pragma once

#include <string_view>

namespace meshctl::schema {

/// Whether the database has a zone or link of that name; case matters.
bool IsTimeZone(std::string_view name);

}  // namespace meshctl::schema
