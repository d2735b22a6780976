// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a text before it is YAML: one code each, and words for people.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"
#include "source/source_file.h"

namespace meshctl::yaml {

/// The codes of this room; stable, in the order of their numbers.
enum class Fault {
  kSyntax = 1,       ///< YAML0001: the grammar says no
  kDuplicateKey,     ///< YAML0002
  kInvalidUtf8,      ///< YAML0003
  kUnknownAlias,     ///< YAML0004: undefined, or inside its own anchor
  kAliasBomb,        ///< YAML0005
  kTooDeep,          ///< YAML0006
  kInvalidKey,       ///< YAML0007: null, a list or a map as a key
  kInvalidMerge,     ///< YAML0008: `<<` with something that is not a map
  kIgnoredDocument,  ///< YAML0009: text that Kubernetes' reader would silently drop
  kInvalidValue,     ///< YAML0010: a tag its value cannot have, a number that JSON lacks
};

struct FaultRow {
  Fault fault;
  std::string_view code;     ///< `YAML0002`
  std::string_view name;     ///< `duplicate-key`
  std::string_view summary;  ///< what it means and what to do, for `meshctl explain`
};

/// All rows, by code.
std::span<const FaultRow> AllFaults();

/// A finding of level error at `span`.
diag::Diagnostic MakeFinding(Fault fault, std::string message, source::Span span, std::string label = {},
                             std::string help = {});

/// libyaml's complaint, said for people. `problem` and `context` are its own words (context may be empty),
/// `at` and `context_at` byte offsets into `file`.
diag::Diagnostic SyntaxFinding(const source::SourceFile& file, std::string_view problem, std::uint32_t at,
                               std::string_view context, std::uint32_t context_at);

}  // namespace meshctl::yaml
