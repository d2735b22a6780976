// SPDX-License-Identifier: Apache-2.0
// Fields that an API server names in the text of a refusal alone, where other refusals have a list of causes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube/failure.h"

namespace meshctl::kube {

/// A refusal's text, taken apart.
struct MessageCauses {
  std::string headline;  ///< the text before the first field
  std::vector<Cause> causes;
};

/// Reads two texts, as Kubernetes 1.27 to 1.36 writes them; causes are empty for any other.
/// - Server-side apply of what does not fit the schema, a 500: `failed to create typed patch object (...): `
///   and `.spec.size: expected numeric (int or float), got string`, or `errors:` and a line for each field.
/// - Strict decoding, 400 or 422: `strict decoding error: unknown field "spec.sizes", duplicate field
/// "kind"`.
MessageCauses CausesInMessage(std::string_view message);

/// Whether the body of an answer of status 500 is such a text: the same request gets the same answer again.
bool IsSchemaRefusal(std::string_view body);

}  // namespace meshctl::kube
