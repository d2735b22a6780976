// SPDX-License-Identifier: Apache-2.0
// Kustomize and helm have no one mark for their files: names, groups and the shape of the document decide, in
// that order of trust.
#include "model/fragments.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "diag/report.h"

namespace meshctl::model {
namespace {

std::string_view BaseName(std::string_view name) { return name.substr(name.find_last_of('/') + 1); }

bool IsKustomizationName(std::string_view name) {
  const std::string_view base = BaseName(name);
  return base == "kustomization.yaml" || base == "kustomization.yml";
}

bool IsChartName(std::string_view name) {
  const std::string_view base = BaseName(name);
  return base == "Chart.yaml" || base.starts_with("values.") || base.starts_with("values-");
}

/// RFC 6902: a list of operations.
bool IsJsonPatch(const yaml::Node& document) {
  return document.is_list() && document.size() > 0 &&
         std::ranges::all_of(document.items(), [](const yaml::Node& item) {
           return item.Get("op").is_string() && item.Get("path").is_string();
         });
}

bool HasPatchDirective(const yaml::Node& node) {
  for (const yaml::Entry& entry : node.entries()) {
    if (entry.key.starts_with("$patch") || HasPatchDirective(entry.value)) return true;
  }
  return std::ranges::any_of(node.items(), HasPatchDirective);
}

/// Both forms of a list of files: paths, and maps that hold one.
void AddPaths(const yaml::Node& list, std::string_view key, const std::filesystem::path& folder,
              std::set<std::string>& names) {
  for (const yaml::Node& item : list.items()) {
    const std::string_view path = item.is_map() ? item.Get(key).string() : item.string();
    // A patch can also be written out in place.
    if (path.empty() || path.find('\n') != path.npos) continue;
    names.insert((folder / path).lexically_normal().string());
  }
}

}  // namespace

bool IsFragment(const yaml::Node& document) {
  if (!document.present()) return false;
  const source::SourceFile& file = *document.span().file;
  if (document.Get("apiVersion").string().starts_with("kustomize.config.k8s.io/")) return true;
  const bool is_object = document.Get("apiVersion").present() && document.Get("kind").present();
  if (!is_object && (IsKustomizationName(file.name()) || IsChartName(file.name()))) return true;
  if (IsJsonPatch(document)) return true;
  // Few texts hold the word, and looking for it is faster than looking at every key.
  return document.span().text().find("$patch") != std::string_view::npos && HasPatchDirective(document);
}

std::set<std::string> FilesOfKustomizations(std::span<const std::unique_ptr<source::SourceFile>> files,
                                            const yaml::Limits& limits) {
  std::set<std::string> names;
  for (const auto& file : files) {
    if (!IsKustomizationName(file->name())) continue;
    const std::filesystem::path folder = std::filesystem::path(file->name()).parent_path();
    diag::Report faults;  // reported when the file itself is read
    const yaml::Stream stream = yaml::Parse(*file, limits, faults);
    for (const yaml::Node& document : stream.documents) {
      for (const char* key : {"patches", "patchesStrategicMerge", "patchesJson6902", "replacements",
                              "configurations", "transformers", "generators", "validators"})
        AddPaths(document.Get(key), "path", folder, names);
      AddPaths(document.Get("helmCharts"), "valuesFile", folder, names);
    }
  }
  return names;
}

std::string NormalName(const std::string& name) {
  return std::filesystem::path(name).lexically_normal().string();
}

}  // namespace meshctl::model
