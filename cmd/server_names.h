// SPDX-License-Identifier: Apache-2.0
// What shells offer for words that only a cluster or a kubeconfig knows: types, names, namespaces, contexts.
#pragma once

#include <cstdint>
#include <functional>

#include "cli/command.h"
#include "cmd/object_selection.h"
#include "kube/connection.h"
#include "kube/discovery.h"

namespace meshctl::cmd {

/// For `TYPE [NAME...] | TYPE/NAME...`: types that `takes` holds for (plural and short names, with their
/// group where they are somebody else's without), then names in the namespace that is meant. `selection` and
/// `connection` hold what the line says before the word. A server has two seconds; what it has not said by
/// then is not offered, and errors are no candidates.
cli::Candidates ObjectCandidates(const ObjectSelection& selection, const kube::Connection& connection,
                                 std::function<bool(const kube::OfferedKind&)> takes);

/// For -n: the namespaces of the cluster. Bounds as above.
cli::Candidates NamespaceCandidates(const kube::Connection& connection);

/// Which entries of a kubeconfig have names.
enum class KubeconfigEntry : std::uint8_t { kContext, kCluster, kUser };
/// For --context, --cluster and --user: the names in the kubeconfig that `connection` leads to.
cli::Candidates KubeconfigCandidates(KubeconfigEntry of, const kube::Connection& connection);

}  // namespace meshctl::cmd
