// SPDX-License-Identifier: Apache-2.0
// From the text of a policy's value to what is compared.
#pragma once

#include <string_view>
#include <vector>

#include "access/condition.h"

namespace meshctl::access {

/// Adds what `text` means as a value of `subject`; several where the mesh's trust domain has aliases. False
/// when it means nothing there: no address, no port, an HTTP attribute where HTTP is not spoken.
bool AddValues(std::string_view text, const Subject& subject, const Condition::Context& context,
               std::vector<Value>& values);

}  // namespace meshctl::access
