// SPDX-License-Identifier: Apache-2.0
// As upstream's analyzers resolve it: of several ProxyConfigs at one level the last counts, and those that
// select Pods are looked for in every namespace whose name begins with the Pod's.
#include "analyze/rules/injection/image_variant.h"

#include <cstdint>

#include "analyze/kinds.h"
#include "analyze/rules/embedded_yaml.h"
#include "model/fields.h"

namespace meshctl::analyze {
namespace {

// Puts a stronger setting over a weaker one.
void Override(std::string& type, std::string_view stronger) {
  if (!stronger.empty()) type = stronger;
}

std::string AnnotatedType(const model::PodTemplate& pod) {
  const yaml::Entry* annotation = pod.annotations.Find("proxy.istio.io/config");
  if (!annotation) return {};
  const EmbeddedYaml config(annotation->value);
  return std::string(*model::Fields(config.root()).In("image").GetText("imageType"));
}

}  // namespace

ImageVariants::ImageVariants(const mesh::Mesh& mesh)
    : mesh_type_(mesh.config().proxy_image_type), root_namespace_(mesh.config().root_namespace) {
  for (const model::Object* object : mesh.ObjectsOf(kind::kProxyConfig.group, kind::kProxyConfig.name))
    Add(*object);
  for (auto& [_, index] : selectors_) index.Freeze();
}

void ImageVariants::Add(const model::Object& proxy_config) {
  const model::Fields spec(proxy_config.Get("spec"));
  const std::string_view ns = *proxy_config.namespace_, type = *spec.In("image").GetText("imageType");
  if (ns == root_namespace_) {
    root_type_ = type;
  } else if (!spec.Get("selector").is_map()) {
    by_namespace_[ns] = type;
  } else {
    const auto number = static_cast<std::uint32_t>(selecting_.size());
    selecting_.push_back({spec.In("selector").GetLabels("matchLabels"), type});
    selectors_[ns].Add(ns, selecting_.back().labels, number);
  }
}

std::string ImageVariants::Of(const model::Workload& pod) const {
  std::string type = mesh_type_;
  Override(type, root_type_);
  const std::string_view ns = *pod.object->namespace_;
  if (auto own = by_namespace_.find(ns); own != by_namespace_.end()) Override(type, own->second);
  for (auto at = selectors_.lower_bound(ns); at != selectors_.end() && at->first.starts_with(ns); ++at) {
    for (std::uint32_t number : at->second.Selecting(at->first, pod.pod.labels))
      Override(type, selecting_[number].type);
  }
  Override(type, AnnotatedType(pod.pod));
  return type == "default" ? std::string() : type;
}

}  // namespace meshctl::analyze
