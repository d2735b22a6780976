// SPDX-License-Identifier: Apache-2.0
// Looks kinds up as kubectl's RESTMapper does (meta.PriorityRESTMapper over
// restmapper.NewDiscoveryRESTMapper, with its expander of short names): the first match in the server's own
// order wins. Reading is in discovery_reader.cc.
#include "kube/discovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/nearest.h"

namespace meshctl::kube {
namespace {

bool Contains(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool IsCalled(const OfferedKind& kind, std::string_view name) {
  return EqualIgnoringCase(kind.type.plural, name) || EqualIgnoringCase(kind.singular, name) ||
         EqualIgnoringCase(kind.type.kind, name);
}

}  // namespace

bool OfferedKind::Allows(std::string_view verb) const { return Contains(verbs, verb); }

const OfferedKind* Discovery::Find(std::string_view api_version, std::string_view kind) const {
  const auto found = std::ranges::find_if(offered_, [&](const OfferedKind& offered) {
    return offered.type.kind == kind && offered.type.api_version() == api_version;
  });
  return found == offered_.end() ? nullptr : &*found;
}

const OfferedKind* Discovery::FindPreferred(std::string_view group, std::string_view kind) const {
  const auto found = std::ranges::find_if(offered_, [&](const OfferedKind& offered) {
    return offered.type.kind == kind && offered.type.group == group;
  });
  return found == offered_.end() ? nullptr : &*found;
}

const UnknownVersion* Discovery::UnknownIn(std::string_view group) const {
  const auto found = std::ranges::find_if(unknown_, [&](const UnknownVersion& version) {
    const std::size_t slash = version.api_version.find('/');
    return std::string_view(version.api_version).substr(0, slash == std::string::npos ? 0 : slash) == group;
  });
  return found == unknown_.end() ? nullptr : &*found;
}

const OfferedKind* Discovery::Lookup(std::string_view resource, std::string_view version,
                                     std::string_view group) const {
  enum Match { kExact, kPrefix };
  const auto fits = [&](const OfferedKind& kind, Match match) {
    if (!version.empty() && kind.type.version != version) return false;
    return match == kExact ? group.empty() || kind.type.group == group : kind.type.group.starts_with(group);
  };
  for (const Match match : {kExact, kPrefix}) {
    for (const OfferedKind& kind : offered_) {
      if (fits(kind, match) && IsCalled(kind, resource)) return &kind;
    }
    for (const OfferedKind& kind : offered_) {
      if (fits(kind, match) && Contains(kind.short_names, LowerAscii(resource))) return &kind;
    }
  }
  return nullptr;
}

Error Discovery::NoSuchType(std::string_view word) const {
  Error error = ClusterError(fmt::format("the server has no resource type `{}`", word));
  const std::string_view name = word.substr(0, word.find('.'));
  std::vector<std::string_view> names;
  for (const OfferedKind& kind : offered_) {
    names.push_back(kind.type.plural);
    if (!kind.singular.empty()) names.push_back(kind.singular);
  }
  // A name that exists, but not in the group that was asked for, wants its group.
  if (const OfferedKind* kind = name.empty() ? nullptr : Lookup(name, "", "")) {
    const std::string_view group = kind->type.group;
    error.hints.push_back(
        fmt::format("did you mean `{}{}{}`?", kind->type.plural, group.empty() ? "" : ".", group));
  } else if (const std::string_view near = Nearest(name, names); !near.empty()) {
    error.hints.push_back(fmt::format("did you mean `{}`?", near));
  }
  for (const UnknownVersion& version : unknown_) {
    error.hints.push_back(
        fmt::format("the kinds of `{}` are not known: {}", version.api_version, version.error.message));
  }
  return error;
}

Result<const OfferedKind*> Discovery::Named(std::string_view word) const {
  const std::size_t dot = word.find('.');
  const std::string_view resource = word.substr(0, dot);
  const OfferedKind* found = nullptr;
  if (!resource.empty()) {
    const std::string_view rest = dot == word.npos ? "" : word.substr(dot + 1);
    const std::size_t second = rest.find('.');
    if (second != rest.npos) found = Lookup(resource, rest.substr(0, second), rest.substr(second + 1));
    // `deployments.v1.apps` could also be a resource of the group `v1.apps`; core kinds are `pods.v1.`.
    if (!found) found = Lookup(resource, "", rest);
    if (!found && second == rest.npos) found = Lookup(resource, rest, "");
  }
  if (!found) return std::unexpected(NoSuchType(word));
  return found;
}

Result<std::vector<const OfferedKind*>> Discovery::NamedList(std::string_view words) const {
  std::vector<const OfferedKind*> kinds;
  const auto add = [&](const OfferedKind* kind) {
    if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(kind);
  };
  while (true) {
    const std::size_t comma = words.find(',');
    const std::string_view word = words.substr(0, comma);
    bool category = false;
    for (const OfferedKind& kind : offered_) {
      if (!Contains(kind.categories, word)) continue;
      category = true;
      if (&kind == FindPreferred(kind.type.group, kind.type.kind)) add(&kind);
    }
    if (!category) {
      auto kind = Named(word);
      if (!kind) return std::unexpected(std::move(kind).error());
      add(*kind);
    }
    if (comma == words.npos) return kinds;
    words.remove_prefix(comma + 1);
  }
}

}  // namespace meshctl::kube
