// SPDX-License-Identifier: Apache-2.0
// Whoever analyses files over a cluster asks what will be when they are applied. istioctl sees no Pods of a
// new Deployment and finds everything wrong that leads to them.
#include "model/pods_of_templates.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/workload.h"
#include "yaml/json.h"

namespace meshctl::model {
namespace {

bool HasTemplate(const Object& object) {
  const source::Origin origin = object.file().origin();
  if (origin == source::Origin::kCluster || origin == source::Origin::kGenerated) return false;
  return IsWorkload(object) && *object.kind != "Pod" && !object.name->empty();
}

const yaml::Node& TemplateOf(const Object& object) {
  const yaml::Node& spec = object.Get("spec");
  if (*object.kind == "CronJob") return spec.Get("jobTemplate").Get("spec").Get("template");
  return spec.Get("template");
}

std::unique_ptr<source::SourceFile> PodOf(const Object& object) {
  const yaml::Node& from = TemplateOf(object);
  Json metadata = from.Get("metadata").is_map() ? yaml::ToJson(from.Get("metadata")) : Json::object();
  metadata["name"] = fmt::format("{}-0", *object.name);
  metadata["namespace"] = *object.namespace_;
  const Json pod = {{"apiVersion", "v1"},
                    {"kind", "Pod"},
                    {"metadata", std::move(metadata)},
                    {"spec", yaml::ToJson(from.Get("spec"))}};
  return std::make_unique<source::SourceFile>(fmt::format("a Pod of {}", object.resource()),
                                              yaml::PrintYaml(pod), source::Origin::kGenerated);
}

}  // namespace

void AddPodsOfTemplates(Manifests& manifests) {
  std::vector<std::unique_ptr<source::SourceFile>> pods;
  for (const Object& object : manifests.objects()) {
    if (HasTemplate(object) && manifests.Counts(object)) pods.push_back(PodOf(object));
  }
  diag::Report none;
  manifests.Add(std::move(pods), none);
}

}  // namespace meshctl::model
