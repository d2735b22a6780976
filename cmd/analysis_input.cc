// SPDX-License-Identifier: Apache-2.0
// istioctl decides by `--use-kube`, which is on unless it is said otherwise; here files are read without a
// cluster unless one is asked for, so that the same command gives the same answer on every machine.
#include "cmd/analysis_input.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "analyze/kinds.h"
#include "base/counted.h"
#include "base/nearest.h"
#include "cmd/connection_flags.h"
#include "gatewayapi/derive.h"
#include "mesh/config_file.h"
#include "model/defaults.h"
#include "model/manifests.h"
#include "model/pods_of_templates.h"
#include "source/inputs.h"
#include "validate/istio/mesh_config.h"
#include "yaml/parse.h"

namespace meshctl::cmd {
namespace {

using source::Origin;
using Files = std::vector<std::unique_ptr<source::SourceFile>>;

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
  return flags.live.connection.name_space.empty() ? "default" : flags.live.connection.name_space;
}

void AddIngressGateway(const AnalysisFlags& flags, const mesh::MeshConfig& config,
                       model::Manifests& manifests) {
  if (config.ingress_controller_mode == mesh::IngressControllerMode::kOff) return;
  using Ports = model::IngressGateway::Ports;
  model::AddDefaultIngressGateway(manifests,
                                  {.ns = flags.live.istio_namespace,
                                   .name = config.ingress_service,
                                   .ports = flags.derives ? Ports::kOfInstalled : Ports::kOfService});
}

/// How many objects findings can be about.
struct Counts {
  std::size_t files = 0;
  std::size_t in_files = 0;
  std::size_t live = 0;
};

Counts Count(const AnalysisInput& input) {
  Counts counts;
  for (const AnalysisMesh& in : input.meshes) {
    const model::Manifests& manifests = in.mesh.manifests();
    for (const model::Object& object : manifests.objects()) {
      if (!analyze::IsInScope(object, input.options)) continue;
      const bool live = object.file().origin() == Origin::kCluster;
      if (!live) ++counts.in_files;
      if (live && manifests.Counts(object)) ++counts.live;
    }
    counts.files += static_cast<std::size_t>(std::ranges::count_if(manifests.files(), [](const auto& file) {
      return file->origin() != Origin::kGenerated && file->origin() != Origin::kCluster;
    }));
  }
  return counts;
}

/// "cluster `east`", "clusters `east`, `west`"; empty without one.
std::string ClusterNames(const AnalysisInput& input) {
  std::vector<std::string_view> names;
  for (const AnalysisMesh& mesh : input.meshes) {
    if (!mesh.cluster.empty()) names.push_back(mesh.cluster);
  }
  if (names.empty()) return {};
  return fmt::format("cluster{} `{}`", names.size() > 1 ? "s" : "", fmt::join(names, "`, `"));
}

void Describe(const AnalysisFlags& flags, AnalysisInput& input) {
  const Counts counts = Count(input);
  const std::string clusters = ClusterNames(input);
  const std::string files = fmt::format("{}", fmt::join(flags.manifests.all(), ", "));
  const std::string in_files =
      fmt::format("{} in {}", Counted(counts.in_files, "object"), Counted(counts.files, "file"));
  input.objects = counts.in_files + counts.live;
  if (clusters.empty()) {
    input.extent = fmt::format("{} offline", in_files);
    input.subject = files;
    return;
  }
  const std::string& ns = input.options.only_namespace;
  const std::string live =
      ns.empty() || counts.files > 0 ? clusters : fmt::format("namespace `{}` of {}", ns, clusters);
  input.subject = counts.files > 0 ? fmt::format("{} with {}", files, live) : live;
  input.extent = counts.files > 0 ? fmt::format("{} and {} of {}", in_files, counts.live, clusters)
                                  : fmt::format("{} of {}", Counted(counts.live, "object"), clusters);
}

/// "GRPCRoute, HTTPRoute"
std::string NamesOf(const std::vector<analyze::Kind>& kinds) {
  std::vector<std::string> names;
  for (const analyze::Kind& kind : kinds) {
    // Two groups have a kind of this name.
    const bool foreign = kind.name == "Gateway" && kind.group != model::kNetworking;
    names.push_back(foreign ? fmt::format("{} ({})", kind.name, kind.group) : std::string(kind.name));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

void AddNotes(const LiveCluster& cluster, const std::string& revision, std::vector<std::string>& notes) {
  const ClusterObjects& objects = cluster.objects;
  if (objects.other_revisions > 0) {
    notes.push_back(fmt::format("{} of cluster `{}` left out, labelled for revisions other than `{}`",
                                Counted(objects.other_revisions, "object"), cluster.name, revision));
  }
  if (!objects.not_served.empty()) {
    notes.push_back(fmt::format("cluster `{}` has no kinds {}", cluster.name, NamesOf(objects.not_served)));
  }
  if (!objects.forbidden.empty()) {
    notes.push_back(fmt::format("cluster `{}` forbids listing {}; rules that need them are skipped",
                                cluster.name, NamesOf(objects.forbidden)));
  }
}

/// Kinds of which a cluster sees those of the others: Services are one mesh-wide, and so are the Pods behind
/// them.
constexpr std::array kShared = {analyze::kind::kNamespace, analyze::kind::kPod, analyze::kind::kService};

bool IsShared(const analyze::Kind& kind) { return std::ranges::find(kShared, kind) != kShared.end(); }

/// What must not be guessed about in a cluster. Mesh settings are hidden with the ConfigMap they are in.
std::vector<analyze::Kind> HiddenFrom(const LiveCluster& cluster, const std::vector<LiveCluster>& all,
                                      const AnalysisFlags& flags) {
  namespace kind = analyze::kind;
  std::vector<analyze::Kind> hidden = cluster.objects.forbidden;
  const auto is_hidden = [&](const analyze::Kind& of) {
    return std::ranges::find(hidden, of) != hidden.end();
  };
  if (is_hidden(kind::kConfigMap) && flags.mesh_config.empty()) hidden.push_back(kind::kMeshConfig);
  for (const LiveCluster& other : all) {
    for (const analyze::Kind& of : other.objects.forbidden) {
      if (IsShared(of) && !is_hidden(of)) hidden.push_back(of);
    }
  }
  return hidden;
}

/// The objects of the others that a cluster sees, as copies that nothing is reported about: they have their
/// findings where they are.
Files SeenFrom(const LiveCluster& cluster, const std::vector<LiveCluster>& all) {
  Files copies;
  for (const LiveCluster& other : all) {
    if (&other == &cluster) continue;
    for (const ObjectsOfKind& objects : other.objects.kinds) {
      if (!IsShared(objects.kind)) continue;
      for (const auto& file : objects.files) {
        copies.push_back(std::make_unique<source::SourceFile>(file->name(), std::string(file->text()),
                                                              Origin::kGenerated));
      }
    }
  }
  return copies;
}

/// What a cluster knows of the others.
struct Elsewhere {
  Files seen;
  std::vector<analyze::Kind> hidden;
};

/// Whether whoever names a namespace means one that is there. istioctl says that it is not and exits with 0.
Result<void> CheckNamespace(const std::string& ns, const AnalysisMesh& in) {
  if (ns.empty() || in.mesh.FindNamespace(ns)) return {};
  if (std::ranges::find(in.hidden, analyze::kind::kNamespace) != in.hidden.end()) return {};
  if (std::ranges::find(analyze::kSystemNamespaces, ns) != analyze::kSystemNamespaces.end()) {
    return std::unexpected(
        InputError(fmt::format("namespace `{}` is Kubernetes' own, and Istio does not look into it", ns)));
  }
  Error error = ClusterError(fmt::format("cluster `{}` has no namespace `{}`", in.cluster, ns));
  std::vector<std::string_view> names;
  for (const mesh::Namespace& known : in.mesh.namespaces()) names.push_back(known.name());
  if (const std::string_view near = Nearest(ns, names); !near.empty())
    return std::unexpected(std::move(error).Hint(fmt::format("did you mean `{}`?", near)));
  return std::unexpected(std::move(error).Hint("`-n` names another namespace, `-A` looks at all of them"));
}

/// Builds meshes from texts; one for each cluster, or one for files alone.
class Builder {
 public:
  Builder(const AnalysisFlags& flags, mesh::ConfigFiles settings, AnalysisInput& input)
      : flags_(flags), settings_(std::move(settings)), input_(input) {}

  void AddFiles(source::Inputs&& files) {
    model::Manifests manifests(LoadOptions(DefaultNamespace(flags_)));
    manifests.Add(std::move(files.files), input_.faults);
    mesh::MeshConfig config = ConfigOf(manifests);
    AddIngressGateway(flags_, config, manifests);
    input_.meshes.push_back({.cluster = {}, .mesh = MeshOf(std::move(manifests), std::move(config))});
  }

  /// Of files and live objects of one identity the file counts; what is elsewhere counts last.
  void AddCluster(LiveCluster&& cluster, Elsewhere&& elsewhere, const std::string& default_namespace,
                  source::Inputs&& files) {
    AddNotes(cluster, flags_.live.revision, input_.notes);
    model::Manifests manifests(LoadOptions(default_namespace));
    manifests.Add(std::move(elsewhere.seen), input_.faults);
    for (ObjectsOfKind& objects : cluster.objects.kinds)
      manifests.Add(std::move(objects.files), input_.faults);
    manifests.Add(std::move(files.files), input_.faults);
    // Routes lead to the Pods that run; a template is one only for rules.
    if (!flags_.derives) model::AddPodsOfTemplates(manifests);
    mesh::MeshConfig config = ConfigOf(manifests);
    input_.meshes.push_back({.cluster = cluster.name,
                             .mesh = MeshOf(std::move(manifests), std::move(config)),
                             .hidden = std::move(elsewhere.hidden)});
  }

 private:
  model::LoadOptions LoadOptions(const std::string& ns) const {
    return {.default_namespace = ns,
            .limits = flags_.manifests.limits(),
            .fragments = model::LoadOptions::Fragments::kSkip,
            .selects = flags_.selects};
  }

  mesh::Mesh MeshOf(model::Manifests manifests, mesh::MeshConfig config) const {
    return flags_.derives ? gatewayapi::MeshOf(std::move(manifests), std::move(config))
                          : mesh::Mesh(std::move(manifests), std::move(config));
  }

  mesh::MeshConfig ConfigOf(const model::Manifests& manifests) {
    return mesh::ConfigOf(manifests, input_.faults, flags_.live.istio_namespace, flags_.live.revision,
                          settings_);
  }

  const AnalysisFlags& flags_;
  const mesh::ConfigFiles settings_;
  AnalysisInput& input_;
};

Result<source::Inputs> ReadTexts(const AnalysisFlags& flags, cli::Env& env) {
  if (flags.texts) return flags.texts();
  if (flags.is_live() && flags.manifests.all().empty()) return source::Inputs();
  return ReadManifests(flags.manifests, env);
}

Result<void> AddLiveClusters(const AnalysisFlags& flags, source::Inputs&& files, Builder& builder,
                             AnalysisInput& input, cli::Env& env) {
  const bool has_files = !files.files.empty();
  auto live = ReadLiveClusters(flags.live, env);
  if (!live) {
    const bool nothing_named =
        !has_files && flags.use_kube.empty() && live.error().kind == Error::Kind::kInput;
    if (!nothing_named) return std::unexpected(std::move(live).error());
    return std::unexpected(std::move(live).error().Hint("name files or folders to do without a cluster"));
  }
  input.options.coverage = analyze::Coverage::kCluster;
  if (!flags.all_namespaces && !flags.reports_everywhere)
    input.options.only_namespace = live->scope.name_space;
  if (has_files && !live->scope.given) input.options.filtered = analyze::Filtered::kLive;
  const std::string default_namespace = flags.all_namespaces ? "" : live->scope.name_space;
  std::vector<Elsewhere> elsewhere;
  for (const LiveCluster& cluster : live->all)
    elsewhere.push_back({SeenFrom(cluster, live->all), HiddenFrom(cluster, live->all, flags)});
  for (std::size_t i = 0; i < live->all.size(); ++i) {
    builder.AddCluster(std::move(live->all[i]), std::move(elsewhere[i]), default_namespace,
                       std::exchange(files, {}));
  }
  return CheckNamespace(input.options.only_namespace, input.meshes.front());
}

}  // namespace

std::vector<cli::Flag> AnalysisInputFlags(AnalysisFlags& flags) {
  std::vector<cli::Flag> all = ManifestFlags(flags.manifests);
  const std::vector<cli::Flag> own = {
      {.name = "namespace",
       .letter = 'n',
       .value_name = "NAMESPACE",
       .summary = "Report on this namespace only, and give it to objects that name none",
       .target = &flags.live.connection.name_space},
      {.name = "all-namespaces",
       .letter = 'A',
       .summary = "Report on all namespaces, and leave objects that name none without",
       .target = &flags.all_namespaces},
  };
  all.insert(all.end(), own.begin(), own.end());
  const std::vector<cli::Flag> sources = MeshSourceFlags(flags);
  all.insert(all.end(), sources.begin(), sources.end());
  return all;
}

std::vector<cli::Flag> MeshSourceFlags(AnalysisFlags& flags) {
  std::vector<cli::Flag> all = {
      {.name = "use-kube",
       .value_name = "BOOL",
       .summary = "Look at a cluster too (`--use-kube`) or at files only (`--use-kube=false`)",
       .target = &flags.use_kube,
       .choices = {"true", "false"},
       .bare_value = "true"},
      {.name = "kubeconfig",
       .value_name = "FILE",
       .summary =
           "Look at a cluster of this kubeconfig instead of those named by KUBECONFIG or ~/.kube/config",
       .target = &flags.live.connection.kubeconfig,
       .completes = cli::Completes::kFile},
      {.name = "context",
       .value_name = "NAME",
       .summary = "Look at the cluster of this context",
       .target = &flags.live.connection.context},
      {.name = "remote-contexts",
       .value_name = "NAME",
       .summary = "Contexts of the mesh's other clusters, else those the control plane has Secrets for; "
                  "empty: none",
       .target = &flags.live.remote_contexts},
      {.name = "request-timeout",
       .value_name = "DURATION",
       .summary = "Give up on a request to a cluster after this long (30s, 2m; 0: never)",
       .target = &flags.live.connection.request_timeout},
      {.name = "istioNamespace",
       .letter = 'i',
       .value_name = "NAMESPACE",
       .summary = "Where the control plane and its settings are",
       .target = &flags.live.istio_namespace},
      {.name = "revision",
       .letter = 'r',
       .value_name = "REVISION",
       .summary = "Take the settings of this revision of the control plane; of a cluster leave out what is "
                  "labelled for others",
       .target = &flags.live.revision},
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
  for (cli::Flag& flag : ConnectionFlags(flags.live.connection)) {
    const bool known =
        flag.name == "namespace" || std::ranges::find(all, flag.name, &cli::Flag::name) != all.end();
    if (!known) all.push_back(std::move(flag));
  }
  return all;
}

bool AnalysisFlags::names_cluster() const {
  return use_kube == "true" || !live.connection.context.empty() || !live.connection.kubeconfig.empty() ||
         !live.connection.server.empty() || !live.remote_contexts.empty();
}

bool AnalysisFlags::is_live() const {
  return use_kube != "false" && (names_cluster() || manifests.all().empty());
}

std::vector<analyze::Cluster> ClustersOf(const AnalysisInput& input) {
  std::vector<analyze::Cluster> clusters;
  for (const AnalysisMesh& in : input.meshes)
    clusters.push_back({.name = in.cluster, .mesh = &in.mesh, .hidden = in.hidden});
  return clusters;
}

Result<AnalysisInput> ReadAnalysisInput(const AnalysisFlags& flags, cli::Env& env) {
  const bool live = flags.is_live();
  auto files = ReadTexts(flags, env);
  if (!files) return std::unexpected(std::move(files).error());
  AnalysisInput input;
  auto settings = ReadSettingsFiles(flags, input.faults, env);
  if (!settings) return std::unexpected(std::move(settings).error());
  input.missing = !files->errors.empty();

  Builder builder(flags, *std::move(settings), input);
  if (live) {
    auto added = AddLiveClusters(flags, *std::move(files), builder, input, env);
    if (!added) return std::unexpected(std::move(added).error());
  } else {
    if (!flags.all_namespaces) input.options.only_namespace = flags.live.connection.name_space;
    builder.AddFiles(*std::move(files));
  }
  Describe(flags, input);
  input.faults.Finish();
  input.malformed = input.faults.worst() == diag::Level::kError;
  return input;
}

}  // namespace meshctl::cmd
