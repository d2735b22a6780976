// SPDX-License-Identifier: Apache-2.0
// What selectors of labels select, and what they were probably meant to.
#pragma once

#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "mesh/mesh.h"
#include "model/labels.h"

namespace meshctl::analyze {

/// The workloads that a policy in `ns` selects: those of its namespace, or of all when it is in the root
/// namespace.
std::vector<const mesh::Workload*> SelectedBy(const mesh::Mesh& mesh, std::string_view ns,
                                              const model::Labels& selector);

/// Says what is wrong with a selector that no workload of `ns` satisfies: moves the finding to the one label
/// that is wrong, where the others are good, and proposes the value that was probably meant, with an unsafe
/// fix.
void ExplainEmptySelection(const mesh::Mesh& mesh, std::string_view ns, const model::Labels& selector,
                           diag::Diagnostic& diagnostic);

/// Where findings show a selector: the value of its first label.
source::Span SelectorSpan(const model::Labels& selector);

}  // namespace meshctl::analyze
