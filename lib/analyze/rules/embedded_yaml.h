// SPDX-License-Identifier: Apache-2.0
// YAML in a string of YAML, such as the annotation `proxy.istio.io/config`.
#pragma once

#include <memory>

#include "diag/report.h"
#include "yaml/parse.h"

namespace meshctl::analyze {

class EmbeddedYaml {
 public:
  /// Reads the text of a scalar, which must outlive the value.
  explicit EmbeddedYaml(const yaml::Node& scalar);

  /// The first document; absent when there is none or it cannot be read.
  const yaml::Node& root() const;
  /// What makes it unreadable, in places of the embedded text.
  const diag::Report& faults() const { return faults_; }
  /// Where a place of the embedded text stands in the outer one: exactly in block literals (`|`), else the
  /// whole scalar.
  source::Span Outer(source::Span inner) const;

 private:
  const yaml::Node& scalar_;
  std::unique_ptr<source::SourceFile> file_;
  diag::Report faults_;
  yaml::Stream stream_;
};

}  // namespace meshctl::analyze
