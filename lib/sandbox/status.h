// SPDX-License-Identifier: Apache-2.0
// Refusals in the structure and wording of the Kubernetes API server.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/json.h"

namespace meshctl::sandbox {

/// One reason among several: of an invalid object or of an apply conflict.
struct Cause {
  std::string reason;  ///< `FieldManagerConflict`, `FieldValueRequired`
  std::string message;
  std::string field = {};
};

/// Why a request was not carried out; printed as metav1.Status.
struct Refusal {
  int code = 500;
  std::string reason;  ///< empty for the few that the API server gives none
  std::string message;
  std::string name;  ///< of the object, when one is concerned
  std::string group;
  std::string kind;  ///< for most reasons the plural, as the API server has it
  std::vector<Cause> causes;
  bool with_details = false;  ///< `details` even when they are empty
  int retry_after_seconds = 0;
  std::vector<std::string> warnings = {};  ///< texts for `Warning: 299` headers
  std::string continue_token = {};         ///< with which a list can go on all the same
};

template <typename T>
using Answer = std::expected<T, Refusal>;

/// `deployments.apps`, or `pods` in the core group.
struct GroupResource {
  std::string group;
  std::string plural;

  std::string ToString() const { return group.empty() ? plural : plural + "." + group; }
  friend auto operator<=>(const GroupResource&, const GroupResource&) = default;
};

/// The refusal as an object of kind Status.
Json ToStatus(const Refusal& refusal);
/// The Status of a delete that was carried out.
Json SuccessStatus(const GroupResource& resource, std::string_view name, std::string_view uid);

Refusal NotFound(const GroupResource& resource, std::string_view name);
/// 404 for a path that leads to no resource.
Refusal NoSuchResource();
Refusal AlreadyExists(const GroupResource& resource, std::string_view name);
/// 409 of a write that carries an old resourceVersion.
Refusal Outdated(const GroupResource& resource, std::string_view name);
/// 409 for a reason of its own: `Operation cannot be fulfilled on …: why`.
Refusal Conflict(const GroupResource& resource, std::string_view name, std::string_view why);
/// 409 of an apply; `message` tells the conflicts again.
Refusal ApplyConflict(std::string message, std::vector<Cause> causes);
Refusal BadRequest(std::string message);
/// 400 of a body that is no object of its kind.
Refusal Undecodable(std::string_view kind, std::string_view version, std::string_view why);
/// 422 of a patch that leads to what is no object of its kind; `shown` is the patch or its result.
Refusal BadPatch(std::string_view shown, std::string_view why);
/// 422 of a JSON patch whose operations do not fit.
Refusal UnfitPatch();
/// 422; the message lists the causes after `Kind.group "name" is invalid`.
Refusal Invalid(std::string_view kind, std::string_view group, std::string_view name,
                std::vector<Cause> causes);
Refusal Forbidden(const GroupResource& resource, std::string_view name, std::string_view why);
/// 500 of an applied object that does not fit its schema; `object` is `namespace/name; apps/v1,
/// Kind=Deployment`.
Refusal Untypable(std::string_view object, std::string_view fault);
/// 500 without a reason, which the API server gives to a few faults of the client.
Refusal InternalFault(std::string message);
Refusal Unauthorized();
Refusal MethodNotAllowed();
Refusal TooLarge(std::size_t limit);
/// 410 of a list or watch that starts from a version no longer remembered.
Refusal Expired(std::string message);
/// 504 of a list of a state that is yet to come.
Refusal TooLargeVersion(std::uint64_t version, std::uint64_t current);
Refusal UnsupportedMediaType(const std::vector<std::string_view>& accepted);

}  // namespace meshctl::sandbox
