// SPDX-License-Identifier: Apache-2.0
// What a rule is: plain data and one free function.
//
// A rule lives in one file, rules/<topic>/<name>.cc, which defines one constant:
//
//   constinit const Rule kUnknownGateway = {
//       .name = "unknown-gateway", .code = "IST0101", .level = diag::Level::kError, ...
//       .reads = kReads, .check = Check};
//
// It is declared and listed in the rules.h of its topic and has a document in testdata/rules/<name>.md, which
// holds its explanation and its tests.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "diag/diagnostic.h"

namespace meshctl::mesh {
class Mesh;
}

namespace meshctl::analyze {

class Findings;

/// A kind of object, in any of its served versions.
struct Kind {
  std::string_view group;  ///< empty for the core group
  std::string_view name;
  friend bool operator==(const Kind&, const Kind&) = default;
};

/// The analyzer that upstream has once for each kind, with the kind behind a dot:
/// `schema.ValidationAnalyzer.Gateway`. Its rules are for all kinds.
inline constexpr std::string_view kValidationAnalyzer = "schema.ValidationAnalyzer";

/// One cluster of a mesh, by the name that Istio knows it by.
struct Cluster {
  std::string_view name;
  const mesh::Mesh* mesh = nullptr;
  /// Kinds of which there may be objects that are not in the mesh: the user must not list them.
  std::span<const Kind> hidden = {};
};

struct Rule {
  /// What is wrong, in kebab case; reads well behind "allow": `unknown-gateway`.
  std::string_view name;
  /// Istio's number where Istio has the check (several rules may share it, as upstream), else `MESH0001`…
  std::string_view code;
  /// The analyzers that make the finding upstream, by their public names; none for rules of our own.
  std::array<std::string_view, 3> analyzers = {};
  diag::Level level = diag::Level::kError;
  /// What the rule finds, one line, lower case, no final stop.
  std::string_view summary;
  /// False for rules that run only when they are named, as upstream's precheck does.
  bool by_default = true;
  /// The kinds of objects that can change the rule's answer, all of them and no others. `Pod` stands for
  /// everything that makes Pods, `MeshConfig` for the mesh's own settings.
  std::span<const Kind> reads;
  /// True for rules that judge each object by itself: kinds of which nothing was given then are no reason not
  /// to look at the others.
  bool object_by_object = false;
  /// Those of `reads` that only refine the answer: they are no reason not to look when none was given.
  std::span<const Kind> refined_by = {};
  /// Looks at the whole mesh and adds what is wrong, in any order.
  void (*check)(const mesh::Mesh& mesh, Findings& findings) = nullptr;
  /// Instead of `check`, for rules that hold clusters against each other: looks at two or more of them and
  /// names in each finding the cluster of its object.
  void (*compare)(std::span<const Cluster> clusters, Findings& findings) = nullptr;

  bool Reads(const Kind& kind) const;
  /// The names in `analyzers`.
  std::span<const std::string_view> upstream() const;
};

}  // namespace meshctl::analyze
