// SPDX-License-Identifier: Apache-2.0
// istioctl decides by `--use-kube`, which is on unless it is said otherwise; here files are read without a
// cluster unless one is asked for, so that the same command gives the same answer on every machine.
#include "cmd/analysis_input.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/counted.h"
#include "mesh/config_file.h"
#include "model/defaults.h"
#include "model/manifests.h"
#include "source/inputs.h"
#include "validate/istio/mesh_config.h"
#include "yaml/parse.h"

namespace meshctl::cmd {
namespace {

using source::Origin;

/// Reads a file of mesh settings and says what istiod would not take of it. istioctl goes on with the
/// defaults without a word.
Result<std::shared_ptr<const source::SourceFile>> ReadSettings(
    const std::string& path, void (*check)(const yaml::Node& root, diag::Report& report),
    const yaml::Limits& limits, diag::Report& faults, cli::Env& env) {
  if (path.empty()) return nullptr;
  auto read = source::ReadInput(path, {}, *env.fs, *env.in);
  if (!read) return std::unexpected(std::move(read).error());
  std::shared_ptr<const source::SourceFile> file = *std::move(read);
  diag::Report unreadable;  // reading it for the mesh reports that once more
  for (const yaml::Node& document : yaml::Parse(*file, limits, unreadable).documents) check(document, faults);
  return file;
}

Result<mesh::ConfigFiles> ReadSettingsFiles(const AnalysisFlags& flags, diag::Report& faults, cli::Env& env) {
  const yaml::Limits limits = flags.manifests.limits();
  auto mesh = ReadSettings(flags.mesh_config, validate::istio::ValidateMeshConfig, limits, faults, env);
  if (!mesh) return std::unexpected(std::move(mesh).error());
  auto networks =
      ReadSettings(flags.mesh_networks, validate::istio::ValidateMeshNetworks, limits, faults, env);
  if (!networks) return std::unexpected(std::move(networks).error());
  return mesh::ConfigFiles{.mesh = *std::move(mesh), .networks = *std::move(networks)};
}

/// What objects without a namespace get. With `-A` they keep none, as with istioctl.
std::string DefaultNamespace(const AnalysisFlags& flags) {
  if (flags.all_namespaces) return {};
  return flags.connection.name_space.empty() ? "default" : flags.connection.name_space;
}

void AddIngressGateway(const AnalysisFlags& flags, const mesh::MeshConfig& config,
                       model::Manifests& manifests) {
  if (config.ingress_controller_mode == mesh::IngressControllerMode::kOff) return;
  model::AddDefaultIngressGateway(manifests, {.ns = flags.istio_namespace, .name = config.ingress_service});
}

bool IsInScope(const model::Object& object, const analyze::Options& options) {
  if (object.file().origin() == Origin::kGenerated) return false;
  const std::string& ns = options.only_namespace;
  return ns.empty() || object.namespace_->empty() || *object.namespace_ == ns;
}

void CountFiles(const mesh::Mesh& mesh, AnalysisInput& input) {
  const model::Manifests& manifests = mesh.manifests();
  const auto in_scope = [&](const model::Object& object) { return IsInScope(object, input.options); };
  input.objects = static_cast<std::size_t>(std::ranges::count_if(manifests.objects(), in_scope));
  const auto files = std::ranges::count_if(
      manifests.files(), [](const auto& file) { return file->origin() != Origin::kGenerated; });
  input.extent = fmt::format("{} in {} offline", Counted(input.objects, "object"),
                             Counted(static_cast<std::size_t>(files), "file"));
}

}  // namespace

std::vector<cli::Flag> AnalysisInputFlags(AnalysisFlags& flags) {
  std::vector<cli::Flag> all = ManifestFlags(flags.manifests);
  const std::vector<cli::Flag> own = {
      {.name = "namespace",
       .letter = 'n',
       .value_name = "NAMESPACE",
       .summary = "Report on this namespace only, and give it to objects that name none",
       .target = &flags.connection.name_space},
      {.name = "all-namespaces",
       .letter = 'A',
       .summary = "Report on all namespaces, and leave objects that name none without",
       .target = &flags.all_namespaces},
      {.name = "istioNamespace",
       .letter = 'i',
       .value_name = "NAMESPACE",
       .summary = "Where the control plane and its settings are",
       .target = &flags.istio_namespace},
      {.name = "revision",
       .letter = 'r',
       .value_name = "REVISION",
       .summary = "Take the settings of this revision of the control plane",
       .target = &flags.revision},
      {.name = "meshConfigFile",
       .value_name = "FILE",
       .summary = "Take mesh settings (MeshConfig) from this file instead of the ConfigMap `istio`",
       .target = &flags.mesh_config,
       .completes = cli::Completes::kFile},
      {.name = "mesh-networks",
       .value_name = "FILE",
       .summary = "Take mesh networks (MeshNetworks) from this file instead of the ConfigMap `istio`",
       .target = &flags.mesh_networks,
       .completes = cli::Completes::kFile},
  };
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

Result<AnalysisInput> ReadAnalysisInput(const AnalysisFlags& flags, cli::Env& env) {
  auto inputs = ReadManifests(flags.manifests, env);
  if (!inputs) return std::unexpected(std::move(inputs).error());
  AnalysisInput input;
  auto settings = ReadSettingsFiles(flags, input.faults, env);
  if (!settings) return std::unexpected(std::move(settings).error());
  input.unreadable = !inputs->errors.empty();
  input.subject = fmt::format("{}", fmt::join(flags.manifests.all(), ", "));
  if (!flags.all_namespaces) input.options.only_namespace = flags.connection.name_space;

  model::Manifests manifests = model::LoadManifests(
      *std::move(inputs), {.default_namespace = DefaultNamespace(flags), .limits = flags.manifests.limits()},
      input.faults);
  mesh::MeshConfig config =
      mesh::ConfigOf(manifests, input.faults, flags.istio_namespace, flags.revision, *std::move(settings));
  AddIngressGateway(flags, config, manifests);
  input.meshes.push_back({.cluster = {}, .mesh = mesh::Mesh(std::move(manifests), std::move(config))});
  CountFiles(input.meshes.front().mesh, input);
  input.faults.Finish();
  input.unreadable = input.unreadable || input.faults.worst() == diag::Level::kError;
  return input;
}

}  // namespace meshctl::cmd
