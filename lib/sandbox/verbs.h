// SPDX-License-Identifier: Apache-2.0
// What each method does to the resource a path names.
#pragma once

#include <expected>

#include "sandbox/api.h"

namespace meshctl::sandbox {

/// An answer of a verb, before it is printed.
struct Outcome {
  int status = 200;
  Json body;
  std::vector<std::string> warnings = {};
};

/// One request on its way: what it says and where it goes.
struct Call {
  const Request& request;
  const Target& target;
  Registry& registry;
};

Answer<Outcome> GetObject(const Call& call);
Answer<Outcome> ListObjects(const Call& call);
Answer<Outcome> CreateObject(const Call& call);
Answer<Outcome> UpdateObject(const Call& call);
/// Apply, merge patch, strategic merge patch (built-in kinds) and JSON patch, by content type.
Answer<Outcome> PatchObject(const Call& call);
Answer<Outcome> DeleteObject(const Call& call);
Answer<Outcome> DeleteObjects(const Call& call);
/// GET, PUT and PATCH of the subresource `scale`.
Answer<Outcome> ScaleObject(const Call& call);
/// The watch that a list request with `watch=true` asks for.
Answer<Watch::Options> ReadWatch(const Call& call);

}  // namespace meshctl::sandbox
