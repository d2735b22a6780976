// SPDX-License-Identifier: Apache-2.0
// What the values of annotations must be: the checks of the injector.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "source/source_file.h"
#include "yaml/node.h"

namespace meshctl::analyze {

struct ValueProblem {
  std::string text;   ///< what is wrong: "`abc` is no port number"
  source::Span span;  ///< the part of the value that is
  std::string help;
};

/// What is wrong with the value of an annotation; nothing when it is fine or the injector does not look at
/// it.
std::optional<ValueProblem> CheckAnnotationValue(std::string_view name, const yaml::Node& value);

}  // namespace meshctl::analyze
