// SPDX-License-Identifier: Apache-2.0
// Two requests for most objects, one where a list has shown the live one. The server merges, fills in
// defaults and runs webhooks; nothing of that is imitated here.
#include "apply/object_diff.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "apply/applyset.h"
#include "apply/dropped_fields.h"
#include "apply/migration.h"
#include "fields/value_at.h"
#include "kube/verbs.h"

namespace meshctl::apply {
namespace {

constexpr int kMaxRounds = 4;  // kubectl's number of tries
constexpr std::chrono::milliseconds kPause{100};

/// Whether `path` is the field that a conflict names, or below it.
bool IsAt(std::string_view path, std::string_view field) {
  if (!path.starts_with(field)) return false;
  path.remove_prefix(field.size());
  return path.empty() || path.front() == '.' || path.front() == '[';
}

}  // namespace

Json AsWritten(const Item& item, const std::string& name_space, const DiffOptions& options) {
  Json object = AsMember(item.object(), options.part_of);
  if (!name_space.empty() && object["metadata"].is_object()) object["metadata"]["namespace"] = name_space;
  return object;
}

ObjectDiff::ObjectDiff(Target target, const DiffOptions& options, Home home, std::optional<Json> listed)
    : target_(std::move(target)), options_(options), home_(home), change_{.item = target_.item} {
  if (!listed) return;
  listed_ = true;
  live_ = *std::move(listed);
  step_ = Step::kTry;
}

kube::ApplyOptions ObjectDiff::ApplyOptionsFor(kube::Force force) const {
  return {.field_manager = options_.field_manager,
          .force = force,
          .dry_run = kube::DryRun::kServer,
          .validation = options_.validation};
}

kube::Request ObjectDiff::Next() const {
  const auto& [item, type, name_space] = target_;
  kube::Request request;
  switch (step_) {
    case Step::kLook:
      request = kube::GetRequest(type, name_space, item->name());
      break;
    case Step::kTry:
      request = kube::ApplyRequest(type, name_space, AsMember(item->object(), options_.part_of),
                                   ApplyOptionsFor(kube::Force::kNo));
      break;
    case Step::kForce:
      request = kube::ApplyRequest(type, name_space, AsMember(item->object(), options_.part_of),
                                   ApplyOptionsFor(kube::Force::kYes));
      break;
    case Step::kReplace:
      request = kube::ReplaceRequest(type, name_space, left_, ApplyOptionsFor(kube::Force::kNo));
      break;
  }
  if (rounds_ > 0 && step_ == Step::kLook) request.delay = rounds_ * kPause;
  return request;
}

void ObjectDiff::Take(kube::Answer<Json> answer, int status) {
  switch (step_) {
    case Step::kLook:
      return TakeLive(std::move(answer));
    case Step::kTry:
    case Step::kForce:
      return TakeTried(std::move(answer), status);
    case Step::kReplace:
      return TakeReplaced(std::move(answer));
  }
}

void ObjectDiff::TakeLive(kube::Answer<Json> live) {
  if (!live && live.error().status != 404) return Fail(std::move(live).error());
  live_ = live ? *std::move(live) : Json();
  step_ = Step::kTry;
}

void ObjectDiff::TakeTried(kube::Answer<Json> tried, int status) {
  if (!tried) {
    kube::Failure& failure = tried.error();
    if (step_ == Step::kTry && IsFieldConflict(failure)) {
      change_.conflicts = ConflictsOf(failure, *target_.item, live_);
      // Client-side apply gives its fields to us.
      std::erase_if(change_.conflicts,
                    [&](const Conflict& conflict) { return IsClientSideApply(live_, conflict.owner); });
      change_.may_take =
          options_.takeover.all || std::ranges::all_of(change_.conflicts, [&](const Conflict& conflict) {
            return IsAmong(conflict, options_.takeover.fields);
          });
      step_ = Step::kForce;
      return;
    }
    if (failure.status == 409) return Again(std::move(failure));
    if (failure.status == 404 && live_.is_null() && home_ == Home::kPlanned)
      return Finish(AsWritten(*target_.item, target_.name_space, options_));
    return Fail(std::move(failure));
  }
  if (listed_ && IsOutdated(*tried, status)) {
    listed_ = false;
    change_.conflicts.clear();
    step_ = Step::kLook;
    return;
  }
  if (status == 201) live_ = nullptr;  // deleted since we looked
  tried_ = *std::move(tried);
  if (live_.is_null() || DroppedFields(tried_, options_.field_manager).empty())
    return Finish(std::move(tried_));
  left_ = WithoutDropped(tried_, options_.field_manager);
  // The server keeps account of owners itself.
  left_["metadata"].erase("managedFields");
  // Never answered, but part of what is applied: it is how Secrets get some of their data.
  const Json manifest = target_.item->object();
  if (const Json* texts = fields::ValueAt(manifest, {"stringData"})) left_["stringData"] = *texts;
  step_ = Step::kReplace;
}

bool ObjectDiff::IsOutdated(const Json& tried, int status) const {
  // A dry run keeps the resourceVersion of the object it was tried on.
  return status != 201 && fields::TextAt(tried, {"metadata", "resourceVersion"}) !=
                              fields::TextAt(live_, {"metadata", "resourceVersion"});
}

void ObjectDiff::TakeReplaced(kube::Answer<Json> replaced) {
  if (replaced) {
    // Owners are as the apply would leave them, not as the replacement.
    if (const Json* owners = fields::ValueAt(tried_, {"metadata", "managedFields"}))
      (*replaced)["metadata"]["managedFields"] = *owners;
    return Finish(*std::move(replaced));
  }
  const int status = replaced.error().status;
  if (status == 409 || status == 404) return Again(std::move(replaced).error());
  if (status != 403 && status != 405) return Fail(std::move(replaced).error());
  change_.note =
      "fields that leave the manifest are shown as removed; whether the server would put defaults in their "
      "place is not known, since it does not allow a trial update";
  Finish(std::move(left_));
}

void ObjectDiff::Again(kube::Failure why) {
  if (++rounds_ >= kMaxRounds) return Fail(std::move(why));
  change_.conflicts.clear();
  step_ = Step::kLook;
}

void ObjectDiff::Finish(Json after) {
  finished_ = true;
  change_.difference =
      diff::CompareObjects(std::move(live_), std::move(after), {.managed_fields = options_.managed_fields});
  NameOwners();
}

void ObjectDiff::Fail(kube::Failure failure) {
  finished_ = true;
  change_.failure = std::move(failure);
}

void ObjectDiff::NameOwners() {
  for (diff::FieldChange& field : change_.difference.fields) {
    const std::string path = fields::ToString(field.path);
    const auto conflict =
        std::ranges::find_if(change_.conflicts, [&](const Conflict& one) { return IsAt(path, one.field); });
    if (conflict != change_.conflicts.end()) field.owner = conflict->owner;
  }
}

}  // namespace meshctl::apply
