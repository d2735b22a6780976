// SPDX-License-Identifier: Apache-2.0
// What is asked for and left out follows istioctl's analyze, which lists the whole cluster too, whatever
// namespace it reports on: a host may be anywhere.
#include "cmd/cluster_objects.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "analyze/kinds.h"
#include "analyze/registry.h"
#include "analyze/runner.h"
#include "base/parallel.h"
#include "cli/progress.h"
#include "cmd/live_text.h"
#include "kube/listing.h"
#include "schema/kinds.h"

namespace meshctl::cmd {
namespace {

namespace kind = analyze::kind;
using analyze::Kind;

constexpr const char* kRevisionLabel = "istio.io/rev";
constexpr const char* kLeaderAnnotation = "control-plane.alpha.kubernetes.io/leader";
constexpr std::string_view kControlPlanePrefix = "istio";
/// Two kinds of Secret that are large, many and of no interest.
constexpr std::string_view kSecretsOfInterest =
    "type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token";

/// Whether istiod reads the kind as configuration, of which each revision has its own.
bool IsConfiguration(const Kind& of) {
  return of.group.ends_with(".istio.io") || of.group == kind::kKubernetesGateway.group;
}

/// The value under a key of an object; null when there is none.
const Json* At(const Json* object, const char* key) {
  if (!object || !object->is_object()) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &*found;
}

/// `metadata.namespace!=kube-system,...`
std::string NotInSystemNamespaces(std::string_view field) {
  std::vector<std::string> parts;
  for (const std::string_view ns : analyze::kSystemNamespaces)
    parts.push_back(fmt::format("{}!={}", field, ns));
  return fmt::format("{}", fmt::join(parts, ","));
}

kube::Listing ListingOf(const Kind& of, const ClusterReading& reading) {
  kube::Listing listing{.group = std::string(of.group), .kind = std::string(of.name)};
  const schema::Kind known = schema::Preferred(of.group, of.name);
  if (of == kind::kConfigMap) {
    listing.options.name_space = reading.istio_namespace;
  } else if (of == kind::kNamespace) {
    listing.options.field_selector = NotInSystemNamespaces("metadata.name");
  } else if (known && known.namespaced()) {
    listing.options.field_selector = NotInSystemNamespaces("metadata.namespace");
  }
  if (of == kind::kSecret) listing.options.field_selector += fmt::format(",{}", kSecretsOfInterest);
  return listing;
}

/// Makes texts of what is listed.
class Collector final : public kube::ListSink {
 public:
  Collector(const std::vector<Kind>& kinds, const ClusterReading& reading, cli::Env& env)
      : kinds_(kinds),
        reading_(reading),
        files_(kinds.size()),
        progress_(env, "reading", kinds.size(), "kinds") {}

  void Take(std::size_t listing, std::vector<Json> objects) override {
    const Kind& of = kinds_[listing];
    Files& files = files_[listing];
    std::erase_if(objects, [&](const Json& object) { return !IsWanted(of, object); });
    files.other_revisions +=
        std::erase_if(objects, [&](const Json& object) { return IsOfAnotherRevision(of, object); });
    if (!std::exchange(files.begun, true)) progress_.Step();
    const std::size_t begin = files.texts.size();
    files.texts.resize(begin + objects.size());
    ParallelFor(objects.size(), [&](std::size_t i) {
      files.texts[begin + i] = LiveText(std::move(objects[i]), reading_.cluster);
    });
  }

  void Forget(std::size_t listing) override {
    files_[listing].texts.clear();
    files_[listing].other_revisions = 0;
  }

  std::size_t other_revisions() const {
    std::size_t count = 0;
    for (const Files& files : files_) count += files.other_revisions;
    return count;
  }

  /// What was taken of a listing.
  std::vector<std::unique_ptr<source::SourceFile>> TextsOf(std::size_t listing) {
    return std::move(files_[listing].texts);
  }

 private:
  struct Files {
    std::vector<std::unique_ptr<source::SourceFile>> texts;
    std::size_t other_revisions = 0;
    bool begun = false;
  };

  static bool IsWanted(const Kind& of, const Json& object) {
    if (of != kind::kConfigMap) return true;
    const Json* metadata = At(&object, "metadata");
    const Json* name = At(metadata, "name");
    return name && name->is_string() &&
           name->get_ref<const std::string&>().starts_with(kControlPlanePrefix) &&
           !At(At(metadata, "annotations"), kLeaderAnnotation);
  }

  bool IsOfAnotherRevision(const Kind& of, const Json& object) const {
    if (!IsConfiguration(of) || reading_.revision.empty()) return false;
    const Json* revision = At(At(At(&object, "metadata"), "labels"), kRevisionLabel);
    return revision && *revision != reading_.revision;
  }

  const std::vector<Kind>& kinds_;
  const ClusterReading& reading_;
  std::vector<Files> files_;
  cli::Progress progress_;
};

}  // namespace

std::vector<Kind> KindsOfRules() {
  std::vector<Kind> kinds;
  for (const analyze::Rule* rule : analyze::Rules()) {
    for (const Kind& read : rule->reads) {
      if (read == kind::kAny) continue;  // whatever other rules ask for
      const Kind& of = read == kind::kMeshConfig ? kind::kConfigMap : read;
      if (std::ranges::find(kinds, of) == kinds.end()) kinds.push_back(of);
    }
  }
  std::ranges::sort(kinds, {}, [](const Kind& of) { return std::pair(of.group, of.name); });
  return kinds;
}

Result<ClusterObjects> ReadClusterObjects(kube::Cluster& cluster, const std::vector<Kind>& kinds,
                                          const ClusterReading& reading, cli::Env& env) {
  std::vector<kube::Listing> listings;
  for (const Kind& of : kinds) listings.push_back(ListingOf(of, reading));
  Collector collector(kinds, reading, env);
  const auto ends = kube::ListKinds(cluster, listings, collector);
  if (!ends) return std::unexpected(ends.error());
  ClusterObjects objects{.other_revisions = collector.other_revisions()};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    objects.kinds.push_back({.kind = kinds[i], .files = collector.TextsOf(i)});
    if ((*ends)[i] == kube::Listed::kNotServed) objects.not_served.push_back(kinds[i]);
    if ((*ends)[i] == kube::Listed::kForbidden) objects.forbidden.push_back(kinds[i]);
  }
  return objects;
}

}  // namespace meshctl::cmd
