// SPDX-License-Identifier: Apache-2.0
// The annotations that Istio knows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace meshctl::analyze {

/// What an annotation's release status promises.
enum class Stability : std::uint8_t { kAlpha, kBeta, kStable };

/// In KnownAnnotation::kinds: may stand on everything.
inline constexpr std::string_view kAnyKind = "Any";

struct KnownAnnotation {
  std::string_view name;
  Stability stability = Stability::kAlpha;
  bool deprecated = false;
  /// What to use instead of a deprecated one; empty when there is nothing.
  std::string_view instead = {};
  /// Set by Istio itself, not meant for people.
  bool internal = false;
  /// The kinds on which it means something, as people read them: `Service, ServiceEntry`.
  std::string_view kinds = "Pod";

  bool IsFor(std::string_view kind) const;
};

/// All of them, by name.
std::span<const KnownAnnotation> AllAnnotations();

/// The annotation of exactly this name, or null.
const KnownAnnotation* FindAnnotation(std::string_view name);

/// Whether Istio reads a label of this name.
bool IsIstioLabel(std::string_view name);

}  // namespace meshctl::analyze
