// SPDX-License-Identifier: Apache-2.0
// A document about one finding: prose, examples that are flagged or accepted, and what is found in them.
//
// Below `## Flagged` and `## Accepted` every fence marked `yaml` is an example. Behind a flagged one stand,
// written under MESHCTL_UPDATE=1, a fence marked `text` with its findings and, when they have fixes, the
// words "With the fix:" and a fence marked `yaml fixed`.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace meshctl::testing {

class ExampleDoc {
 public:
  struct Example {
    bool flagged = false;
    std::string yaml;
  };
  struct Results {
    std::string findings;
    std::string fixed;  ///< empty when there is no fix
  };

  explicit ExampleDoc(std::string_view text);

  std::vector<Example> examples() const;
  /// The whole document with `run`'s results behind the flagged examples, to be compared with the file.
  std::string WithResults(const std::function<Results(const Example&)>& run) const;
  /// The first line: `# unknown-field`.
  std::string_view title() const;

 private:
  struct Block {
    std::string info;  // of a fence; empty for paragraphs
    std::string text;
    bool fence = false;
    bool flagged = false;
  };

  std::vector<Block> blocks_;  // without results
};

}  // namespace meshctl::testing
