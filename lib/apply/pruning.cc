// SPDX-License-Identifier: Apache-2.0
// Deletions go in reverse order of classes and are bound to the uid that was listed: a successor of the same
// name is not touched.
#include "apply/pruning.h"

#include <algorithm>
#include <map>
#include <utility>

#include "fields/value_at.h"
#include "kube/payload.h"
#include "kube/verbs.h"

namespace meshctl::apply {
namespace {

kube::DryRun DryRunOf(const Options& options) {
  return options.mode == Mode::kWrite ? kube::DryRun::kNo : kube::DryRun::kServer;
}

kube::Request Removal(const Pruned& pruned, const Options& options) {
  const Member& member = pruned.member;
  if (pruned.fate == Pruned::Fate::kDeleted) {
    return kube::DeleteRequest(member.type, member.name_space, member.name,
                               {.uid = member.uid, .dry_run = DryRunOf(options)});
  }
  const Json patch = {{"metadata", {{"uid", member.uid}, {"labels", {{kPartOfLabel, nullptr}}}}}};
  return kube::MergePatchRequest(member.type, member.name_space, member.name, patch,
                                 {.field_manager = options.field_manager, .dry_run = DryRunOf(options)});
}

/// Removes members that do not need each other.
class Removing final : public kube::Exchange {
 public:
  Removing(std::vector<Pruned>& leaving, kube::Client& client, const Options& options)
      : leaving_(leaving), client_(client), options_(options) {}

  std::optional<kube::Request> Next() override {
    if (next_ == leaving_.size()) return std::nullopt;
    return Removal(leaving_[next_++], options_);
  }
  void Done(std::size_t number, Result<kube::Response> response) override {
    if (response) client_.Note(*response);
    auto answer = kube::ObjectIn(Removal(leaving_[number], options_), response);
    // Gone already is what was wanted.
    if (!answer && answer.error().status != 404) leaving_[number].failure = std::move(answer).error();
  }

 private:
  std::vector<Pruned>& leaving_;
  kube::Client& client_;
  const Options& options_;
  std::size_t next_ = 0;
};

}  // namespace

Pruning::Pruning(ApplySet set, const Plan& plan, std::vector<Placed> places, const kube::Scope& scope,
                 const Options& options)
    : set_(std::move(set)), plan_(&plan), scope_(scope), options_(&options), places_(std::move(places)) {
  for (const Placed& place : places_) wanted_.insert(place.key());
}

void Pruning::Take(const Outcome& outcome) {
  if (!outcome.failure) applied_.insert(fields::TextAt(outcome.object, {"metadata", "uid"}));
}

Result<Pruning> Pruning::Begin(const std::string& word, const Plan& plan, kube::Client& client,
                               const kube::Scope& scope, const Options& options) {
  auto set = FindApplySet(word, client, scope.name_space);
  if (!set) return std::unexpected(std::move(set).error());
  Pruning pruning(*std::move(set), plan, PlacesOf(plan, client, scope), scope, options);
  Contents& contents = pruning.set_.contents;
  auto members = ListMembers(pruning.set_, contents, client, options.field_manager);
  if (!members) return std::unexpected(std::move(members).error());
  pruning.members_ = *std::move(members);
  auto adopted = FindAdopted(pruning.places_, pruning.members_, client);
  if (!adopted) return std::unexpected(std::move(adopted).error());
  contents.adopted.merge(*adopted);
  Contents coming = ContentsOf(pruning.places_);
  contents.kinds.merge(coming.kinds);
  contents.namespaces.merge(coming.namespaces);
  if (auto written = pruning.WriteFirstParent(client); !written) return std::unexpected(written.error());
  return pruning;
}

Result<void> Pruning::WriteFirstParent(kube::Client& client) {
  auto written = WriteParent(set_, set_.contents, client, DryRunOf(*options_));
  if (written || !plan_->Creates(set_.name_space)) return written;
  // The parent's namespace is part of the set. A dry run cannot make it.
  if (options_->mode != Mode::kWrite) return {};
  Plan first;
  for (const Item& item : plan_->items) {
    if (item.kind() == "Namespace" && item.name() == set_.name_space) first.items.push_back(item);
  }
  Options options = *options_;
  options.part_of = set_.id();
  std::optional<Error> failure;
  Apply(first, client, scope_, options, {.done = [&](const Outcome& outcome) {
          if (outcome.failure) failure = Describe(outcome);
        }});
  if (failure) return std::unexpected(*std::move(failure));
  return WriteParent(set_, set_.contents, client, DryRunOf(*options_));
}

std::vector<Pruned> Pruning::Leaving() const {
  std::vector<Pruned> leaving;
  for (const Member& member : members_) {
    if (wanted_.contains(member.key()) || applied_.contains(member.uid)) continue;
    const auto fate = !member.labelled_by_us                         ? Pruned::Fate::kKept
                      : set_.contents.adopted.contains(member.key()) ? Pruned::Fate::kReleased
                                                                     : Pruned::Fate::kDeleted;
    leaving.push_back({.member = member, .fate = fate});
  }
  std::ranges::stable_sort(leaving, std::greater<>(), [](const Pruned& pruned) {
    return OrderClass(pruned.member.type.api_version(), pruned.member.type.kind);
  });
  return leaving;
}

Result<void> Pruning::Finish(kube::Client& client, const std::function<void(const Pruned&)>& done) {
  Contents rest = ContentsOf(places_);
  std::ranges::set_intersection(set_.contents.adopted, wanted_,
                                std::inserter(rest.adopted, rest.adopted.end()));
  std::map<int, std::vector<Pruned>, std::greater<>> by_class;
  for (Pruned& pruned : Leaving()) {
    const kube::ResourceType& type = pruned.member.type;
    if (pruned.fate == Pruned::Fate::kKept) {
      done(pruned);
    } else {
      by_class[OrderClass(type.api_version(), type.kind)].push_back(std::move(pruned));
    }
  }
  for (auto& [order, leaving] : by_class) {
    Removing removing(leaving, client, *options_);
    client.Run(removing);
    for (const Pruned& pruned : leaving) {
      done(pruned);
      if (!pruned.failure) continue;
      if (pruned.fate == Pruned::Fate::kReleased) rest.adopted.insert(pruned.member.key());
      rest.kinds.insert({pruned.member.type.group, pruned.member.type.kind});
      if (!pruned.member.name_space.empty()) rest.namespaces.insert(pruned.member.name_space);
    }
  }
  return WriteParent(set_, rest, client, DryRunOf(*options_));
}

Result<PruningPreview> PreviewPruning(const std::string& word, const Plan& plan, kube::Client& client,
                                      const kube::Scope& scope, const std::string& field_manager) {
  const Options dry_run = {.mode = Mode::kDryRunServer, .field_manager = field_manager};
  const auto pruning = Pruning::Begin(word, plan, client, scope, dry_run);
  if (!pruning) return std::unexpected(pruning.error());
  return PruningPreview{.id = pruning->id(), .leaving = pruning->Leaving()};
}

}  // namespace meshctl::apply
