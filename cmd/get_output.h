// SPDX-License-Identifier: Apache-2.0
// The forms in which `get` prints objects that are not tables of the server's making.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "kube/aligned_text.h"
#include "yaml/json.h"
#include "yaml/json_path.h"

namespace meshctl::cmd {

/// What `-o` asks for.
struct GetOutput {
  enum class Form { kTable, kWide, kJson, kYaml, kName, kPath, kColumns };
  /// A column of `custom-columns`.
  struct Column {
    std::string header;
    yaml::JsonPath path;
  };

  Form form = Form::kTable;
  std::optional<yaml::JsonPath> path = {};
  std::vector<Column> columns = {};

  bool is_table() const { return form == Form::kTable || form == Form::kWide; }
};

/// Reads `wide`, `json`, `yaml`, `name`, `jsonpath=TEMPLATE`, `custom-columns=HEADER:PATH,...`; nothing is a
/// table. Errors are of kind usage.
Result<GetOutput> ParseGetOutput(const std::string& text);

/// JSON as kubectl prints it: four blanks, what HTML takes for markup escaped, a line feed at the end.
std::string PrettyJson(const Json& value);

/// One row for an object: what each path finds, `<none>` for nothing.
Result<std::vector<std::string>> CustomRow(const Json& object, const std::vector<GetOutput::Column>& columns);

}  // namespace meshctl::cmd
