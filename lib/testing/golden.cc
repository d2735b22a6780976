// SPDX-License-Identifier: Apache-2.0
// Golden comparison on the longest common subsequence of lines: quadratic, which the small texts of tests
// never notice.
#include "testing/golden.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

namespace meshctl::testing {
namespace {

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

bool Updating() {
  const char* value = std::getenv("MESHCTL_UPDATE");
  return value && std::string_view(value) == "1";
}

std::string LineDifference(std::string_view expected, std::string_view actual) {
  auto a = Lines(expected), b = Lines(actual);
  std::vector<std::vector<int>> common(a.size() + 1, std::vector<int>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      common[i][j] = a[i] == b[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::ostringstream out;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      out << "  " << a[i++] << '\n';
      ++j;
    } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
      out << "- " << a[i++] << '\n';
    } else {
      out << "+ " << b[j++] << '\n';
    }
  }
  return out.str();
}

::testing::AssertionResult SameText(std::string_view expected, std::string_view actual) {
  if (expected == actual) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "texts differ (- expected, + actual):\n"
                                       << LineDifference(expected, actual);
}

std::string SourcePath(const std::string& path) { return std::string(MESHCTL_SOURCE_DIR) + "/" + path; }

std::string ReadSource(const std::string& path) {
  std::ifstream file(SourcePath(path), std::ios::binary);
  if (!file) {
    ADD_FAILURE() << path << ": cannot be read";
    return {};
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

::testing::AssertionResult MatchesFile(const std::string& path, std::string_view actual) {
  std::string full = SourcePath(path);
  if (Updating()) {
    std::filesystem::create_directories(std::filesystem::path(full).parent_path());
    std::ofstream(full, std::ios::binary) << actual;
    return ::testing::AssertionSuccess();
  }
  std::ifstream file(full, std::ios::binary);
  std::string expected(std::istreambuf_iterator<char>(file), {});
  if (!file.bad() && expected == actual) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << path << " differs (- expected, + actual):\n"
         << LineDifference(expected, actual)
         << "if the new text is right, run the test again with MESHCTL_UPDATE=1";
}

}  // namespace meshctl::testing
