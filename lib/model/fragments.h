// SPDX-License-Identifier: Apache-2.0
// What lies beside manifests in a folder and is none: input of kustomize and helm.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>

#include "source/source_file.h"
#include "yaml/node.h"
#include "yaml/parse.h"

namespace meshctl::model {

/// Whether a document is part of an object, or configuration of a tool: a kustomization or component, a patch
/// with `$patch` or in the form of RFC 6902, a chart's `Chart.yaml` or `values*.yaml`. None of them is what a
/// cluster will be given, and a patch read as an object would look broken.
bool IsFragment(const yaml::Node& document);

/// The names of the files that kustomizations among `files` use as patches, values or settings. Only a
/// kustomization can tell: a strategic merge patch looks like an object.
std::set<std::string> FilesOfKustomizations(std::span<const std::unique_ptr<source::SourceFile>> files,
                                            const yaml::Limits& limits);

/// The name by which files are compared with the answer: `a/../b.yaml` is `b.yaml`.
std::string NormalName(const std::string& name);

}  // namespace meshctl::model
