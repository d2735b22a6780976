// SPDX-License-Identifier: Apache-2.0
// Reads `v1beta2` into its parts.
#include "schema/gen/version_rank.h"

namespace meshctl::schema::gen {

VersionRank RankOf(const std::string& version, bool served) {
  VersionRank rank{!served, 0, 0, 0};
  std::size_t at = 1;
  const auto number = [&] {
    int value = 0;
    for (; at < version.size() && version[at] >= '0' && version[at] <= '9'; ++at)
      value = value * 10 + version[at] - '0';
    return -value;
  };
  rank.major = number();
  if (version.compare(at, 4, "beta") == 0) {
    rank.stage = 1;
    at += 4;
  } else if (version.compare(at, 5, "alpha") == 0) {
    rank.stage = 2;
    at += 5;
  }
  rank.minor = number();
  return rank;
}

}  // namespace meshctl::schema::gen
