// SPDX-License-Identifier: Apache-2.0
// Certificates at the edges of their dates, and texts that are none.
#include "analyze/rules/gateways/certificate.h"

#include <gtest/gtest.h>

namespace meshctl::analyze {
namespace {

using std::chrono::January;
using std::chrono::June;
using std::chrono::sys_days;
using namespace std::chrono_literals;

// From 2024-01-01 00:00:00 to 2025-06-30 12:00:00.
constexpr std::string_view kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBXDCCAQKgAwIBAgIUWzWk267WyFMD51Oq+9pX5iv3/NQwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMc2hvcC5leGFtcGxlMB4XDTI0MDEwMTAwMDAwMFoXDTI1MDYz
MDEyMDAwMFowFzEVMBMGA1UEAwwMc2hvcC5leGFtcGxlMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEP3xDme4bCaSEDEY0YInP3Ie7tVtohAglUP6wOcDfFgjIskkj
RQuIr7rWgajguk7eAPgN50iPY2EY4LDBj9h5HqMsMCowCQYDVR0TBAIwADAdBgNV
HQ4EFgQUCdIokU7z4jJkKQRzF7Z9009gR7EwCgYIKoZIzj0EAwIDSAAwRQIgbM/Q
jKfOKxpjNYt3TWS/9iza8JVqVNwm/ILc+f+kneQCIQDrkLgFZXT51u2sUknh183Q
QgZk1HLDflA5/C1XhrHvpA==
-----END CERTIFICATE-----
)";
constexpr sys_days kWithin = January / 1 / 2025;

TEST(Certificate, IsFineWithinItsDatesBothIncluded) {
  EXPECT_EQ(FaultOfCertificate(kCertificate, kWithin), "");
  EXPECT_EQ(FaultOfCertificate(kCertificate, sys_days(January / 1 / 2024)), "");
  EXPECT_EQ(FaultOfCertificate(kCertificate, sys_days(June / 30 / 2025) + 12h), "");
}

TEST(Certificate, IsNotFineOutsideOfThem) {
  EXPECT_EQ(FaultOfCertificate(kCertificate, sys_days(January / 1 / 2024) - 1s),
            "is not valid before 2024-01-01");
  EXPECT_EQ(FaultOfCertificate(kCertificate, sys_days(June / 30 / 2025) + 12h + 1s), "expired on 2025-06-30");
}

TEST(Certificate, FirstBlockCounts) {
  const std::string text(kCertificate);
  EXPECT_EQ(FaultOfCertificate("a comment\n" + text, kWithin), "");
  EXPECT_EQ(
      FaultOfCertificate(text + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", kWithin),
      "");
  EXPECT_EQ(
      FaultOfCertificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + text, kWithin),
      "cannot be read");
}

TEST(Certificate, OtherTextsAreNone) {
  EXPECT_EQ(FaultOfCertificate("", kWithin), "is not in PEM form");
  EXPECT_EQ(FaultOfCertificate("shop.example", kWithin), "is not in PEM form");
  EXPECT_EQ(FaultOfCertificate(kCertificate.substr(0, kCertificate.size() / 2), kWithin),
            "is not in PEM form");
  EXPECT_EQ(FaultOfCertificate(std::string(1000, '\0'), kWithin), "is not in PEM form");
}

}  // namespace
}  // namespace meshctl::analyze
