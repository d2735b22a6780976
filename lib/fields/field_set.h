// SPDX-License-Identifier: Apache-2.0
// Sets of fields of one object: who owns what, as `metadata.managedFields` tells it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/json.h"

namespace meshctl::fields {

/// A step of a path in the words of FieldsV1: `f:replicas` names a field or map key, `k:{"name":"app"}` the
/// item of a keyed list, `v:"x"` the item of a set. The text is canonical, so equal steps are equal strings.
using Step = std::string;

Step FieldStep(std::string_view name);
/// `keys` is the object of key fields and their values.
Step KeyStep(const Json& keys);
Step ValueStep(const Json& value);

using Path = std::vector<Step>;

/// `.spec.template.spec.containers[name="app"].image`: how the API server writes a path in its messages.
std::string ToString(const Path& path);

/// A set of paths, held as the tree they form. A path may be a member without the ones below it, and the
/// other way round.
class FieldSet {
 public:
  bool empty() const { return !member_ && below_.empty(); }
  /// Whether the path that led here is in the set.
  bool member() const { return member_; }
  /// What the set holds below a step; empty where it holds nothing.
  const FieldSet& Below(const Step& step) const;
  const std::map<Step, FieldSet>& children() const { return below_; }

  void Insert(const Path& path);
  void InsertHere() { member_ = true; }
  /// The set below a step, made when it was not there. Left empty, it must be removed by `Compact`.
  FieldSet& At(const Step& step) { return below_[step]; }
  /// Drops branches without members.
  void Compact();

  /// Every member, in a fixed order.
  std::vector<Path> Paths() const;

  friend bool operator==(const FieldSet&, const FieldSet&) = default;

 private:
  bool member_ = false;
  std::map<Step, FieldSet> below_;
};

FieldSet Union(const FieldSet& a, const FieldSet& b);
FieldSet Intersection(const FieldSet& a, const FieldSet& b);
/// What is in `a` and not in `b`.
FieldSet Difference(const FieldSet& a, const FieldSet& b);

/// FieldsV1, the form of managedFields: `{"f:spec":{"f:replicas":{}}}`, with `.` for a member that has
/// members below it.
Json ToFieldsV1(const FieldSet& set);
/// Reads FieldsV1. Anything else than nested objects reads as empty.
FieldSet FromFieldsV1(const Json& json);

}  // namespace meshctl::fields
