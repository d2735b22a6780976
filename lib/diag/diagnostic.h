// SPDX-License-Identifier: Apache-2.0
// A finding about the user's configuration: what is wrong, where, why it matters, what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/edit.h"
#include "source/source_file.h"

namespace meshctl::diag {

/// Istio's three levels; the order is by weight.
enum class Level : std::uint8_t { kInfo, kWarning, kError };

/// `info`, `warning`, `error`.
std::string_view Name(Level level);
/// `Info`, `Warning`, `Error`: as istioctl writes them.
std::string_view UpstreamName(Level level);

/// A place and what to say there; the text may be empty.
struct Label {
  source::Span span;
  std::string text;
};

/// How far a fix can be trusted.
enum class Safety : std::uint8_t {
  kSafe,         ///< means the same or certainly what was meant; `--fix` makes it
  kUnsafe,       ///< probably what was meant; `--unsafe-fixes` makes it
  kDisplayOnly,  ///< needs a person
};

struct Fix {
  std::string title;  ///< imperative: "replace `prefx` by `prefix`"
  std::vector<source::Edit> edits;
  Safety safety = Safety::kDisplayOnly;
};

/// One fault, one finding. Messages are lower case without a final stop, with code in backticks; the message
/// states the fault, only `help` proposes what to do.
struct Diagnostic {
  std::string code;  ///< `IST0101`, `MESH0001`; stable across versions
  std::string name;  ///< what is wrong, in kebab case: `unknown-gateway`
  Level level = Level::kError;
  std::string message;
  Label primary;                   ///< the smallest span that still shows the fault
  std::vector<Label> secondary;    ///< other places that matter, in other files too
  std::vector<std::string> notes;  ///< context
  std::string help;                ///< what to do about it; may be empty
  std::vector<Fix> fixes;
  /// The object concerned as `Kind namespace/name`, or `Kind name`; empty when no object could be read.
  std::string resource;
  /// The cluster of the object, when several were looked at together; else empty.
  std::string cluster;
  /// What the text was rendered from, where it says so: `shop/templates/web.yaml`; mostly empty.
  std::string source;
};

}  // namespace meshctl::diag
