// SPDX-License-Identifier: Apache-2.0
// The wording of structural findings: from a fault at a place to a diagnostic with carets, help and fixes.
#pragma once

#include <string>
#include <string_view>

#include "diag/report.h"
#include "validate/findings.h"
#include "validate/place.h"
#include "schema/types.h"
#include "yaml/node.h"

namespace meshctl::validate {

using schema::Field;
using schema::Format;
using schema::Names;
using schema::OneOf;
using schema::OneOfs;
using schema::Type;

/// Findings about the inside of one object. Only called when something is wrong, so clarity comes before
/// speed.
class Complaints {
 public:
  /// `root` is the object; it gives findings their resource.
  Complaints(const yaml::Node& root, diag::Report& report) : root_(root), report_(report) {}

  /// `entry` of the object `node` at `place` is no field of `type`.
  void UnknownField(const Place& place, const yaml::Node& node, const yaml::Entry& entry, Type type);
  /// The root must be an object.
  void WrongRoot(const yaml::Node& node);
  /// `node` is not what `field` holds; when `field` is a list or map and `element`, not what each element is.
  void WrongType(const Place& place, const yaml::Node& node, Field field, bool element);
  void MissingField(const Place& place, const yaml::Node& node, Type type, Field field);
  void EmptyField(const Place& place, const yaml::Node& node);
  void MissingName(const Place& place, const yaml::Node& node);
  void MissingOneOf(const Place& place, const yaml::Node& node, OneOf group);
  void UnknownValue(const Place& place, const yaml::Node& node, Names choices);
  void OutOfRange(const Place& place, const yaml::Node& node, std::string_view limit);
  /// `limit` is what the size must be: "at least 1 item".
  void WrongLength(const Place& place, const yaml::Node& node, std::string_view limit);
  /// `what` is what the text should have been, with its article: "a duration".
  void WrongFormat(const Place& place, const yaml::Node& node, std::string_view what,
                   std::string_view syntax);
  /// Says nothing of the value: it is most likely a secret.
  void NotBase64(const Place& place, const yaml::Node& node);
  void WrongKeyFormat(const Place& place, const yaml::Entry& entry, Format format);
  void ConflictingFields(const Place& place, const yaml::Entry& first, const yaml::Entry& second,
                         OneOf group);
  void DuplicateItem(const Place& place, const yaml::Node& first, const yaml::Node& second);
  void NullItem(const Place& place, const yaml::Node& node);

 private:
  void Add(Fault fault, std::string message, source::Span span, std::string label, std::string help = {},
           std::vector<diag::Fix> fixes = {});

  const yaml::Node& root_;
  diag::Report& report_;
};

/// A finding with code, name and level of its fault.
diag::Diagnostic MakeFinding(Fault fault, std::string message, source::Span span, std::string label);
/// `Kind namespace/name` as far as the object says it; empty without a kind.
std::string ResourceOf(const yaml::Node& root);
/// "a string", "an integer": what YAML made of a value.
std::string_view WithArticle(yaml::Type type);
/// `A`, `B`, ...: the first few of many, each in backticks.
std::string ListOf(Names names);

}  // namespace meshctl::validate
