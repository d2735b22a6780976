// SPDX-License-Identifier: Apache-2.0
// Reports of tests, for whatever counts as a test.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"

namespace meshctl::diag {

/// One test and its findings.
struct TestCase {
  std::string name;
  std::string group;    ///< what it is part of
  std::string file;     ///< where it is written; empty: not said
  std::string details;  ///< more about its failure, lines that end in a newline
  std::vector<const Diagnostic*> findings;
};

/// JUnit XML with one suite. A case fails by findings of `failing` or more; lighter ones are its output.
std::string RenderJunit(std::span<const TestCase> cases, std::string_view suite, Level failing);

/// TAP 13: a test for each case, with its findings as a YAML block.
std::string RenderTap(std::span<const TestCase> cases, Level failing);

}  // namespace meshctl::diag
