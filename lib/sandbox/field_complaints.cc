// SPDX-License-Identifier: Apache-2.0
// Three readers tell faults in three orders: that of built-in kinds in the order of the JSON text, that of
// custom kinds and patches what is given twice before what is unknown, that of YAML with lines instead of
// paths.
#include "sandbox/field_complaints.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "sandbox/repeated_keys.h"

namespace meshctl::sandbox {
namespace {

bool IsWithin(std::string_view path, const std::set<std::string>& unknown) {
  for (std::size_t end = path.find_first_of(".["); end != path.npos;
       end = path.find_first_of(".[", end + 1)) {
    if (unknown.contains(std::string(path.substr(0, end)))) return true;
  }
  return false;
}

class List {
 public:
  void Unknown(const std::string& path) { Add(fmt::format("unknown field \"{}\"", path)); }
  void Repeated(const std::string& path) { Add(fmt::format("duplicate field \"{}\"", path)); }
  FieldComplaints Take() { return {std::move(texts_), 0}; }

 private:
  void Add(std::string text) {
    if (seen_.insert(text).second) texts_.push_back(std::move(text));
  }
  std::set<std::string> seen_;
  std::vector<std::string> texts_;
};

FieldComplaints InOrderOfText(const std::vector<KeyUse>& uses, const std::vector<std::string>& paths) {
  const std::set<std::string> unknown(paths.begin(), paths.end());
  List list;
  for (const KeyUse& use : uses) {
    if (unknown.contains(use.path)) {
      list.Unknown(use.path);
    } else if (use.repeated && !IsWithin(use.path, unknown)) {
      list.Repeated(use.path);
    }
  }
  return list.Take();
}

}  // namespace

std::string FieldComplaints::ToString() const {
  const auto lines = std::span(texts).first(yaml_lines);
  const auto rest = std::span(texts).subspan(yaml_lines);
  std::vector<std::string> parts(rest.begin(), rest.end());
  if (!lines.empty())
    parts.insert(parts.begin(), fmt::format("yaml: unmarshal errors:\n  {}", fmt::join(lines, "\n  ")));
  return fmt::format("{}", fmt::join(parts, ", "));
}

FieldComplaints ComplainOf(const Resource& resource, const std::vector<std::string>& unknown,
                           const Body& sent) {
  const bool patch = sent.form == Body::Form::kPatch;
  const bool yaml = sent.form == Body::Form::kYaml;
  const bool json = !yaml && sent.value.is_object();  // operations of a JSON patch are no fields
  const std::vector<KeyUse> uses = json ? KeyUses(sent.text) : std::vector<KeyUse>();
  if (json && !patch && !resource.custom) return InOrderOfText(uses, unknown);
  List list;
  for (const KeyUse& use : uses) {
    if (use.repeated) list.Repeated(use.path);
  }
  // Metadata has a reader of its own, before the schema of a custom kind is looked at.
  std::vector<std::string> paths = unknown;
  if (resource.custom) {
    std::ranges::sort(paths);
    std::ranges::stable_partition(paths,
                                  [](const std::string& path) { return path.starts_with("metadata."); });
  }
  for (const std::string& path : paths) list.Unknown(path);
  FieldComplaints complaints = list.Take();
  complaints.yaml_lines = sent.repeated_lines.size();
  complaints.texts.insert(complaints.texts.begin(), sent.repeated_lines.begin(), sent.repeated_lines.end());
  return complaints;
}

}  // namespace meshctl::sandbox
