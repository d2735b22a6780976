// SPDX-License-Identifier: Apache-2.0
// What a request that writes says: its options and its object, checked against the path it was sent to.
#pragma once

#include <string>
#include <vector>

#include "sandbox/body.h"
#include "sandbox/verbs.h"

namespace meshctl::sandbox {

enum class FieldValidation { kStrict, kWarn, kIgnore };

struct WriteOptions {
  Commit commit = Commit::kStore;
  FieldValidation validation = FieldValidation::kWarn;
  Owner owner;  ///< of an update
  bool force = false;
};

/// Reads `dryRun`, `fieldManager`, `fieldValidation` and `force`. The manager of a request that names none is
/// the program in its User-Agent.
Answer<WriteOptions> ReadOptions(const Call& call);

/// An object fit for the resource of the call: kind, namespace and name agree with the path, nulls are gone,
/// unknown fields removed and reported as the options say.
struct ObjectRead {
  Json object;
  std::vector<std::string> warnings;
};
/// `sent` is the body that `object` is, or that led to it.
Answer<ObjectRead> ReadObject(const Call& call, const WriteOptions& options, Json object, const Body& sent);

/// As ReadObject, for apply: unknown fields, wrong types and repeated list items are refused with 500, as the
/// API server's typed merge does.
Answer<Json> ReadApplied(const Call& call, Json body);

}  // namespace meshctl::sandbox
