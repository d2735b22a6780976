// SPDX-License-Identifier: Apache-2.0
// One function per reason, so that codes, reasons and wording stand side by side and nowhere else.
#include "sandbox/status.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace meshctl::sandbox {
namespace {

Refusal About(int code, std::string reason, const GroupResource& resource, std::string_view name,
              std::string message) {
  return {code, std::move(reason), std::move(message), std::string(name), resource.group, resource.plural,
          {}};
}

Refusal Plain(int code, std::string reason, std::string message) {
  return {code, std::move(reason), std::move(message), {}, {}, {}, {}};
}

}  // namespace

Json ToStatus(const Refusal& refusal) {
  Json details = Json::object();
  if (!refusal.name.empty()) details["name"] = refusal.name;
  if (!refusal.group.empty()) details["group"] = refusal.group;
  if (!refusal.kind.empty()) details["kind"] = refusal.kind;
  for (const Cause& cause : refusal.causes) {
    Json shown = {{"reason", cause.reason}, {"message", cause.message}};
    if (!cause.field.empty()) shown["field"] = cause.field;
    details["causes"].push_back(std::move(shown));
  }
  if (refusal.retry_after_seconds > 0) details["retryAfterSeconds"] = refusal.retry_after_seconds;
  Json status = {{"kind", "Status"},    {"apiVersion", "v1"},         {"metadata", Json::object()},
                 {"status", "Failure"}, {"message", refusal.message}, {"code", refusal.code}};
  if (!refusal.reason.empty()) status["reason"] = refusal.reason;
  if (!refusal.continue_token.empty()) status["metadata"]["continue"] = refusal.continue_token;
  if (!details.empty() || refusal.with_details) status["details"] = std::move(details);
  return status;
}

Json SuccessStatus(const GroupResource& resource, std::string_view name, std::string_view uid) {
  Json details = {{"name", name}, {"kind", resource.plural}, {"uid", uid}};
  if (!resource.group.empty()) details["group"] = resource.group;
  return {{"kind", "Status"},
          {"apiVersion", "v1"},
          {"metadata", Json::object()},
          {"status", "Success"},
          {"details", std::move(details)}};
}

Refusal NotFound(const GroupResource& resource, std::string_view name) {
  return About(404, "NotFound", resource, name,
               fmt::format("{} \"{}\" not found", resource.ToString(), name));
}

Refusal NoSuchResource() {
  Refusal refusal = Plain(404, "NotFound", "the server could not find the requested resource");
  refusal.with_details = true;
  return refusal;
}

Refusal AlreadyExists(const GroupResource& resource, std::string_view name) {
  return About(409, "AlreadyExists", resource, name,
               fmt::format("{} \"{}\" already exists", resource.ToString(), name));
}

Refusal Outdated(const GroupResource& resource, std::string_view name) {
  return Conflict(
      resource, name,
      "the object has been modified; please apply your changes to the latest version and try again");
}

Refusal Conflict(const GroupResource& resource, std::string_view name, std::string_view why) {
  return About(409, "Conflict", resource, name,
               fmt::format("Operation cannot be fulfilled on {} \"{}\": {}", resource.ToString(), name, why));
}

Refusal ApplyConflict(std::string message, std::vector<Cause> causes) {
  Refusal refusal = Plain(409, "Conflict", std::move(message));
  refusal.causes = std::move(causes);
  return refusal;
}

Refusal BadRequest(std::string message) { return Plain(400, "BadRequest", std::move(message)); }

Refusal Undecodable(std::string_view kind, std::string_view version, std::string_view why) {
  return BadRequest(
      fmt::format("{0} in version \"{1}\" cannot be handled as a {0}: {2}", kind, version, why));
}

Refusal BadPatch(std::string_view shown, std::string_view why) {
  const std::string message = fmt::format("Invalid value: {}: {}", Json(shown).dump(), why);
  Refusal refusal = Plain(422, "Invalid", fmt::format(" \"\" is invalid: patch: {}", message));
  refusal.causes = {{"FieldValueInvalid", message, "patch"}};
  return refusal;
}

Refusal UnfitPatch() {
  Refusal refusal = Plain(422, "Invalid", "the server rejected our request due to an error in our request");
  refusal.with_details = true;
  return refusal;
}

Refusal Invalid(std::string_view kind, std::string_view group, std::string_view name,
                std::vector<Cause> causes) {
  std::vector<std::string> faults;
  for (const Cause& cause : causes) faults.push_back(fmt::format("{}: {}", cause.field, cause.message));
  std::string list = fmt::format("{}", fmt::join(faults, ", "));
  if (faults.size() > 1) list = fmt::format("[{}]", list);
  std::string type = group.empty() ? std::string(kind) : fmt::format("{}.{}", kind, group);
  return {422,
          "Invalid",
          fmt::format("{} \"{}\" is invalid: {}", type, name, list),
          std::string(name),
          std::string(group),
          std::string(kind),
          std::move(causes)};
}

Refusal Forbidden(const GroupResource& resource, std::string_view name, std::string_view why) {
  return About(403, "Forbidden", resource, name,
               fmt::format("{} \"{}\" is forbidden: {}", resource.ToString(), name, why));
}

Refusal Untypable(std::string_view object, std::string_view fault) {
  return Plain(500, "", fmt::format("failed to create typed patch object ({}): {}", object, fault));
}

Refusal InternalFault(std::string message) { return Plain(500, "", std::move(message)); }

Refusal Unauthorized() { return Plain(401, "Unauthorized", "Unauthorized"); }

Refusal MethodNotAllowed() {
  Refusal refusal =
      Plain(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  refusal.with_details = true;
  return refusal;
}

Refusal TooLarge(std::size_t limit) {
  return Plain(413, "RequestEntityTooLarge", fmt::format("Request entity too large: limit is {}", limit));
}

Refusal Expired(std::string message) { return Plain(410, "Expired", std::move(message)); }

Refusal TooLargeVersion(std::uint64_t version, std::uint64_t current) {
  Refusal refusal = Plain(
      504, "Timeout", fmt::format("Timeout: Too large resource version: {}, current: {}", version, current));
  refusal.causes = {{"ResourceVersionTooLarge", "Too large resource version"}};
  refusal.retry_after_seconds = 1;
  return refusal;
}

Refusal UnsupportedMediaType(const std::vector<std::string_view>& accepted) {
  return Plain(
      415, "UnsupportedMediaType",
      fmt::format("the body of the request was in an unknown format - accepted media types include: {}",
                  fmt::join(accepted, ", ")));
}

}  // namespace meshctl::sandbox
