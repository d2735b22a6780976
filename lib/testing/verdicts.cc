// SPDX-License-Identifier: Apache-2.0
#include "testing/verdicts.h"

#include <fmt/core.h>

namespace meshctl::testing {

void Verdicts::Case(const std::string& name, bool passed, const std::string& detail) {
  const auto gap = gaps_.find(name);
  ++(passed ? passed_ : failed_);
  if (passed && gap != gaps_.end()) {
    ++unexpected_;
    fmt::print("{}: passes, and is no gap any more: take it off the list\n", name);
  } else if (!passed && gap != gaps_.end()) {
    fmt::print("{}: known gap: {}\n", name, gap->second);
  } else if (!passed) {
    ++unexpected_;
    fmt::print("{}: {}\n", name, detail);
  }
}

int Verdicts::Finish() const {
  fmt::print("{} passed, {} failed\n", passed_, failed_);
  return unexpected_ == 0 ? 0 : 1;
}

}  // namespace meshctl::testing
