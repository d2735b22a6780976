// SPDX-License-Identifier: Apache-2.0
// Findings about selectors that select nothing: what is wrong with them, and how sure that is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "analyze/findings.h"
#include "mesh/mesh.h"
#include "model/labels.h"

namespace meshctl::analyze {

/// Whose workloads a selector is about.
enum class Reach : std::uint8_t {
  kNamespace,
  kPolicy,  ///< as for policies: of the root namespace all workloads, else those of the namespace
};

class EmptySelections {
 public:
  EmptySelections(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), findings_(findings) {}

  /// Adds a finding about an object of `ns` whose selector nothing satisfies. It stands at the one label that
  /// is wrong, where the others are good, with the value that was probably meant and an unsafe fix.
  void Add(const model::Object& object, std::string_view ns, Reach reach, const model::Labels& selector,
           std::string message);

 private:
  struct Explanation {
    const yaml::Entry* label = nullptr;  ///< the one that is wrong; null: not known
    std::string_view intended;           ///< its value that was probably meant
    bool others_have_it = false;         ///< whether workloads that have the other labels have this one
  };
  Explanation Explain(std::string_view ns, Reach reach, const model::Labels& selector) const;
  Certainty CertaintyOf(std::string_view ns, const Explanation& explanation);
  bool HoldsUnknownKinds(std::string_view ns);

  const mesh::Mesh& mesh_;
  Findings& findings_;
  std::optional<std::unordered_set<std::string_view>> of_unknown_kinds_;  // namespaces; made when asked for
};

/// The workloads that a policy in `ns` selects: those of its namespace, or of all when it is in the root
/// namespace.
std::vector<const mesh::Workload*> SelectedBy(const mesh::Mesh& mesh, std::string_view ns,
                                              const model::Labels& selector);

}  // namespace meshctl::analyze
