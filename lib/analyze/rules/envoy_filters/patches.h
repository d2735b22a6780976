// SPDX-License-Identifier: Apache-2.0
// What is wrong with the patches of EnvoyFilters. Each patch has one fault at most; each fault is a rule.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/findings.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

enum class PatchFault : std::uint8_t {
  kNone,
  kIgnoredAdd,
  kIgnoredRemove,
  kIgnoredReplace,
  kUnordered,           ///< relative to others, and no priority says when it is applied
  kUnorderedVersioned,  ///< the same where an earlier patch of the name is for some proxy versions only
};

struct Patch {
  const model::Object* filter = nullptr;
  PatchFault fault = PatchFault::kNone;
  model::Text operation;
  model::Text apply_to;
  source::Span version;  ///< kUnorderedVersioned: the proxyVersion of the earlier patch
};

/// The patches with a fault; those of one EnvoyFilter follow each other.
std::vector<Patch> FaultyPatches(const mesh::Mesh& mesh);

/// Adds one finding for each EnvoyFilter that has patches with this fault, as upstream names each once. It
/// points at all of them; `describe` gives it its words.
void AddPatches(PatchFault fault, Findings& findings,
                void (*describe)(std::span<const Patch> patches, diag::Diagnostic& diagnostic));

/// The message about a patch that is ignored.
void DescribeIgnored(const Patch& patch, diag::Diagnostic& diagnostic);

}  // namespace meshctl::analyze
