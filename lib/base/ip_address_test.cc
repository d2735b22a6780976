// SPDX-License-Identifier: Apache-2.0
#include "base/ip_address.h"

#include <gtest/gtest.h>

namespace meshctl {
namespace {

bool Contains(std::string_view range, std::string_view inner) {
  return IpRange::Parse(range)->Contains(*IpRange::Parse(inner));
}

TEST(IpAddress, IsWrittenStrictly) {
  for (const char* text : {"1.2.3.4", "255.255.255.255", "::", "::1", "1::", "2001:db8::1", "::ffff:1.2.3.4",
                           "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7::"}) {
    EXPECT_TRUE(IpAddress::Parse(text)) << text;
  }
  for (const char* text : {"",
                           "1.2.3",
                           "1.2.3.256",
                           "01.2.3.4",
                           "1.2.3.4.5",
                           "1.2.3.",
                           "1.2.3.-4",
                           "1:2",
                           "1::2::3",
                           "12345::",
                           ":1",
                           "1:",
                           "1:::2",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "1.2.3.4::",
                           "::1%eth0",
                           "::+1",
                           "::-1",
                           "::g"}) {
    EXPECT_FALSE(IpAddress::Parse(text)) << text;
  }
}

TEST(IpAddress, KnowsTheAddressesThatNoOtherMachineCanReach) {
  EXPECT_TRUE(IpAddress::Parse("0.0.0.0")->unspecified());
  EXPECT_TRUE(IpAddress::Parse("::")->unspecified());
  EXPECT_TRUE(IpAddress::Parse("127.9.9.9")->loopback());
  EXPECT_TRUE(IpAddress::Parse("::1")->loopback());
  EXPECT_TRUE(IpAddress::Parse("169.254.1.1")->link_local());
  EXPECT_TRUE(IpAddress::Parse("224.0.0.1")->link_local());
  EXPECT_TRUE(IpAddress::Parse("fe80::1")->link_local());
  EXPECT_TRUE(IpAddress::Parse("ff02::1")->link_local());
  const IpAddress plain = *IpAddress::Parse("10.0.0.1");
  EXPECT_FALSE(plain.unspecified() || plain.loopback() || plain.link_local());
  EXPECT_FALSE(IpAddress::Parse("224.0.1.1")->link_local());
}

TEST(IpRange, HoldsWhatSharesItsLeadingBits) {
  EXPECT_TRUE(Contains("10.0.0.0/8", "10.1.0.0/16"));
  EXPECT_TRUE(Contains("10.0.0.0/8", "10.0.0.0/8"));
  EXPECT_TRUE(Contains("0.0.0.0/0", "10.0.0.0/8"));
  EXPECT_TRUE(Contains("2001:db8::/33", "2001:db8:7fff::/48"));
  EXPECT_FALSE(Contains("10.0.0.0/8", "11.0.0.0/16"));
  EXPECT_FALSE(Contains("10.1.0.0/16", "10.0.0.0/8"));
  EXPECT_FALSE(Contains("10.0.0.0/9", "10.128.0.0/16"));
  EXPECT_FALSE(Contains("::/0", "10.0.0.0/8"));
}

TEST(IpRange, IsAnAddressAndACountOfBits) {
  EXPECT_EQ(IpRange::Parse("10.0.0.0/8")->bits(), 8);
  for (const char* text :
       {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/08", "/8", "10.0.0.0/-1"}) {
    EXPECT_FALSE(IpRange::Parse(text)) << text;
  }
}

}  // namespace
}  // namespace meshctl
