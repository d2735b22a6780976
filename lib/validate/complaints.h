// SPDX-License-Identifier: Apache-2.0
// The wording of structural findings: from a fault at a place to a diagnostic with carets, help and fixes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cel/cel.h"
#include "diag/report.h"
#include "schema/types.h"
#include "validate/findings.h"
#include "validate/place.h"
#include "yaml/node.h"

namespace meshctl::validate {

using schema::Field;
using schema::Format;
using schema::Names;
using schema::OneOf;
using schema::OneOfs;
using schema::Type;

/// The fields an object may have, for findings about one it must not have.
struct KnownFields {
  std::string type;                      ///< `HTTPMatchRequest`
  std::vector<std::string_view> listed;  ///< those that may be named
  std::string_view near;                 ///< the one that was probably meant, or empty
  bool below_spec = false;               ///< whether the key would be right below `spec`
};

/// What a value must be.
struct Expectation {
  std::string_view words;  ///< with its article: "a string"
  schema::Shape shape = schema::Shape::kSingle;
  schema::Scalar scalar = schema::Scalar::kAny;
};

/// A CEL rule that does not hold.
struct BrokenRule {
  std::string_view text;
  std::string_view message;     ///< stands behind the path of the value
  std::string_view field_path;  ///< `.tls`: the field to point at, or empty
  std::string_view twin;        ///< the code of a finding that says the same better, or empty
};

/// Findings about the inside of one object. Only called when something is wrong, so clarity comes before
/// speed.
class Complaints {
 public:
  /// `root` is the object; it gives findings their resource.
  Complaints(const yaml::Node& root, diag::Report& report)
      : root_(root), report_(report), begin_(report.findings().size()) {}

  /// `entry` of the object `node` at `place` is no field of `type`.
  void UnknownField(const Place& place, const yaml::Node& node, const yaml::Entry& entry, Type type);
  void UnknownField(const Place& place, const yaml::Node& node, const yaml::Entry& entry,
                    const KnownFields& known);
  /// The root must be an object.
  void WrongRoot(const yaml::Node& node);
  /// `node` is not what `field` holds; when `field` is a list or map and `element`, not what each element is.
  void WrongType(const Place& place, const yaml::Node& node, Field field, bool element);
  void WrongType(const Place& place, const yaml::Node& node, const Expectation& expected);
  /// `owner` is the type of the object that lacks the field.
  void MissingField(const Place& place, const yaml::Node& node, std::string_view owner,
                    std::string_view field);
  void EmptyField(const Place& place, const yaml::Node& node);
  void MissingName(const Place& place, const yaml::Node& node);
  void MissingOneOf(const Place& place, const yaml::Node& node, std::span<const std::string_view> fields);
  void UnknownValue(const Place& place, const yaml::Node& node, std::span<const std::string_view> choices);
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
                         std::span<const std::string_view> fields, bool exactly_one);
  void DuplicateItem(const Place& place, const yaml::Node& first, const yaml::Node& second);
  void NullItem(const Place& place, const yaml::Node& node);
  void PatternMismatch(const Place& place, const yaml::Node& node, std::string_view pattern);
  /// `demand` is what a schema made of alternatives asks for: "must fit one of ...".
  void WrongAlternative(const Place& place, const yaml::Node& node, std::string_view demand);
  /// A rule does not hold for the value `node`, or, with a failure, cannot be evaluated for it. Said only
  /// when nothing else is wrong inside the value: rules take for granted what the schema demands.
  void RuleBroken(const Place& place, const yaml::Node& node, const BrokenRule& rule,
                  const cel::Failure* failure);
  /// Adds the broken rules whose twins have not been found. To be called when all else has been said.
  void AddUntwinned();
  /// `entry` of the object at `place` is a deprecated field.
  void Deprecated(const Place& place, const yaml::Entry& entry);
  void DeprecatedValue(const Place& place, const yaml::Node& node);
  /// The value at `place` needs the experimental definitions; `span` is what to point at.
  void Experimental(const Place& place, source::Span span);

 private:
  void Add(Fault fault, std::string message, source::Span span, std::string label, std::string help = {},
           std::vector<diag::Fix> fixes = {});

  /// Whether an error about something inside the value has been reported.
  bool Faulty(const yaml::Node& node) const;

  const yaml::Node& root_;
  struct Twinned {
    diag::Diagnostic finding;
    std::string_view twin;
  };

  diag::Report& report_;
  std::size_t begin_;  // of this object's findings in the report
  std::vector<Twinned> twinned_;
};

/// A finding with code, name and level of its fault.
diag::Diagnostic MakeFinding(Fault fault, std::string message, source::Span span, std::string label);
/// `Kind namespace/name` as far as the object says it; empty without a kind.
std::string ResourceOf(const yaml::Node& root);
/// "a string", "an integer": what YAML made of a value.
std::string_view WithArticle(yaml::Type type);
/// `A`, `B`, ...: the first few of many, each in backticks.
std::string ListOf(std::span<const std::string_view> names);

}  // namespace meshctl::validate
