// SPDX-License-Identifier: Apache-2.0
// A name without a domain is the API's own and must be one of a few; a domain makes it somebody's device.
#include "validate/kubernetes/resource_names.h"

#include <algorithm>
#include <array>
#include <string>

#include "schema/formats.h"

namespace meshctl::validate::kubernetes {
namespace {

constexpr std::array<std::string_view, 9> kCounted = {"pods",
                                                      "services",
                                                      "replicationcontrollers",
                                                      "resourcequotas",
                                                      "secrets",
                                                      "configmaps",
                                                      "persistentvolumeclaims",
                                                      "services.nodeports",
                                                      "services.loadbalancers"};
constexpr std::array<std::string_view, 10> kMeasured = {"cpu",
                                                        "memory",
                                                        "ephemeral-storage",
                                                        "requests.cpu",
                                                        "requests.memory",
                                                        "requests.storage",
                                                        "requests.ephemeral-storage",
                                                        "limits.cpu",
                                                        "limits.memory",
                                                        "limits.ephemeral-storage"};

template <std::size_t kSize>
bool Contains(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool IsHugePages(std::string_view name) { return name.starts_with("hugepages-"); }

bool IsContainerResource(std::string_view name) {
  return name == "cpu" || name == "memory" || name == "ephemeral-storage" || IsHugePages(name);
}

bool IsNativeResource(std::string_view name) {
  return name.find('/') == std::string_view::npos || name.find("kubernetes.io/") != std::string_view::npos;
}

bool IsExtendedResource(std::string_view name) {
  if (IsNativeResource(name) || name.starts_with("requests.")) return false;
  return schema::Matches(schema::Format::kQualifiedName, "requests." + std::string(name));
}

bool MayOvercommit(std::string_view name) { return IsNativeResource(name) && !IsHugePages(name); }

bool IsWholeResource(std::string_view name) { return Contains(kCounted, name) || IsExtendedResource(name); }

bool IsQuotaResource(std::string_view name) {
  return name.find('/') != std::string_view::npos || Contains(kCounted, name) || Contains(kMeasured, name) ||
         IsHugePages(name) || name.starts_with("requests.hugepages-");
}

}  // namespace meshctl::validate::kubernetes
