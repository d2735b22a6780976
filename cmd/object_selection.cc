// SPDX-License-Identifier: Apache-2.0
// The grammar is that of resource.Builder in k8s.io/cli-runtime. Objects are not asked for here unless they
// have to be listed: what a command does with a name that does not exist is its own business.
#include "cmd/object_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "apply/plan.h"
#include "base/ascii.h"
#include "cmd/selection.h"
#include "diag/render.h"
#include "diag/report.h"
#include "model/manifests.h"
#include "wait/object_view.h"

namespace meshctl::cmd {
namespace {

std::unexpected<Error> Usage(std::string message, std::string hint = {}) {
  Error error = UsageError(std::move(message));
  if (!hint.empty()) error.hints.push_back(std::move(hint));
  return std::unexpected(std::move(error));
}

class Chooser {
 public:
  Chooser(const ObjectSelection& selection, const kube::Discovery& discovery, const kube::Scope& scope)
      : selection_(selection), discovery_(discovery), scope_(scope) {}

  Result<Choice> ByWords() {
    const auto& words = selection_.words;
    const bool pairs = std::ranges::any_of(words, HasSlash);
    if (pairs && !std::ranges::all_of(words, HasSlash)) {
      return Usage("`TYPE/NAME` does not go together with a type or a name of its own",
                   "write `TYPE/NAME TYPE/NAME`, or `TYPE NAME NAME`");
    }
    const bool names = pairs || words.size() > 1;
    if (names && selection_.all_namespaces)
      return Usage("`--all-namespaces` does not go together with names");
    if (names && !(selection_.label_selector.empty() && selection_.field_selector.empty()))
      return Usage("selectors do not go together with names");
    if (pairs) return ByPairs();
    auto kinds = discovery_.NamedList(words.front());
    if (!kinds) return std::unexpected(std::move(kinds).error());
    Choice choice;
    for (const kube::OfferedKind* kind : *kinds) {
      choice.objects.push_back(
          {.kind = *kind, .name_space = PlaceOf(*kind), .names = {words.begin() + 1, words.end()}});
    }
    return choice;
  }

  Result<Choice> ByFiles(const std::vector<apply::Item>& items) {
    Choice choice;
    for (const apply::Item& item : items) {
      const kube::OfferedKind* kind = discovery_.Find(item.api_version(), item.kind());
      const std::string title = fmt::format("{}: {}", source::ToString(item.place), item.label());
      if (!kind) {
        choice.unknown.push_back(ClusterError(
            fmt::format("{}: the cluster has no kind `{}` in `{}`", title, item.kind(), item.api_version())));
        continue;
      }
      const apply::Reach reach = kind->type.namespaced ? apply::Reach::kNamespace : apply::Reach::kCluster;
      auto name_space = apply::NamespaceOf(item, reach, scope_);
      if (!name_space) return std::unexpected(std::move(name_space).error().In(title));
      if (item.name().empty())
        return std::unexpected(InputError("the object has no `metadata.name`").In(title));
      choice.objects.push_back({.kind = *kind, .name_space = *std::move(name_space), .names = {item.name()}});
    }
    return choice;
  }

 private:
  static bool HasSlash(const std::string& word) { return word.find('/') != std::string::npos; }

  std::string PlaceOf(const kube::OfferedKind& kind) const {
    return kind.type.namespaced && !selection_.all_namespaces ? scope_.name_space : std::string();
  }

  Result<Choice> ByPairs() {
    Choice choice;
    for (const std::string& word : selection_.words) {
      const std::size_t slash = word.find('/');
      const std::string name = word.substr(slash + 1);
      if (slash == 0 || name.empty() || name.find('/') != std::string::npos)
        return Usage(fmt::format("`{}` is not of the form `TYPE/NAME`", word));
      auto kind = discovery_.Named(std::string_view(word).substr(0, slash));
      if (!kind) return std::unexpected(std::move(kind).error());
      const std::string place = PlaceOf(**kind);
      if (!choice.objects.empty() && choice.objects.back().kind.type.plural == (*kind)->type.plural &&
          choice.objects.back().kind.type.api_version() == (*kind)->type.api_version()) {
        choice.objects.back().names.push_back(name);
      } else {
        choice.objects.push_back({.kind = **kind, .name_space = place, .names = {name}});
      }
    }
    return choice;
  }

  const ObjectSelection& selection_;
  const kube::Discovery& discovery_;
  const kube::Scope& scope_;
};

/// The objects of manifests. They are not checked: what names an object may be wrong in all else. Labels are
/// those of the manifests, so that nothing is asked about what is not selected.
Result<Choice> ChooseByFiles(const ObjectSelection& selection, Chooser& chooser, cli::Env& env) {
  const auto selector = ReadSelector(selection.label_selector);
  if (!selector) return std::unexpected(selector.error());
  auto inputs = ReadManifests(selection.manifests, env);
  if (!inputs) return std::unexpected(std::move(inputs).error());
  const bool unreadable = !inputs->errors.empty();
  diag::Report faults;
  const model::Manifests manifests = model::LoadManifests(
      *std::move(inputs), {.default_namespace = "", .limits = selection.manifests.limits()}, faults);
  faults.Finish();
  *env.err.stream << diag::RenderText(faults, env.StyleFor(env.err));
  if (unreadable || faults.worst() == diag::Level::kError)
    return std::unexpected(InputError("not all manifests can be read, so nothing was done"));
  std::vector<apply::Item> items;  // as they were written: there is nothing to apply
  for (const model::Object& object : manifests.objects()) {
    const apply::Item item = {.root = *object.root, .place = object.span()};
    if (selector->empty() || selector->Selects(item.object())) items.push_back(item);
  }
  return chooser.ByFiles(items);
}

}  // namespace

std::vector<cli::Flag> SelectionFlags(ObjectSelection& selection) {
  std::vector<cli::Flag> flags = ManifestFlags(selection.manifests);
  std::erase_if(flags, [](const cli::Flag& flag) { return flag.name.starts_with("max-"); });
  flags.push_back({.name = "selector",
                   .letter = 'l',
                   .value_name = "LABELS",
                   .summary = "Only objects with these labels (`app=web,tier!=db`)",
                   .target = &selection.label_selector});
  flags.push_back({.name = "field-selector",
                   .value_name = "FIELDS",
                   .summary = "Only objects with these fields (`status.phase=Running`)",
                   .target = &selection.field_selector});
  flags.push_back({.name = "all-namespaces",
                   .letter = 'A',
                   .summary = "Look into all namespaces",
                   .target = &selection.all_namespaces});
  return flags;
}

cli::Argument SelectionArgument(ObjectSelection& selection) {
  return {.name = "TYPE",
          .summary = "Types and names, as `deployment web`, `deploy/web svc/web` or `pods,services`",
          .target = &selection.words,
          .usage = "(TYPE [NAME...] | TYPE/NAME... | -f PATH)"};
}

Result<Choice> ChooseObjects(const ObjectSelection& selection, kube::Client& client, const kube::Scope& scope,
                             cli::Env& env) {
  if (selection.from_files() && !selection.words.empty())
    return Usage("`--filename` does not go together with types and names");
  if (!selection.from_files() && selection.words.empty()) {
    return Usage("no objects are named", "write a type and names (`deployment web`), or `-f PATH`");
  }
  if (selection.from_files() && !selection.field_selector.empty()) {
    return Usage("`--field-selector` does not go together with `--filename`",
                 "`--selector` does: it takes the labels of the manifests");
  }
  auto discovery = client.Discover();
  if (!discovery) return std::unexpected(std::move(discovery).error().error);
  Chooser chooser(selection, **discovery, scope);
  return selection.from_files() ? ChooseByFiles(selection, chooser, env) : chooser.ByWords();
}

Result<std::vector<wait::Target>> ExpandChoice(const Choice& choice, const ObjectSelection& selection,
                                               kube::Client& client) {
  std::vector<wait::Target> targets;
  for (const ChosenObjects& chosen : choice.objects) {
    for (const std::string& name : chosen.names) {
      targets.push_back({.type = chosen.kind.type, .name_space = chosen.name_space, .name = name});
    }
    if (!chosen.names.empty()) continue;
    auto listed = client.List(chosen.kind.type, {.name_space = chosen.name_space,
                                                 .label_selector = selection.label_selector,
                                                 .field_selector = selection.field_selector});
    if (!listed) return std::unexpected(std::move(listed).error().error);
    for (const Json& object : *listed) {
      targets.push_back({.type = chosen.kind.type,
                         .name_space = wait::TextAt(object, {"metadata", "namespace"}),
                         .name = wait::TextAt(object, {"metadata", "name"})});
    }
  }
  return targets;
}

std::string LabelOf(const kube::ResourceType& type, const std::string& name) {
  return fmt::format("{}{}{}/{}", LowerAscii(type.kind), type.group.empty() ? "" : ".", type.group, name);
}

std::string TypeName(const kube::ResourceType& type) {
  return fmt::format("{}{}{}", type.plural, type.group.empty() ? "" : ".", type.group);
}

std::string NotFound(const kube::ResourceType& type, const std::string& name) {
  return fmt::format("{} \"{}\" not found", TypeName(type), name);
}

}  // namespace meshctl::cmd
