// SPDX-License-Identifier: Apache-2.0
// Merging of a rule with the rules of its delegate, as istiod does before it makes routes. Matches are merged
// pairwise; a pair whose texts contradict each other is skipped, and a leaf without any partner kills its
// rule.
#include "route/compile/delegate.h"

#include <algorithm>

namespace meshctl::route {
namespace {

using model::HttpMatch;
using model::HttpRoute;
using model::NamedMatch;
using model::StringMatch;
using Kind = model::StringMatch::Kind;

bool Conflict(const std::optional<StringMatch>& root, const std::optional<StringMatch>& leaf) {
  if (!root || !leaf) return false;
  const std::string_view above = *root->value, below = *leaf->value;
  const bool regex = root->kind == Kind::kRegex || leaf->kind == Kind::kRegex;
  if (above.empty() || below.empty() || regex) return true;
  if (root->kind == Kind::kExact) return leaf->kind != Kind::kExact || above != below;
  return !below.starts_with(above);
}

const NamedMatch* Find(const std::vector<NamedMatch>& matches, std::string_view name) {
  const auto found =
      std::ranges::find_if(matches, [&](const NamedMatch& match) { return *match.name == name; });
  return found == matches.end() ? nullptr : &*found;
}

bool Conflict(const std::vector<NamedMatch>& root, const std::vector<NamedMatch>& leaf) {
  return std::ranges::any_of(leaf, [&](const NamedMatch& match) {
    const NamedMatch* const other = Find(root, *match.name);
    return other && Conflict(std::optional(other->match), std::optional(match.match));
  });
}

std::vector<NamedMatch> Union(const std::vector<NamedMatch>& root, std::vector<NamedMatch> leaf) {
  for (const NamedMatch& match : root) {
    if (!Find(leaf, *match.name)) leaf.push_back(match);
  }
  return leaf;
}

bool GatewaysConflict(const std::vector<model::Text>& root, const std::vector<model::Text>& leaf) {
  if (root.empty() || leaf.empty()) return false;
  return leaf.size() > root.size() || !std::ranges::all_of(leaf, [&](const model::Text& gateway) {
           return std::ranges::any_of(root, [&](const model::Text& other) { return *other == *gateway; });
         });
}

bool LabelsConflict(const model::Labels& root, const model::Labels& leaf) {
  return std::ranges::any_of(root, [&](const yaml::Entry* entry) {
    return leaf.Has(entry->key) && leaf.Get(entry->key) != entry->value.string();
  });
}

model::Text Join(const model::Text& root, const model::Text& leaf, JoinedNames& names) {
  if (root->empty()) return leaf;
  if (leaf->empty()) return root;
  names.push_back(std::string(*root) + "-" + std::string(*leaf));
  return {names.back(), leaf.span};
}

template <typename T>
void FillFrom(const T& root, T& leaf) {
  if (!leaf) leaf = root;
}

HttpMatch Merge(const HttpMatch& root, const HttpMatch& leaf, JoinedNames& names) {
  HttpMatch merged = leaf;
  merged.name = Join(root.name, leaf.name, names);
  FillFrom(root.uri, merged.uri);
  FillFrom(root.scheme, merged.scheme);
  FillFrom(root.method, merged.method);
  FillFrom(root.authority, merged.authority);
  merged.headers = Union(root.headers, leaf.headers);
  merged.without_headers = Union(root.without_headers, leaf.without_headers);
  merged.query_params = Union(root.query_params, leaf.query_params);
  merged.source_labels = root.source_labels.OverlaidBy(leaf.source_labels);
  if (!leaf.port.value.value_or(0)) merged.port = root.port;
  if (leaf.source_namespace->empty()) merged.source_namespace = root.source_namespace;
  if (leaf.gateways.empty()) merged.gateways = root.gateways;
  if (leaf.stat_prefix->empty()) merged.stat_prefix = root.stat_prefix;
  return merged;
}

}  // namespace

bool Conflict(const HttpMatch& root, const HttpMatch& leaf) {
  if (Conflict(root.uri, leaf.uri) || Conflict(root.scheme, leaf.scheme) ||
      Conflict(root.method, leaf.method) || Conflict(root.authority, leaf.authority)) {
    return true;
  }
  if (Conflict(root.headers, leaf.headers) || Conflict(root.without_headers, leaf.without_headers) ||
      Conflict(root.query_params, leaf.query_params)) {
    return true;
  }
  if (root.ignore_uri_case.value.value_or(false) != leaf.ignore_uri_case.value.value_or(false)) return true;
  const std::int64_t root_port = root.port.value.value_or(0);
  const std::int64_t leaf_port = leaf.port.value.value_or(0);
  if (root_port != 0 && leaf_port != 0 && root_port != leaf_port) return true;
  if (!root.source_namespace->empty() && *root.source_namespace != *leaf.source_namespace) return true;
  return LabelsConflict(root.source_labels, leaf.source_labels) ||
         GatewaysConflict(root.gateways, leaf.gateways);
}

std::optional<std::vector<HttpMatch>> MergeMatches(const std::vector<HttpMatch>& root,
                                                   const std::vector<HttpMatch>& leaf, JoinedNames& names) {
  if (root.empty()) return leaf;
  if (leaf.empty()) return root;
  std::vector<HttpMatch> merged;
  for (const HttpMatch& own : leaf) {
    const std::size_t before = merged.size();
    for (const HttpMatch& other : root) {
      if (!Conflict(other, own)) merged.push_back(Merge(other, own, names));
    }
    if (merged.size() == before) return std::nullopt;
  }
  return merged;
}

std::optional<HttpRoute> MergeRules(const HttpRoute& root, const HttpRoute& leaf, JoinedNames& names) {
  std::optional<std::vector<HttpMatch>> match = MergeMatches(root.match, leaf.match, names);
  if (!match) return std::nullopt;
  HttpRoute merged = leaf;
  merged.delegate.reset();
  merged.name = Join(root.name, leaf.name, names);
  merged.match = *std::move(match);
  FillFrom(root.rewrite, merged.rewrite);
  FillFrom(root.direct_response, merged.direct_response);
  FillFrom(root.retries, merged.retries);
  FillFrom(root.fault, merged.fault);
  FillFrom(root.mirror, merged.mirror);
  FillFrom(root.cors_policy, merged.cors_policy);
  FillFrom(root.headers, merged.headers);
  if (!leaf.timeout.value) merged.timeout = root.timeout;
  if (!leaf.mirror_percentage.value) merged.mirror_percentage = root.mirror_percentage;
  if (!leaf.mirror_percent.value) merged.mirror_percent = root.mirror_percent;
  if (leaf.mirrors.empty()) merged.mirrors = root.mirrors;
  return merged;
}

}  // namespace meshctl::route
