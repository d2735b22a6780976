// SPDX-License-Identifier: Apache-2.0
// Which objects of a cluster the words of a command line name, as kubectl takes them.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/manifest_input.h"
#include "kube/client.h"
#include "kube/connection.h"
#include "kube/discovery.h"
#include "wait/waiter.h"

namespace meshctl::cmd {

/// `TYPE[,TYPE...] [NAME...]`, `TYPE/NAME...`, or manifests; and which of the objects are meant.
struct ObjectSelection {
  std::vector<std::string> words;
  ManifestInput manifests;
  std::string label_selector;
  std::string field_selector;
  bool all_namespaces = false;

  bool from_files() const { return !manifests.all().empty(); }
};

/// -f, -k and -R, -l, --field-selector and -A, bound to `selection`.
std::vector<cli::Flag> SelectionFlags(ObjectSelection& selection);
/// `TYPE [NAME...] | TYPE/NAME...`, bound to `selection`.
cli::Argument SelectionArgument(ObjectSelection& selection);

/// Objects of one kind in one namespace.
struct ChosenObjects {
  kube::OfferedKind kind;
  std::string name_space;          ///< empty: of a kind without one, or in all of them
  std::vector<std::string> names;  ///< empty: all that the selectors select
};

/// What was chosen, in the order of the words or of the input.
struct Choice {
  std::vector<ChosenObjects> objects;
  std::vector<Error> unknown;  ///< manifests of kinds that the server does not have
};

/// Reads files and asks for the server's kinds. Of manifests, only those are chosen whose own labels
/// `label_selector` selects. Errors are of kind usage where the words contradict each other, of kind cluster
/// where the server does not have a type.
Result<Choice> ChooseObjects(const ObjectSelection& selection, kube::Client& client, const kube::Scope& scope,
                             cli::Env& env);

/// Every object that was chosen, by name: lists are asked for where there are none, `label_selector` and
/// `field_selector` count there.
Result<std::vector<wait::Target>> ExpandChoice(const Choice& choice, const ObjectSelection& selection,
                                               kube::Client& client);

/// `deployment.apps/web`, `pod/web`: how kubectl names an object in its lines.
std::string LabelOf(const kube::ResourceType& type, const std::string& name);
/// `deployments.apps`, `pods`: how kubectl names a type.
std::string TypeName(const kube::ResourceType& type);
/// `deployments.apps "web" not found`, as servers say it.
std::string NotFound(const kube::ResourceType& type, const std::string& name);

}  // namespace meshctl::cmd
