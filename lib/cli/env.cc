// SPDX-License-Identifier: Apache-2.0
#include "cli/env.h"

namespace meshctl::cli {

diag::Style Env::StyleFor(const Output& output) const {
  bool wanted = output.terminal;
  if (color == "always") {
    wanted = true;
  } else if (color == "never") {
    wanted = false;
  } else if (auto no_color = variable ? variable("NO_COLOR") : std::nullopt; no_color && !no_color->empty()) {
    wanted = false;
  } else if (auto term = variable ? variable("TERM") : std::nullopt; term == "dumb") {
    wanted = false;
  }
  return {.color = wanted, .width = output.width};
}

}  // namespace meshctl::cli
