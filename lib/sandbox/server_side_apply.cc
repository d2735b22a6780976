// SPDX-License-Identifier: Apache-2.0
// The order of things is the API server's: merge, remove what the owner gave up, find conflicts between the
// live object and the result, move ownership.
#include "sandbox/server_side_apply.h"

#include <fmt/format.h>

#include "fields/merge.h"

namespace meshctl::sandbox {
namespace {

using fields::Step;
using fields::ToString;

// What one owner holds of the fields that would change.
struct Clash {
  Owner owner;
  std::vector<Path> paths;
};

std::vector<Clash> FindClashes(const ManagedFields& managers, const FieldSet& written, const Owner& applier) {
  std::vector<Clash> clashes;
  for (const auto& [owner, owned] : managers.owners()) {
    if (owner == applier) continue;
    std::vector<Path> paths = Intersection(owned.fields, written).Paths();
    if (!paths.empty()) clashes.push_back({owner, std::move(paths)});
  }
  return clashes;
}

Refusal ToRefusal(const std::vector<Clash>& clashes) {
  std::vector<Cause> causes;
  std::string list;
  for (const Clash& clash : clashes) {
    list += fmt::format("{}conflicts with {}:", list.empty() ? "" : "\n", clash.owner.Describe());
    for (const Path& path : clash.paths) {
      causes.push_back(
          {"FieldManagerConflict", fmt::format("conflict with {}", clash.owner.Describe()), ToString(path)});
      list += fmt::format("\n- {}", causes.back().field);
    }
  }
  std::string message =
      causes.size() == 1
          ? fmt::format("Apply failed with 1 conflict: {}: {}", causes[0].message, causes[0].field)
          : fmt::format("Apply failed with {} conflicts: {}", causes.size(), list);
  return ApplyConflict(std::move(message), std::move(causes));
}

// `merged` without the fields that were applied last time and are applied by nobody any more.
Json RemoveGivenUp(const Topology& topology, const Json& merged, const FieldSet& last,
                   const FieldSet& applied) {
  const FieldSet present = WithNamedParents(topology, FieldsOf(topology, merged));
  const FieldSet candidates = Intersection(present, WithNamedParents(topology, last));
  return Without(topology, merged, Difference(candidates, WithNamedParents(topology, applied)));
}

}  // namespace

Answer<Json> Apply(const Topology& topology, const Json& live, const Json& applied,
                   const ApplyOptions& options) {
  ManagedFields managers(live);
  const FieldSet last = managers.FieldsOf(options.owner);
  Json merged = Merge(topology, live, applied);
  // Set leaves out fields that nobody owns; the sets that decide what is kept must still hold them, or an
  // apply of nothing but a name would remove the metadata.
  const FieldSet now_applied = FieldsOf(topology, applied);
  managers.Set(options.owner, now_applied, options.now);
  if (!last.empty()) {
    const FieldSet kept = Union(managers.Applied(), now_applied);
    merged = RemoveGivenUp(topology, merged, last, kept);
  }

  const fields::Comparison change = Compare(topology, live, merged);
  const FieldSet written = Union(change.added, change.modified);
  const std::vector<Clash> clashes = FindClashes(managers, written, options.owner);
  if (!clashes.empty() && !options.force) return std::unexpected(ToRefusal(clashes));
  managers.TakeFromOthers(Union(written, change.removed), options.owner);

  merged["metadata"]["managedFields"] = managers.ToJson();
  return merged;
}

}  // namespace meshctl::sandbox
