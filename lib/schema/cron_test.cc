// SPDX-License-Identifier: Apache-2.0
#include "schema/cron.h"

#include <gtest/gtest.h>

#include "schema/time_zones.h"

namespace meshctl::schema {
namespace {

TEST(Cron, IsFiveFieldsOrAMacro) {
  for (const char* text :
       {"* * * * *", "0 3 * * 1", "*/5 0-12/3 1,15 jan-MAR Mon", "59 23 31 12 6", "? ? ? ? ?", "5/15 * * * *",
        "1,,2 * * * *", "\t0  0 1 1 * ", "@daily", "@every 1h30m", "@yearly", "TZ=Europe/Rome 0 3 * * *"}) {
    EXPECT_TRUE(IsCron(text)) << text;
  }
  for (const char* text : {"",
                           "* * * *",
                           "* * * * * *",
                           "60 * * * *",
                           "* 24 * * *",
                           "* * 0 * *",
                           "* * * 13 *",
                           "* * * * 7",
                           "*/0 * * * *",
                           "*/x * * * *",
                           "5-1 * * * *",
                           "1- * * * *",
                           "-1 * * * *",
                           "a * * * *",
                           "* * * * mond",
                           "@often",
                           "@every",
                           "@every never",
                           "TZ=Mars/Olympus 0 3 * * *",
                           "TZ=UTC",
                           "1-2-3 * * * *"}) {
    EXPECT_FALSE(IsCron(text)) << text;
  }
}

TEST(TimeZone, IsANameOfTheTzDatabase) {
  for (const char* text : {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "EST"}) {
    EXPECT_TRUE(IsTimeZone(text)) << text;
  }
  for (const char* text :
       {"", "Local", "local", "europe/berlin", "Europe/Atlantis", "CEST", "+02:00", "../UTC"}) {
    EXPECT_FALSE(IsTimeZone(text)) << text;
  }
}

}  // namespace
}  // namespace meshctl::schema
