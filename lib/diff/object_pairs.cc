// SPDX-License-Identifier: Apache-2.0
// One table of identities. Objects with `generateName` have none: they get a number in its place.
#include "diff/object_pairs.h"

#include <map>
#include <set>
#include <string>
#include <tuple>

namespace meshctl::diff {
namespace {

/// Group, kind, namespace, name, and of nameless objects their number.
using Identity = std::tuple<std::string, std::string, std::string, std::string, std::size_t>;

/// The objects that count, each with its identity, in order.
std::vector<std::pair<Identity, const model::Object*>> Identify(const model::Manifests& manifests) {
  std::vector<std::pair<Identity, const model::Object*>> out;
  std::map<Identity, std::size_t> nameless;
  for (const model::Object& object : manifests.objects()) {
    if (!manifests.Counts(object)) continue;
    Identity identity{object.group, *object.kind, *object.namespace_, *object.name, 0};
    if (object.name->empty()) std::get<4>(identity) = nameless[identity]++;
    out.emplace_back(std::move(identity), &object);
  }
  return out;
}

}  // namespace

std::vector<ObjectPair> PairObjects(const model::Manifests& before, const model::Manifests& after) {
  const auto old_objects = Identify(before);
  const std::map<Identity, const model::Object*> known(old_objects.begin(), old_objects.end());
  std::set<Identity> met;
  std::vector<ObjectPair> pairs;
  for (const auto& [identity, object] : Identify(after)) {
    const auto found = known.find(identity);
    pairs.push_back({found == known.end() ? nullptr : found->second, object});
    met.insert(identity);
  }
  for (const auto& [identity, object] : old_objects) {
    if (!met.contains(identity)) pairs.push_back({object, nullptr});
  }
  return pairs;
}

}  // namespace meshctl::diff
