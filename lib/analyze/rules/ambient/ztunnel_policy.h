// SPDX-License-Identifier: Apache-2.0
// What ztunnel makes of an AuthorizationPolicy: it sees connections, not requests.
#pragma once

#include <string_view>
#include <vector>

#include "model/security.h"
#include "source/source_file.h"

namespace meshctl::analyze {

/// A field that asks about requests.
struct HttpField {
  std::string_view name;  ///< `paths`, or the key of a condition
  source::Span span;      ///< its first value, or the key
};

/// The fields of a rule that ztunnel cannot judge, in the order in which istiod reads them.
std::vector<HttpField> HttpFieldsOf(const model::PolicyRule& rule);

/// Whether anything of a rule is left at ztunnel once such fields are gone, so that it can still hold. A rule
/// without conditions holds always.
bool HoldsAtZtunnel(const model::PolicyRule& rule);

/// Whether ztunnel is given this policy: not attached to anything, and in effect.
bool IsForZtunnel(const model::AuthorizationPolicy& policy);

}  // namespace meshctl::analyze
