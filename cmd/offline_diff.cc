// SPDX-License-Identifier: Apache-2.0
// Both sides are read as `validate` reads files; absent fields count as their defaults, since no server has
// filled them in.
#include "cmd/offline_diff.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>

#include "cmd/diff_output.h"
#include "cmd/git_files.h"
#include "cmd/selection.h"
#include "diag/render.h"
#include "diag/report.h"
#include "diff/masked_findings.h"
#include "diff/object_pairs.h"
#include "model/manifests.h"
#include "source/inputs.h"

namespace meshctl::cmd {
namespace {

/// A side as it was typed, taken apart.
struct Side {
  std::string revision;  // of git; empty: the files as they are
  std::string path;      // may be empty with a revision
};

Side ReadSide(std::string_view text) {
  constexpr std::string_view kGit = "git:";
  if (!text.starts_with(kGit)) return {.revision = {}, .path = std::string(text)};
  text.remove_prefix(kGit.size());
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {.revision = std::string(text), .path = {}};
  return {.revision = std::string(text.substr(0, colon)), .path = std::string(text.substr(colon + 1))};
}

/// Names the files of a revision so that they cannot be taken for those on the disk.
void NameByRevision(const std::string& revision, source::Inputs& inputs) {
  for (auto& file : inputs.files) {
    file = std::make_unique<source::SourceFile>(fmt::format("git:{}:{}", revision, file->name()),
                                                std::string(file->text()), source::Origin::kRemote);
  }
}

Result<source::Inputs> ReadInputsOf(const Side& side, const ManifestInput& reading, cli::Env& env) {
  ManifestInput input = reading;
  input.files = {side.path};
  input.paths.clear();
  input.kustomizations.clear();
  if (side.revision.empty()) return ReadManifests(input, env);
  auto files = GitFiles::Open(side.revision, {side.path}, env);
  if (!files) return std::unexpected(std::move(files).error());
  const source::InputNames names =
      source::FindInputs({side.path}, {.recursive = reading.recursive, .download = {}}, **files);
  if (auto fetched = (*files)->Fetch(names.names); !fetched) return std::unexpected(fetched.error());
  cli::Env then = env;
  then.fs = files->get();
  auto inputs = ReadManifests(input, then);
  if (inputs) NameByRevision(side.revision, *inputs);
  return inputs;
}

Result<model::Manifests> Load(const Side& side, const OfflineDiff& options, cli::Env& env) {
  auto inputs = ReadInputsOf(side, options.reading, env);
  if (!inputs) return std::unexpected(std::move(inputs).error());
  const bool unreadable = !inputs->errors.empty();
  diag::Report faults;
  const std::string name_space = options.name_space.empty() ? "default" : options.name_space;
  model::Manifests manifests = model::LoadManifests(*std::move(inputs),
                                                    {.default_namespace = name_space,
                                                     .limits = options.reading.limits(),
                                                     .fragments = model::LoadOptions::Fragments::kSkip},
                                                    faults);
  faults.Finish();
  const diff::MaskedFindings masked = diff::Mask(faults);
  *env.err.stream << diag::RenderText(masked.report, env.StyleFor(env.err));
  if (unreadable || faults.worst() == diag::Level::kError)
    return std::unexpected(InputError("not all manifests can be read, so nothing was compared"));
  return manifests;
}

/// The object with the namespace that it is in.
Json ObjectOf(const model::Object* object) {
  if (!object) return nullptr;
  Json json = yaml::ToJson(*object->root);
  if (object->namespaced && !object->namespace_->empty() && json["metadata"].is_object())
    json["metadata"]["namespace"] = *object->namespace_;
  return json;
}

/// `old/web.yaml:3 Deployment/shop/web`, or `/dev/null`.
std::string NameOf(const source::Span& place, const std::string& label) {
  if (!place) return "/dev/null";
  return fmt::format("{}:{} {}", place.file->name(), place.position().line, label);
}

bool IsOnDisk(const Side& side) { return side.revision.empty() && side.path != "-"; }

bool SteersRequests(const model::Object& object) {
  return object.group == model::kNetworking || object.group == "gateway.networking.k8s.io";
}

Result<std::pair<Side, Side>> SidesOf(const std::vector<std::string>& typed) {
  if (typed.size() != 2) {
    return std::unexpected(UsageError("`--offline` compares two files or folders")
                               .Hint("name both: `meshctl diff --offline old/ new/`"));
  }
  Side before = ReadSide(typed[0]);
  Side after = ReadSide(typed[1]);
  if (before.path.empty()) before.path = after.path;
  if (after.path.empty()) after.path = before.path;
  if (before.path.empty()) {
    return std::unexpected(UsageError("no path is given").Hint("name one: `git:main:k8s/`"));
  }
  if (before.path == "-" && after.path == "-")
    return std::unexpected(UsageError("standard input can be one of the sides, not both"));
  return std::pair(std::move(before), std::move(after));
}

}  // namespace

Result<cli::ExitStatus> RunOfflineDiff(const OfflineDiff& options, cli::Env& env) {
  const auto sides = SidesOf(options.sides);
  if (!sides) return std::unexpected(sides.error());
  const auto selector = ReadSelector(options.selector);
  if (!selector) return std::unexpected(selector.error());
  const auto before = Load(sides->first, options, env);
  if (!before) return std::unexpected(before.error());
  const auto after = Load(sides->second, options, env);
  if (!after) return std::unexpected(after.error());
  auto output = DiffOutput::Begin(options.format, env);
  if (!output) return std::unexpected(std::move(output).error());

  diff::Tally tally;
  bool steers = false;
  for (const diff::ObjectPair& pair : diff::PairObjects(*before, *after)) {
    Json old_object = ObjectOf(pair.before);
    Json new_object = ObjectOf(pair.after);
    const bool was_selected = pair.before && selector->Selects(old_object);
    if (!was_selected && !(pair.after && selector->Selects(new_object))) continue;
    const diff::ObjectDifference difference =
        diff::CompareObjects(std::move(old_object), std::move(new_object),
                             {.absent = diff::Absent::kDefault, .managed_fields = options.managed_fields});
    tally.Count(difference.change);
    if (difference.change != diff::Change::kUnchanged)
      steers = steers || SteersRequests(pair.after ? *pair.after : *pair.before);
    const DiffPlaces places{.before = pair.before ? pair.before->span() : source::Span(),
                            .after = pair.after ? pair.after->span() : source::Span()};
    const std::string label = difference.label();
    const diff::Names names{NameOf(places.before, label), NameOf(places.after, label)};
    if (auto added = output->Add(difference, names, places); !added) return std::unexpected(added.error());
  }
  auto status = output->Finish(tally);
  if (!status) return status;
  fmt::print(*env.err.stream, "{}\n", tally.ToString());
  if (steers && IsOnDisk(sides->first) && IsOnDisk(sides->second)) {
    fmt::print(
        *env.err.stream,
        "hint: `meshctl simulate -f {} --replay LOG --against {}` shows which requests of an access log "
        "would go elsewhere\n",
        sides->first.path, sides->second.path);
  }
  return status;
}

}  // namespace meshctl::cmd
