// SPDX-License-Identifier: Apache-2.0
// ResourceQuotas: how much of them is used.
#include "sandbox/conditions.h"
#include "sandbox/controllers.h"
#include "sandbox/quota.h"

namespace meshctl::sandbox {

void ReconcileResourceQuota(Registry& registry, Backstage& /*backstage*/, const Key& key) {
  const Object quota = registry.store().Get(key);
  if (!quota) return;
  Json changed = *quota;
  changed["status"] = QuotaStatus(registry.store(), *quota);
  WriteStatus(registry, quota, std::move(changed), "kube-controller-manager");
}

}  // namespace meshctl::sandbox
