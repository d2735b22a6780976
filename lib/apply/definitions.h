// SPDX-License-Identifier: Apache-2.0
// Between a CustomResourceDefinition and the first object of its kind lies a moment in which the server does
// not know the kind yet.
#pragma once

#include <functional>
#include <span>

#include "apply/plan.h"
#include "kube/client.h"

namespace meshctl::apply {

/// Waits until the server has established the CustomResourceDefinitions among `items`, at most half a minute
/// or until `stopped`, and makes `client` look at the server's kinds anew. Items without definitions cost
/// nothing. What never becomes established is not reported here: its objects will be refused, with the
/// reason.
void AwaitDefinitions(std::span<const Item> items, kube::Client& client,
                      const std::function<bool()>& stopped);

}  // namespace meshctl::apply
