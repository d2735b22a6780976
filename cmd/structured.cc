// SPDX-License-Identifier: Apache-2.0
// There is one renderer for programs; YAML is another spelling of what it says.
#include "cmd/structured.h"

#include "yaml/json.h"

namespace meshctl::cmd {

std::string InFormat(std::string json, const std::string& format) {
  if (format != "yaml") return json;
  return yaml::PrintYaml(yaml::ParseJson(json).value_or(Json()));
}

}  // namespace meshctl::cmd
