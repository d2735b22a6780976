// SPDX-License-Identifier: Apache-2.0
// Mostly one request. kubectl looks for client-side ownership after the first success, and so do we: three
// requests in the rare case, one in all others.
#include "apply/object_apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "apply/applyset.h"
#include "apply/migration.h"
#include "fields/value_at.h"
#include "kube/verbs.h"

namespace meshctl::apply {
namespace {

constexpr int kMaxRounds = 5;  // kubectl's number of tries
constexpr std::chrono::milliseconds kPause{100};

bool IsStaleVersion(const kube::Failure& failure) {
  return failure.status == 409 && !IsFieldConflict(failure);
}

}  // namespace

std::string Outcome::Line(Mode mode) const {
  const std::string_view suffix = mode == Mode::kDryRunServer   ? " (server dry run)"
                                  : mode == Mode::kDryRunClient ? " (dry run)"
                                                                : "";
  return fmt::format("{} serverside-applied{}", item->label(), suffix);
}

ObjectApply::ObjectApply(Target target, const Options& options)
    : target_(std::move(target)), options_(options), outcome_{.item = target_.item, .failure = {}} {}

kube::ApplyOptions ObjectApply::ApplyOptionsFor(kube::Force force) const {
  return {.field_manager = options_.field_manager,
          .force = force,
          .dry_run = options_.mode == Mode::kDryRunServer ? kube::DryRun::kServer : kube::DryRun::kNo,
          .validation = options_.validation};
}

Json ObjectApply::Sent() const {
  Json object = AsMember(target_.item->object(), options_.part_of);
  if (step_ == Step::kForce && !version_.empty()) object["metadata"]["resourceVersion"] = version_;
  return object;
}

kube::Request ObjectApply::Next() const {
  kube::Request request;
  switch (step_) {
    case Step::kApply:
      request =
          kube::ApplyRequest(target_.type, target_.name_space, Sent(), ApplyOptionsFor(kube::Force::kNo));
      break;
    case Step::kForce:
      request =
          kube::ApplyRequest(target_.type, target_.name_space, Sent(), ApplyOptionsFor(kube::Force::kYes));
      break;
    case Step::kLook:
      request = kube::GetRequest(target_.type, target_.name_space, target_.item->name());
      break;
    case Step::kMigrate:
      request = kube::JsonPatchRequest(target_.type, target_.name_space, target_.item->name(), migration_,
                                       ApplyOptionsFor(kube::Force::kNo));
      break;
  }
  if (rounds_ > 0 && step_ == Step::kApply) request.delay = rounds_ * kPause;
  return request;
}

void ObjectApply::Take(kube::Answer<Json> answer, int status) {
  switch (step_) {
    case Step::kApply:
      return TakeApplied(std::move(answer), status);
    case Step::kLook:
      return TakeLive(std::move(answer));
    case Step::kMigrate:
      return TakeMigrated(std::move(answer));
    case Step::kForce:
      if (!answer && IsStaleVersion(answer.error())) return Again(std::move(answer).error());
      return Finish(std::move(answer), status);
  }
}

void ObjectApply::TakeApplied(kube::Answer<Json> answer, int status) {
  if (!answer && IsFieldConflict(answer.error())) {
    refusal_ = std::move(answer).error();
    step_ = Step::kLook;
    return;
  }
  if (!answer && IsStaleVersion(answer.error())) return Again(std::move(answer).error());
  if (!answer || migrated_ || options_.mode == Mode::kDryRunServer) return Finish(std::move(answer), status);
  auto migration = MigrationOf(*answer, options_.field_manager);
  if (!migration) return Finish(std::move(answer), status);
  applied_ = true;
  outcome_.object = *std::move(answer);
  migration_ = *std::move(migration);
  step_ = Step::kMigrate;
}

void ObjectApply::TakeLive(kube::Answer<Json> live) {
  if (!live && live.error().status == 404) return Again(*refusal_);  // deleted in between
  if (!live) return Finish(std::move(live), 0);
  std::vector<Conflict> conflicts = ConflictsOf(*refusal_, *target_.item, *live);
  const bool dry_run = options_.mode == Mode::kDryRunServer;
  const bool only_client_side = OnlyClientSide(conflicts, *live);
  if (!dry_run && !migrated_) {
    if (auto migration = MigrationOf(*live, options_.field_manager)) {
      migration_ = *std::move(migration);
      step_ = Step::kMigrate;
      return;
    }
  }
  if (!MayTake(conflicts) && !(dry_run && only_client_side)) {
    outcome_.conflicts = std::move(conflicts);
    return Finish(std::unexpected(*std::move(refusal_)), 0);
  }
  // Somebody may come to own another field in between; only a blanket permission covers that.
  version_ = options_.takeover.all ? "" : fields::TextAt(*live, {"metadata", "resourceVersion"});
  outcome_.conflicts = std::move(conflicts);
  step_ = Step::kForce;
}

void ObjectApply::TakeMigrated(kube::Answer<Json> answer) {
  if (answer) {
    migrated_ = true;
    step_ = Step::kApply;
    return;
  }
  if (IsStaleVersion(answer.error())) return Again(std::move(answer).error());
  if (!applied_) return Finish(std::move(answer), 0);
  outcome_.note = fmt::format(
      "fields that `kubectl apply` owns were not taken over, so they stay when they leave "
      "the manifest: {}",
      answer.error().error.message);
  finished_ = true;
}

bool ObjectApply::MayTake(const std::vector<Conflict>& conflicts) const {
  return options_.takeover.all || std::ranges::all_of(conflicts, [&](const Conflict& conflict) {
           return IsAmong(conflict, options_.takeover.fields);
         });
}

bool ObjectApply::OnlyClientSide(const std::vector<Conflict>& conflicts, const Json& live) const {
  return std::ranges::all_of(
      conflicts, [&](const Conflict& conflict) { return IsClientSideApply(live, conflict.owner); });
}

void ObjectApply::Again(kube::Failure why) {
  if (++rounds_ < kMaxRounds) {
    step_ = Step::kApply;
    return;
  }
  Finish(std::unexpected(std::move(why)), 0);
}

void ObjectApply::Finish(kube::Answer<Json> answer, int status) {
  finished_ = true;
  if (answer) {
    outcome_.object = *std::move(answer);
    outcome_.created = status == 201;
    return;
  }
  outcome_.failure = std::move(answer).error();
  kube::Failure& failure = *outcome_.failure;
  outcome_.unanswered = failure.status == 0 && step_ != Step::kLook;
  if (failure.status == 404 && target_.type.namespaced && failure.reason != "NoKindMatch")
    failure.error.hints.push_back(fmt::format("check that namespace `{}` exists", target_.name_space));
}

}  // namespace meshctl::apply
