// SPDX-License-Identifier: Apache-2.0
#include "cli/env.h"

namespace meshctl::cli {

diag::Style Env::StyleFor(const Output& output) const {
  auto value = [this](const char* name) { return variable ? variable(name).value_or("") : std::string(); };
  bool suits = output.terminal && value("NO_COLOR").empty() && value("TERM") != "dumb";
  return {.color = color == "always" || (color == "auto" && suits), .width = output.width};
}

}  // namespace meshctl::cli
