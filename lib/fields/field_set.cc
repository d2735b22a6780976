// SPDX-License-Identifier: Apache-2.0
// Field sets as trees keyed by the serialised step. Keeping FieldsV1's own spelling as the key makes reading
// and writing managedFields a plain copy, and makes equality and order those of strings.
#include "fields/field_set.h"

#include <fmt/format.h>

namespace meshctl::fields {
namespace {

constexpr std::string_view kSelf = ".";

// Text of a server's message for one step; a step that is not FieldsV1 stands for itself.
std::string Spell(const Step& step) {
  std::string_view rest = std::string_view(step).substr(std::min<std::size_t>(2, step.size()));
  if (step.starts_with("f:")) return fmt::format(".{}", rest);
  if (step.starts_with("v:")) return fmt::format("[={}]", rest);
  if (step.starts_with("i:")) return fmt::format("[{}]", rest);
  Json keys = Json::parse(rest, nullptr, false);
  if (!keys.is_object()) return step;
  std::string text;
  for (const auto& [key, value] : keys.items()) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ",", key, value.dump());
  }
  return fmt::format("[{}]", text);
}

void Collect(const FieldSet& set, Path& path, std::vector<Path>& out) {
  if (set.member() && !path.empty()) out.push_back(path);
  for (const auto& [step, below] : set.children()) {
    path.push_back(step);
    Collect(below, path, out);
    path.pop_back();
  }
}

}  // namespace

Step FieldStep(std::string_view name) { return fmt::format("f:{}", name); }
Step KeyStep(const Json& keys) { return "k:" + keys.dump(); }
Step ValueStep(const Json& value) { return "v:" + value.dump(); }

std::string ToString(const Path& path) {
  std::string text;
  for (const Step& step : path) text += Spell(step);
  return text;
}

const FieldSet& FieldSet::Below(const Step& step) const {
  static const FieldSet kNothing;
  auto found = below_.find(step);
  return found == below_.end() ? kNothing : found->second;
}

void FieldSet::Insert(const Path& path) {
  FieldSet* at = this;
  for (const Step& step : path) at = &at->below_[step];
  at->member_ = true;
}

void FieldSet::Compact() {
  for (auto& [step, below] : below_) below.Compact();
  std::erase_if(below_, [](const auto& entry) { return entry.second.empty(); });
}

std::vector<Path> FieldSet::Paths() const {
  std::vector<Path> paths;
  Path path;
  Collect(*this, path, paths);
  return paths;
}

FieldSet Union(const FieldSet& a, const FieldSet& b) {
  FieldSet out = a;
  if (b.member()) out.InsertHere();
  for (const auto& [step, below] : b.children()) out.At(step) = Union(a.Below(step), below);
  return out;
}

FieldSet Intersection(const FieldSet& a, const FieldSet& b) {
  FieldSet out;
  if (a.member() && b.member()) out.InsertHere();
  for (const auto& [step, below] : a.children()) {
    FieldSet common = Intersection(below, b.Below(step));
    if (!common.empty()) out.At(step) = std::move(common);
  }
  return out;
}

FieldSet Difference(const FieldSet& a, const FieldSet& b) {
  FieldSet out;
  if (a.member() && !b.member()) out.InsertHere();
  for (const auto& [step, below] : a.children()) {
    FieldSet left = Difference(below, b.Below(step));
    if (!left.empty()) out.At(step) = std::move(left);
  }
  return out;
}

Json ToFieldsV1(const FieldSet& set) {
  Json out = Json::object();
  for (const auto& [step, below] : set.children()) {
    Json& entry = out[step] = ToFieldsV1(below);
    if (below.member() && !below.children().empty()) entry[kSelf] = Json::object();
  }
  return out;
}

FieldSet FromFieldsV1(const Json& json) {
  FieldSet set;
  if (!json.is_object()) return set;
  for (const auto& [step, below] : json.items()) {
    if (step == kSelf) {
      set.InsertHere();
      continue;
    }
    FieldSet& child = set.At(step) = FromFieldsV1(below);
    if (child.children().empty()) child.InsertHere();
  }
  return set;
}

}  // namespace meshctl::fields
