// SPDX-License-Identifier: Apache-2.0
// The table of structural findings.
#include "validate/findings.h"

#include <array>

namespace meshctl::validate {
namespace {

using diag::Level;

constexpr std::array<FaultRow, 20> kFaults = {{
    {Fault::kUnknownField, "SCHEMA0001", "unknown-field", Level::kError,
     "the type of the object has no field of this name"},
    {Fault::kWrongType, "SCHEMA0002", "wrong-type", Level::kError,
     "the field holds another type of value, for example a string where a number belongs"},
    {Fault::kMissingField, "SCHEMA0003", "missing-field", Level::kError,
     "a field that must be given is missing"},
    {Fault::kUnknownValue, "SCHEMA0004", "unknown-value", Level::kError,
     "the field takes one of a few words, and this is none of them"},
    {Fault::kUnknownKind, "SCHEMA0005", "unknown-kind", Level::kError, "no API has a kind of this name"},
    {Fault::kUnknownApiVersion, "SCHEMA0006", "unknown-api-version", Level::kError,
     "the kind exists, but not in this apiVersion"},
    {Fault::kMissingKind, "SCHEMA0007", "missing-kind", Level::kError,
     "the object does not say what kind it is"},
    {Fault::kMissingApiVersion, "SCHEMA0008", "missing-api-version", Level::kError,
     "the object does not say which version of which API it is written for"},
    {Fault::kNotAnObject, "SCHEMA0009", "not-an-object", Level::kError,
     "a document of a manifest must be a mapping from field names to values"},
    {Fault::kUnservedVersion, "SCHEMA0010", "unserved-version", Level::kError,
     "the kind has this version, but API servers no longer answer for it"},
    {Fault::kOutOfRange, "SCHEMA0011", "out-of-range", Level::kError,
     "a number is smaller or larger than allowed"},
    {Fault::kWrongLength, "SCHEMA0012", "wrong-length", Level::kError,
     "a string, list or map is shorter or longer than allowed"},
    {Fault::kWrongFormat, "SCHEMA0013", "wrong-format", Level::kError,
     "a string is not written as its field demands, for example a duration without a unit"},
    {Fault::kConflictingFields, "SCHEMA0014", "conflicting-fields", Level::kError,
     "of these fields at most one may be set"},
    {Fault::kDuplicateItem, "SCHEMA0015", "duplicate-item", Level::kError,
     "two items of a list have the same key or value, and must not"},
    {Fault::kNullItem, "SCHEMA0016", "null-item", Level::kError,
     "an item of a list is null, and must not be"},
    {Fault::kPattern, "SCHEMA0017", "pattern-mismatch", Level::kError,
     "a string does not match the regular expression that its schema demands"},
    {Fault::kRule, "SCHEMA0018", "rule-broken", Level::kError,
     "the value breaks a rule (CEL) of the custom resource definition, which looks at several fields "
     "together"},
    {Fault::kDeprecated, "SCHEMA0019", "deprecated", Level::kInfo,
     "the field, value or version of the kind still works, but is on its way out"},
    {Fault::kExperimentalField, "SCHEMA0020", "experimental-field", Level::kWarning,
     "only clusters with the experimental custom resource definitions know the field or value; others "
     "refuse it"},
}};

}  // namespace

std::span<const FaultRow> AllFaults() { return kFaults; }

const FaultRow& Describe(Fault fault) { return kFaults[static_cast<std::size_t>(fault) - 1]; }

}  // namespace meshctl::validate
