// SPDX-License-Identifier: Apache-2.0
// What runs in the mesh, found by its labels.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mesh/postings.h"
#include "model/service_entry.h"
#include "model/workload.h"

namespace meshctl::mesh {

/// A group of equal Pods, or one WorkloadEntry.
struct Workload {
  std::string_view name;
  std::string_view ns;
  const model::Labels* labels = nullptr;  ///< of the Pods, or of the WorkloadEntry
  const model::Object* object = nullptr;
  const model::Workload* pods = nullptr;  ///< null for a WorkloadEntry
  const model::WorkloadEntry* entry = nullptr;
  /// The names of the Pods: those of the cluster where they are known, else `NAME-0`, `NAME-1`, ...
  std::vector<std::string> pod_names;
  std::vector<std::string> pod_ips;               ///< as long as pod_names; empty texts where not known
  std::vector<const model::Workload*> live_pods;  ///< as long as pod_names; null where none runs yet
  /// Whether its Pods get a sidecar: by container, then label, then annotation, then the namespace's
  /// `istio-injection` label or `istio.io/rev`; a WorkloadEntry by its service account.
  bool injected = false;
};

/// Workloads by name and by label. A selector is answered from the list of its rarest label.
class Workloads {
 public:
  /// `all` must be complete; order decides the order of every answer.
  explicit Workloads(std::vector<Workload> all = {});

  std::span<const Workload> all() const { return all_; }
  /// A workload of that name, whatever its kind; the first in order, or null.
  const Workload* Find(std::string_view ns, std::string_view name) const;
  /// Workloads of a namespace whose labels satisfy the selector; an empty selector finds all of them.
  std::vector<const Workload*> Matching(std::string_view ns, const model::Labels& selector) const;
  /// The same in every namespace.
  std::vector<const Workload*> MatchingAnywhere(const model::Labels& selector) const;

 private:
  /// `scope` is a namespace, or kAnywhere.
  std::vector<const Workload*> Select(std::string_view scope, const model::Labels& selector) const;

  std::vector<Workload> all_;
  Postings postings_;
};

}  // namespace meshctl::mesh
