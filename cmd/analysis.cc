// SPDX-License-Identifier: Apache-2.0
// Everything that can be analysed passes the same door, so that a fixed or earlier text is read exactly as
// the present one. Other texts are put behind the file system seam.
#include "cmd/analysis.h"

#include <fmt/format.h>

#include <memory>
#include <set>
#include <sstream>
#include <utility>

#include "cmd/git_files.h"
#include "source/inputs.h"

namespace meshctl::cmd {
namespace {

/// The disk with some texts changed.
class ChangedFiles final : public source::FileSystem {
 public:
  ChangedFiles(source::FileSystem& files, diag::Texts changed)
      : files_(files), changed_(std::move(changed)) {}

  Kind Look(const std::string& path) const override { return files_.Look(path); }
  Result<std::string> Read(const std::string& path, std::uint64_t limit) const override {
    const auto at = changed_.find(path);
    return at == changed_.end() ? files_.Read(path, limit) : at->second;
  }
  Result<std::vector<source::Entry>> List(const std::string& path) const override {
    return files_.List(path);
  }
  Result<void> Write(const std::string& path, std::string_view) override {
    return std::unexpected(InternalError(fmt::format("{}: not to be written to while it is checked", path)));
  }
  Result<void> MakeFolder(const std::string& path) override { return Write(path, {}); }

 private:
  source::FileSystem& files_;
  diag::Texts changed_;
};

/// The same world with other files, another standard input, and nobody who listens.
struct OtherWorld {
  OtherWorld(const cli::Env& from, source::FileSystem& files, std::string piped)
      : in(std::move(piped)), env(from) {
    env.in = &in;
    env.err = {.stream = &err};
    env.fs = &files;
  }
  std::istringstream in;
  std::ostringstream err;
  cli::Env env;
};

/// The objects that findings can be about: those of files, and of a cluster those of the chosen namespace.
std::set<std::string> ResourcesOf(const AnalysisInput& input) {
  std::set<std::string> resources;
  for (const AnalysisMesh& mesh : input.meshes) {
    for (const model::Object& object : mesh.mesh.manifests().objects()) {
      if (analyze::IsInScope(object, input.options)) resources.insert(object.resource());
    }
  }
  return resources;
}

Error HasNoRevisions(const std::string& what) {
  return UsageError(fmt::format("{} has no earlier revision", what))
      .Hint("`--baseline FILE` compares with what `--write-baseline FILE` has written");
}

Result<void> CheckHasRevisions(const AnalysisFlags& flags) {
  if (!flags.manifests.kustomizations.empty())
    return std::unexpected(HasNoRevisions("what `--kustomize` builds"));
  for (const std::string& path : flags.manifests.all()) {
    if (path == "-") return std::unexpected(HasNoRevisions("standard input"));
    if (path.find("://") != std::string::npos) return std::unexpected(HasNoRevisions(path));
  }
  return {};
}

}  // namespace

Result<Analysis> RunAnalysis(const AnalysisFlags& flags, const AnalysisPlan& plan, cli::Env& env) {
  auto input = ReadAnalysisInput(flags, env);
  if (!input) return std::unexpected(std::move(input).error());
  Analysis analysis{.input = *std::move(input), .outcome = {}};
  analyze::Options options = analysis.input.options;
  options.suppressions = plan.suppressions;
  options.only_kinds = plan.only_kinds;
  analysis.outcome = analyze::RunRules(ClustersOf(analysis.input), plan.rules, options);
  return analysis;
}

Result<analyze::Baseline> FindingsIn(const std::string& revision, const AnalysisFlags& flags,
                                     const AnalysisPlan& plan, const cli::Env& env) {
  if (auto checked = CheckHasRevisions(flags); !checked) return std::unexpected(checked.error());
  const std::vector<std::string> paths = flags.manifests.all();
  auto files = GitFiles::Open(revision, paths, env);
  if (!files) return std::unexpected(std::move(files).error());
  const source::InputNames names =
      source::FindInputs(paths, {.recursive = flags.manifests.recursive, .download = {}}, **files);
  if (auto fetched = (*files)->Fetch(names.names); !fetched) return std::unexpected(fetched.error());
  AnalysisFlags then = flags;
  for (std::string* settings : {&then.mesh_config, &then.mesh_networks}) {
    if ((*files)->Look(*settings) == source::FileSystem::Kind::kMissing) settings->clear();
  }
  OtherWorld world(env, **files, {});
  const auto analysis = RunAnalysis(then, plan, world.env);
  if (!analysis) return std::unexpected(analysis.error());
  return analyze::BaselineOf(analysis->outcome.report);
}

Result<analyze::Baseline> FindingsInCluster(const AnalysisFlags& flags, const AnalysisPlan& plan,
                                            const Analysis& now, const cli::Env& env) {
  if (!flags.is_live() || flags.manifests.all().empty()) {
    return std::unexpected(UsageError("`--new-since cluster` compares files with a cluster")
                               .Hint("name files, and leave out `--use-kube=false`"));
  }
  AnalysisFlags then = flags;
  then.use_kube = "true";
  then.all_namespaces = true;  // the files may hold objects of namespaces that are not looked at otherwise
  then.texts = {};
  then.selects = {};
  then.manifests.files.clear();
  then.manifests.paths.clear();
  then.manifests.kustomizations.clear();
  OtherWorld world(env, *env.fs, {});
  const auto analysis = RunAnalysis(then, plan, world.env);
  if (!analysis) return std::unexpected(analysis.error());
  const std::set<std::string> looked_at = ResourcesOf(now.input);
  analyze::Baseline findings = analyze::BaselineOf(analysis->outcome.report);
  std::erase_if(findings, [&](const analyze::KnownFinding& known) {
    return !known.resource.empty() && !looked_at.contains(known.resource);
  });
  return findings;
}

std::vector<diag::FixedText> FixAnalysis(const AnalysisFlags& flags, const AnalysisPlan& plan,
                                         diag::Safety least, const std::string& piped, const cli::Env& env) {
  const auto check = [&](const diag::Texts& changed) -> diag::Checked {
    std::string in = piped;
    diag::Texts by_path;
    for (const auto& [name, text] : changed) {
      if (name == "<stdin>") {
        in = text;
      } else {
        by_path[flags.manifests.PathOf(name)] = text;
      }
    }
    ChangedFiles files(*env.fs, std::move(by_path));
    OtherWorld world(env, files, std::move(in));
    auto analysis = RunAnalysis(flags, plan, world.env);
    if (!analysis) return {};
    const auto kept = std::make_shared<Analysis>(*std::move(analysis));
    return {.report = kept->outcome.report,
            .faults = kept->input.faults.Count(diag::Level::kError),
            .texts = kept};
  };
  return diag::FixInRounds(check, least);
}

}  // namespace meshctl::cmd
