// SPDX-License-Identifier: Apache-2.0
// What field validation has to say about the object of a request: unknown fields, and fields given twice.
#pragma once

#include <string>
#include <vector>

#include "sandbox/body.h"
#include "sandbox/catalog.h"

namespace meshctl::sandbox {

/// `unknown field "spec.x"`, `duplicate field "spec.y"`, `line 5: key "z" already set in map`, in the API
/// server's order.
struct FieldComplaints {
  std::vector<std::string> texts;
  /// How many of the texts, from the first on, are lines of a YAML reader.
  std::size_t yaml_lines = 0;

  /// As strict validation refuses them.
  std::string ToString() const;
};

/// `unknown` are the paths of fields that were dropped; `sent` is the body of the request.
FieldComplaints ComplainOf(const Resource& resource, const std::vector<std::string>& unknown,
                           const Body& sent);

}  // namespace meshctl::sandbox
