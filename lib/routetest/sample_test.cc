// SPDX-License-Identifier: Apache-2.0
#include "routetest/sample.h"

#include <gtest/gtest.h>

#include <string>

namespace meshctl::routetest {
namespace {

std::string Sample(const std::string& regex) { return SampleOf(regex).value_or("nothing"); }

TEST(Sample, IsTheShortestWayThrough) {
  EXPECT_EQ(Sample("/api/v[0-9]+"), "/api/v1");
  EXPECT_EQ(Sample("GET|HEAD"), "GET");
  EXPECT_EQ(Sample(R"((.*;\s*)?member=yes(;.*)?)"), "member=yes");
  EXPECT_EQ(Sample(R"(/assets/.+\.[0-9a-f]{8}\.(css|js))"), "/assets/a.aaaaaaaa.css");
  EXPECT_EQ(Sample(R"(^/(?:en|de)/(?P<id>\d{2,4})$)"), "/en/11");
  EXPECT_EQ(Sample("[^a-z]x*?"), "1");
  EXPECT_EQ(Sample("[]a]+"), "a");
  EXPECT_EQ(Sample(""), "");
}

TEST(Sample, IsNothingRatherThanWrong) {
  EXPECT_EQ(Sample("("), "nothing");
  EXPECT_EQ(Sample("a$b"), "nothing") << "no text matches";
  EXPECT_EQ(Sample(std::string(5000, '(')), "nothing");
  EXPECT_EQ(Sample(std::string(500, '(') + "a" + std::string(500, ')')), "nothing")
      << "too deep to be a path";
}

}  // namespace
}  // namespace meshctl::routetest
