// SPDX-License-Identifier: Apache-2.0
// Two types of the Gateway API have such alternatives, so they are read when first needed.
#include "validate/custom/type_alternatives.h"

#include <fmt/core.h>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "diag/report.h"
#include "source/source_file.h"
#include "validate/custom/read_schema.h"
#include "yaml/parse.h"

namespace meshctl::validate::custom {
namespace {

constexpr yaml::Node kNoComponents;

std::string TextOf(schema::Type type) {
  std::string defaults;
  for (const schema::Field field : type.fields()) {
    if (field.default_json().empty()) continue;
    defaults += fmt::format("{}\"{}\": {{\"default\": {}}}", defaults.empty() ? "" : ", ", field.name(),
                            field.default_json());
  }
  return fmt::format("{{\"properties\": {{{}}}, \"oneOf\": {}}}", defaults, type.schema_one_of());
}

struct Alternatives {
  explicit Alternatives(schema::Type type)
      : file("alternatives", TextOf(type), source::Origin::kGenerated),
        stream(yaml::Parse(file, {}, faults)),
        schema(SchemaReader(kNoComponents, memory).ReadValue(stream.documents.at(0), type.name())) {}

  diag::Report faults;
  source::SourceFile file;
  yaml::Stream stream;
  Schemas memory;
  const Schema* schema;
};

}  // namespace

const Schema& AlternativesOf(schema::Type type) {
  static std::mutex mutex;
  static std::map<std::size_t, std::unique_ptr<Alternatives>> read;
  const std::scoped_lock lock(mutex);
  std::unique_ptr<Alternatives>& alternatives = read[type.index()];
  if (!alternatives) alternatives = std::make_unique<Alternatives>(type);
  return *alternatives->schema;
}

}  // namespace meshctl::validate::custom
