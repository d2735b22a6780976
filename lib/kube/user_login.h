// SPDX-License-Identifier: Apache-2.0
// From the user of a kubeconfig, and the flags over it, to credentials.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "kube/connection.h"
#include "kube/credentials.h"
#include "kube/kubeconfig.h"

namespace meshctl::kube {

/// PEM text that stands in the kubeconfig as base64 or in a file of its own; the former wins, as in kubectl.
/// Empty when there is neither. `owner` and `field` begin messages.
Result<std::string> LoadPem(const std::string& data, const std::string& path, std::string_view field,
                            const std::string& owner, const source::FileSystem& fs);

/// How to be let in at `endpoint`, of which all but the credentials is set; `cluster` is its entry. No user:
/// the flags alone. Flags win over what they replace; what is left must be of one kind, as kubectl demands. A
/// plugin is not run yet, and not at all where something else lets the user in.
Result<Credentials> LogIn(const Connection& flags, const UserEntry* user, const std::string& owner,
                          const Endpoint& endpoint, const ClusterEntry& cluster,
                          const Surroundings& surroundings);

}  // namespace meshctl::kube
