// SPDX-License-Identifier: Apache-2.0
// Paths are searched for when there is a finding instead of being carried along, so that rules read like
// the servers' code: plain walks over values.
#include "validate/object.h"

#include <cstddef>

#include "validate/place.h"

namespace meshctl::validate {
namespace {

/// The place of `wanted` below `node`, handed to `found` while the frames that make it up are alive.
template <typename Found>
bool Search(const yaml::Node& node, const yaml::Node& wanted, const Place& place, const Found& found) {
  if (&node == &wanted) {
    found(place);
    return true;
  }
  for (const yaml::Entry& entry : node.entries()) {
    if (Search(entry.value, wanted, place.Key(entry), found)) return true;
  }
  std::size_t index = 0;
  for (const yaml::Node& item : node.items()) {
    if (Search(item, wanted, place.Item(index++), found)) return true;
  }
  return false;
}

}  // namespace

Object::Object(const yaml::Node& root, schema::Kind kind, const Surroundings& surroundings)
    : root_(root),
      metadata_(root.Get("metadata")),
      spec_(root.Get("spec")),
      kind_(kind),
      surroundings_(surroundings) {}

std::string_view Object::name() const { return metadata_.Get("name").string(); }

std::string_view Object::ns() const {
  if (!kind_.namespaced()) return {};
  const std::string_view own = metadata_.Get("namespace").string();
  if (!own.empty()) return own;
  return surroundings_.default_namespace.empty() ? "default" : surroundings_.default_namespace;
}

const yaml::Node& Object::labels() const { return Meta("labels"); }

const yaml::Node& Object::annotations() const { return Meta("annotations"); }

const yaml::Node& Object::Meta(std::string_view key) const {
  static const yaml::Node kNone;
  return surroundings_.spec_only ? kNone : metadata_.Get(key);
}

const yaml::Node& Object::Label(std::string_view key) const { return labels().Get(key); }

const yaml::Node& Object::Annotation(std::string_view key) const { return annotations().Get(key); }

std::string Object::PathOf(const yaml::Node& node) const {
  std::string path;
  Search(root_, node, Place(), [&](const Place& place) { path = validate::PathOf(place); });
  return path;
}

std::string Object::PathOf(const yaml::Node& parent, std::string_view field) const {
  std::string path(field);
  Search(root_, parent, Place(), [&](const Place& place) { path = validate::PathOf(place, field); });
  return path;
}

source::Span Object::Anchor(const yaml::Node& parent) const {
  source::Span span = parent.present() ? parent.span() : root_.span();
  Search(root_, parent.present() ? parent : root_, Place(),
         [&](const Place& place) { span = validate::Anchor(place, parent.present() ? parent : root_); });
  return span;
}

}  // namespace meshctl::validate
