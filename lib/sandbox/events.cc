// SPDX-License-Identifier: Apache-2.0
// The core group's Event, named after its object as client-go's recorder does.
#include "sandbox/events.h"

#include <fmt/format.h>

#include "sandbox/addresses.h"

namespace meshctl::sandbox {
namespace {

const GroupResource kEvents{"", "events"};

Json Reference(const Json& about, const std::string& field) {
  Json reference = {{"kind", TextAt(about, {"kind"})},
                    {"apiVersion", TextAt(about, {"apiVersion"})},
                    {"name", TextAt(about, {"metadata", "name"})},
                    {"namespace", TextAt(about, {"metadata", "namespace"})},
                    {"uid", TextAt(about, {"metadata", "uid"})},
                    {"resourceVersion", TextAt(about, {"metadata", "resourceVersion"})}};
  if (!field.empty()) reference["fieldPath"] = field;
  return reference;
}

}  // namespace

void TellEvent(Registry& registry, const Json& about, const Event& event) {
  const Resource* resource = registry.catalog().Preferred(kEvents);
  if (!resource) return;
  const std::string uid = TextAt(about, {"metadata", "uid"});
  const std::string name_space = TextAt(about, {"metadata", "namespace"});
  const std::string name = fmt::format("{}.{:016x}", TextAt(about, {"metadata", "name"}),
                                       Hash(fmt::format("{}/{}/{}", uid, event.reason, event.message)));
  const Owner owner{event.component, Owner::Operation::kUpdate, resource->api_version(), ""};
  const std::string now = registry.now();
  if (const Object told = registry.store().Get({kEvents, name_space, name})) {
    Json again = *told;
    again["count"] = event.count;
    if (again == *told) return;
    again["lastTimestamp"] = now;
    Ignore(registry.Update(*resource, told, std::move(again), {owner, "", Commit::kStore}));
    return;
  }
  Ignore(registry.Create(*resource,
                         {{"metadata", {{"name", name}, {"namespace", name_space}}},
                          {"involvedObject", Reference(about, event.field)},
                          {"type", event.type == Event::Type::kWarning ? "Warning" : "Normal"},
                          {"reason", event.reason},
                          {"message", event.message},
                          {"source", {{"component", event.component}}},
                          {"reportingComponent", event.component},
                          {"reportingInstance", ""},
                          {"firstTimestamp", now},
                          {"lastTimestamp", now},
                          {"count", event.count}},
                         {owner, "", Commit::kStore}));
}

}  // namespace meshctl::sandbox
