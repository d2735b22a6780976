// SPDX-License-Identifier: Apache-2.0
// Expected output kept in files. `MESHCTL_UPDATE=1` rewrites what differs; a review then reads the diff.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace meshctl::testing {

/// Whether MESHCTL_UPDATE asks to rewrite expectations.
bool Updating();

/// Where two texts differ, as the lines around each difference marked - (expected) and + (actual).
std::string LineDifference(std::string_view expected, std::string_view actual);

/// Succeeds when the texts are equal; else shows the difference.
::testing::AssertionResult SameText(std::string_view expected, std::string_view actual);

/// Compares with a file, given relative to the top of the source tree; when updating, writes it instead.
::testing::AssertionResult MatchesFile(const std::string& path, std::string_view actual);

/// The content of a file relative to the top of the source tree; fails the running test when it is missing.
std::string ReadSource(const std::string& path);

/// The path of a file of the source tree.
std::string SourcePath(const std::string& path);

}  // namespace meshctl::testing
