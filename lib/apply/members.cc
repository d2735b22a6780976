// SPDX-License-Identifier: Apache-2.0
// One list for every kind and namespace the parent names, as the specification has it: no rights for the
// whole cluster are needed.
#include "apply/members.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "fields/value_at.h"
#include "kube/discovery.h"
#include "kube/listing.h"
#include "kube/payload.h"
#include "kube/verbs.h"

namespace meshctl::apply {
namespace {

bool IsControlled(const Json& object) {
  const Json* owners = fields::ValueAt(object, {"metadata", "ownerReferences"});
  return owners && owners->is_array() && std::ranges::any_of(*owners, [](const Json& owner) {
           const Json* controller = fields::ValueAt(owner, {"controller"});
           return controller && *controller == true;
         });
}

bool IsLabelledBy(const Json& object, const std::string& manager) {
  const Json* entries = fields::ValueAt(object, {"metadata", "managedFields"});
  if (!entries || !entries->is_array()) return false;
  const std::string label = std::string("f:") + kPartOfLabel;
  return std::ranges::any_of(*entries, [&](const Json& entry) {
    return fields::TextAt(entry, {"operation"}) == "Apply" && fields::TextAt(entry, {"manager"}) == manager &&
           fields::ValueAt(entry, {"fieldsV1", "f:metadata", "f:labels", label}) != nullptr;
  });
}

/// Keeps what is needed of each object.
class MemberSink final : public kube::ListSink {
 public:
  MemberSink(const std::vector<kube::ResourceType>& types, const std::string& manager)
      : types_(types), manager_(manager), members_(types.size()) {}

  void Take(std::size_t listing, std::vector<Json> objects) override {
    for (const Json& object : objects) {
      members_[listing].push_back(
          {.type = types_[listing],
           .name_space = fields::TextAt(object, {"metadata", "namespace"}),
           .name = fields::TextAt(object, {"metadata", "name"}),
           .uid = fields::TextAt(object, {"metadata", "uid"}),
           .labelled_by_us = IsLabelledBy(object, manager_) && !IsControlled(object)});
    }
  }
  void Forget(std::size_t listing) override { members_[listing].clear(); }
  std::vector<Member> TakeAll() {
    std::vector<Member> all;
    for (std::vector<Member>& of_listing : members_) std::ranges::move(of_listing, std::back_inserter(all));
    return all;
  }

 private:
  const std::vector<kube::ResourceType>& types_;
  const std::string& manager_;
  std::vector<std::vector<Member>> members_;
};

/// Gets every object that is asked for and keeps the keys of those that are there.
class Looking final : public kube::Exchange {
 public:
  explicit Looking(std::vector<std::pair<std::string, kube::Request>> gets) : gets_(std::move(gets)) {}

  std::optional<kube::Request> Next() override {
    if (error_ || next_ == gets_.size()) return std::nullopt;
    return gets_[next_++].second;
  }
  void Done(std::size_t number, Result<kube::Response> response) override {
    const auto& [key, request] = gets_[number];
    const auto object = kube::ObjectIn(request, response);
    if (object) found_.insert(key);
    if (!object && object.error().status != 404) error_ = object.error().error;
  }
  Result<std::set<std::string>> Found() {
    if (error_) return std::unexpected(*error_);
    return std::move(found_);
  }

 private:
  std::vector<std::pair<std::string, kube::Request>> gets_;
  std::size_t next_ = 0;
  std::set<std::string> found_;
  std::optional<Error> error_;
};

GroupKind KindOf(const Item& item) {
  const std::string version = item.api_version();
  const std::size_t slash = version.find('/');
  return {.group = slash == std::string::npos ? "" : version.substr(0, slash), .kind = item.kind()};
}

Reach ReachOf(const Item& item, const Plan& plan, kube::Client& client) {
  if (const auto type = client.Resolve(item.api_version(), item.kind()))
    return type->namespaced ? Reach::kNamespace : Reach::kCluster;
  if (const Item* definition = plan.DefinitionOf(item.api_version(), item.kind())) {
    return definition->root.Get("spec").Get("scope").string() == "Namespaced" ? Reach::kNamespace
                                                                              : Reach::kCluster;
  }
  return KnownReach(item);
}

}  // namespace

std::string Member::label() const {
  const std::string kind = LowerAscii(type.kind);
  return type.group.empty() ? fmt::format("{}/{}", kind, name)
                            : fmt::format("{}.{}/{}", kind, type.group, name);
}

Result<std::vector<Member>> ListMembers(const ApplySet& set, const Contents& where, kube::Client& client,
                                        const std::string& field_manager) {
  const auto discovery = client.Discover();
  if (!discovery) return std::unexpected(discovery.error().error);
  std::vector<kube::Listing> listings;
  std::vector<kube::ResourceType> types;
  for (const GroupKind& kind : where.kinds) {
    const kube::OfferedKind* offered = (*discovery)->FindPreferred(kind.group, kind.kind);
    if (!offered) continue;  // a kind that is gone has no objects
    const std::set<std::string> everywhere = {""};
    for (const std::string& ns : offered->type.namespaced ? where.namespaces : everywhere) {
      listings.push_back(
          {.group = kind.group,
           .kind = kind.kind,
           .options = {.name_space = ns, .label_selector = fmt::format("{}={}", kPartOfLabel, set.id())}});
      types.push_back(offered->type);
    }
  }
  MemberSink sink(types, field_manager);
  const auto ends = kube::ListKinds(client.cluster(), listings, sink);
  if (!ends) {
    Error error = ends.error();
    return std::unexpected(std::move(error).In("cannot list the members of the applyset"));
  }
  for (std::size_t i = 0; i < ends->size(); ++i) {
    if ((*ends)[i] != kube::Listed::kForbidden) continue;
    return std::unexpected(
        ClusterError(fmt::format("cannot list the members of the applyset: this user must not list {} in "
                                 "namespace `{}`",
                                 types[i].plural, listings[i].options.name_space)));
  }
  return sink.TakeAll();
}

std::vector<Placed> PlacesOf(const Plan& plan, kube::Client& client, const kube::Scope& scope) {
  std::vector<Placed> places;
  for (const Item& item : plan.items) {
    places.push_back({.item = &item,
                      .kind = KindOf(item),
                      .name_space = NamespaceOf(item, ReachOf(item, plan, client), scope).value_or("")});
  }
  return places;
}

Contents ContentsOf(const std::vector<Placed>& places) {
  Contents contents;
  for (const Placed& place : places) {
    contents.kinds.insert(place.kind);
    if (!place.name_space.empty()) contents.namespaces.insert(place.name_space);
  }
  return contents;
}

Result<std::set<std::string>> FindAdopted(const std::vector<Placed>& places,
                                          const std::vector<Member>& members, kube::Client& client) {
  std::set<std::string> known;
  for (const Member& member : members) known.insert(member.key());
  std::vector<std::pair<std::string, kube::Request>> gets;
  for (const Placed& place : places) {
    const auto type = client.Resolve(place.item->api_version(), place.item->kind());
    if (!type || known.contains(place.key())) continue;
    gets.emplace_back(place.key(), kube::GetRequest(*type, place.name_space, place.item->name()));
  }
  Looking looking(std::move(gets));
  client.Run(looking);
  return looking.Found();
}

}  // namespace meshctl::apply
