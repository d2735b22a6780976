// SPDX-License-Identifier: Apache-2.0
// The schedules of CronJobs.
#pragma once

#include <string_view>

namespace meshctl::schema {

/// Five fields (minute, hour, day of the month, month, day of the week) of `*`, `?`, numbers, English names
/// of three letters, ranges, steps and lists; or `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`,
/// `@midnight`, `@hourly`, `@every 1h30m`. A leading `TZ=Europe/Rome` or `CRON_TZ=` is part of the syntax,
/// though a CronJob may not use it.
bool IsCron(std::string_view text);

}  // namespace meshctl::schema
