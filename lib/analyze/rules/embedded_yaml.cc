// SPDX-License-Identifier: Apache-2.0
// A block literal keeps its lines as they are but for the indentation, so places can be carried over.
#include "analyze/rules/embedded_yaml.h"

#include <string>
#include <string_view>

namespace meshctl::analyze {

EmbeddedYaml::EmbeddedYaml(const yaml::Node& scalar)
    : scalar_(scalar),
      file_(std::make_unique<source::SourceFile>("", std::string(scalar.text()))),
      stream_(yaml::Parse(*file_, {}, faults_)) {}

const yaml::Node& EmbeddedYaml::root() const {
  static const yaml::Node kAbsent;
  return stream_.documents.empty() ? kAbsent : stream_.documents.front();
}

source::Span EmbeddedYaml::Outer(source::Span inner) const {
  const source::Span whole = scalar_.span();
  if (scalar_.style() != yaml::Style::kLiteral || inner.file != file_.get()) return whole;
  const std::uint32_t inner_line = inner.position().line;
  const std::string_view text = file_->line(inner_line);
  const std::uint32_t line = whole.position().line + inner_line;  // behind the line that ends in `|`
  const std::string_view outer = whole.file->line(line);
  const std::uint32_t column = inner.begin - file_->line_begin(inner_line);
  const std::uint32_t length = inner.end - inner.begin;
  if (!outer.ends_with(text) || column + length > text.size()) return whole;
  const auto indent = static_cast<std::uint32_t>(outer.size() - text.size());
  const std::uint32_t begin = whole.file->line_begin(line) + indent + column;
  return {whole.file, begin, begin + length};
}

}  // namespace meshctl::analyze
