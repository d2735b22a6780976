// SPDX-License-Identifier: Apache-2.0
// Which version of a kind is preferred.
#pragma once

#include <compare>
#include <string>

namespace meshctl::schema::gen {

/// Kubernetes' order of versions: v2, v1, v1beta2, v1beta1, v1alpha1; served ones first.
struct VersionRank {
  bool unserved;
  int stage;  // 0 stable, 1 beta, 2 alpha
  int major;  // negated, as is the minor: larger numbers come first
  int minor;
  auto operator<=>(const VersionRank&) const = default;
};

VersionRank RankOf(const std::string& version, bool served);

}  // namespace meshctl::schema::gen
