// SPDX-License-Identifier: Apache-2.0
// Asks the server what it holds and what it would hold, so that defaults and webhooks show as they are.
// Objects the server cannot try yet, because their namespace or kind is created by the same plan, are shown
// as written.
#include "apply/live_diff.h"

#include "diff/objects.h"
#include "diff/text.h"

namespace meshctl::apply {
namespace {

kube::Failure Refused(Error error) {
  return {.error = std::move(error), .status = 400, .reason = {}, .causes = {}};
}

/// The object as the user wrote it, with the namespace it would go to.
Json AsWritten(const Item& item, const std::string& name_space) {
  Json object = item.object();
  if (!name_space.empty() && object["metadata"].is_object()) object["metadata"]["namespace"] = name_space;
  return object;
}

std::string Render(Json live, Json merged, const diag::Style& style) {
  const diff::ObjectDifference difference = diff::CompareObjects(std::move(live), std::move(merged), {});
  const std::string label = difference.label();
  return diff::RenderText(difference, {.before = "live/" + label, .after = "merged/" + label}, style);
}

kube::Answer<std::string> DiffOne(const Item& item, const Plan& plan, kube::Client& client,
                                  const kube::Scope& scope, const DiffOptions& options) {
  if (item.name().empty()) return std::unexpected(Refused(InputError("the object has no `metadata.name`")));
  auto type = client.Resolve(item.api_version(), item.kind());
  if (!type) {
    if (type.error().reason == "NoKindMatch" && plan.Defines(item.api_version(), item.kind())) {
      return Render(nullptr, AsWritten(item, item.name_space()), options.style);
    }
    return std::unexpected(std::move(type).error());
  }
  auto name_space = NamespaceOf(item, type->namespaced ? Reach::kNamespace : Reach::kCluster, scope);
  if (!name_space) return std::unexpected(Refused(std::move(name_space).error()));

  auto live = client.Get(*type, *name_space, item.name());
  if (!live && live.error().status != 404) return std::unexpected(std::move(live).error());
  auto merged = client.Apply(*type, *name_space, item.object(),
                             {.field_manager = options.field_manager,
                              .force = options.force,
                              .dry_run = kube::DryRun::kServer,
                              .validation = options.validation});
  if (!merged && merged.error().status == 404 && !live && plan.Creates(*name_space)) {
    return Render(nullptr, AsWritten(item, *name_space), options.style);
  }
  if (!merged) return std::unexpected(std::move(merged).error());
  return Render(live ? *std::move(live) : Json(), std::move(merged->object), options.style);
}

}  // namespace

DiffSummary DiffLive(const Plan& plan, kube::Client& client, const kube::Scope& scope,
                     const DiffOptions& options, const std::function<void(const Change&)>& done) {
  DiffSummary summary;
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const Item& item = plan.items[i];
    auto text = DiffOne(item, plan, client, scope, options);
    if (text) {
      summary.changed += !text->empty();
      done({.item = &item, .text = *std::move(text), .failure = {}});
      continue;
    }
    ++summary.failed;
    const bool unanswered = text.error().status == 0;
    done({.item = &item, .text = {}, .failure = std::move(text).error()});
    if (unanswered) {
      summary.untried = plan.items.size() - i - 1;
      break;
    }
  }
  return summary;
}

}  // namespace meshctl::apply
