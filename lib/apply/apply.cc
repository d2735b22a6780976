// SPDX-License-Identifier: Apache-2.0
// One object after the other: resolve its kind, find its namespace, send it. What the server decides
// (merging, ownership, defaults) stays the server's business.
#include "apply/apply.h"

#include <fmt/format.h>

namespace meshctl::apply {
namespace {

kube::Failure Refused(Error error) {
  return {.error = std::move(error), .status = 400, .reason = {}, .causes = {}};
}

kube::Answer<Json> ApplyOne(const Item& item, const Plan& plan, kube::Client* client,
                            const kube::Scope& scope, const Options& options) {
  if (item.name().empty()) return std::unexpected(Refused(InputError("the object has no `metadata.name`")));
  if (options.mode == Mode::kDryRunClient) {
    auto name_space = NamespaceOf(item, KnownReach(item), scope);
    if (!name_space) return std::unexpected(Refused(std::move(name_space).error()));
    return item.object;
  }
  auto type = client->Resolve(item.api_version(), item.kind());
  if (!type) return std::unexpected(std::move(type).error());
  auto name_space = NamespaceOf(item, type->namespaced ? Reach::kNamespace : Reach::kCluster, scope);
  if (!name_space) return std::unexpected(Refused(std::move(name_space).error()));
  const bool dry_run = options.mode == Mode::kDryRunServer;
  auto applied = client->Apply(*type, *name_space, item.object,
                               {.field_manager = options.field_manager,
                                .force = options.force,
                                .dry_run = dry_run ? kube::DryRun::kServer : kube::DryRun::kNo,
                                .validation = options.validation});
  if (!applied) {
    kube::Failure failure = std::move(applied).error();
    if (failure.status == 404 && dry_run && type->namespaced && plan.Creates(*name_space)) {
      failure.error.hints.push_back(
          fmt::format("namespace `{}` is part of this input and does not exist yet, so the server cannot try "
                      "what goes into it",
                      *name_space));
    } else if (failure.status == 404 && type->namespaced) {
      failure.error.hints.push_back(fmt::format("check that namespace `{}` exists", *name_space));
    }
    return std::unexpected(std::move(failure));
  }
  if (type->kind == "CustomResourceDefinition") client->Forget();
  return std::move(applied->object);
}

}  // namespace

std::string Outcome::Line(Mode mode) const {
  const std::string_view suffix = mode == Mode::kDryRunServer   ? " (server dry run)"
                                  : mode == Mode::kDryRunClient ? " (dry run)"
                                                                : "";
  return fmt::format("{} serverside-applied{}", item->label(), suffix);
}

Summary Apply(const Plan& plan, kube::Client* client, const kube::Scope& scope, const Options& options,
              const std::function<void(const Outcome&)>& done) {
  Summary summary;
  for (const Item& item : plan.items) {
    auto object = ApplyOne(item, plan, client, scope, options);
    ++(object ? summary.applied : summary.failed);
    if (object) {
      done({.item = &item, .object = *std::move(object), .failure = {}});
      continue;
    }
    const bool unanswered = object.error().status == 0;
    done({.item = &item, .object = {}, .failure = std::move(object).error()});
    if (unanswered) break;
  }
  summary.untried = plan.items.size() - summary.applied - summary.failed;
  return summary;
}

Error Describe(const Item& item, const kube::Failure& failure) {
  Error error = failure.error;
  for (const kube::Cause& cause : failure.causes) {
    error.message += fmt::format("\n  {}{}{}", cause.field, cause.field.empty() ? "" : ": ", cause.message);
  }
  const std::string place = source::ToString(item.place);
  return std::move(error).In(place.empty() ? item.label() : fmt::format("{}: {}", place, item.label()));
}

}  // namespace meshctl::apply
