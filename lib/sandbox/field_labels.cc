// SPDX-License-Identifier: Apache-2.0
// The table of the API server's field label conversions. Kinds without one of their own take the two fields
// of every object and refuse others in words of their own.
#include "sandbox/field_labels.h"

#include <fmt/format.h>

#include <algorithm>

#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

struct Row {
  std::string_view group;
  std::string_view plural;
  std::string_view label;
  std::string_view absent = {};
  std::string_view path = {};  // where it is not what the label says
};

// The kinds in this table refuse all that is not in it but the name, and the namespace of what has one.
constexpr Row kRows[] = {
    {"", "pods", "metadata.namespace"},
    {"", "pods", "spec.host", "", "spec.nodeName"},
    {"", "pods", "spec.hostNetwork", "false"},
    {"", "pods", "spec.nodeName"},
    {"", "pods", "spec.restartPolicy"},
    {"", "pods", "spec.schedulerName"},
    {"", "pods", "spec.serviceAccountName"},
    {"", "pods", "status.nominatedNodeName"},
    {"", "pods", "status.phase"},
    {"", "pods", "status.podIP"},
    {"", "pods", "status.podIPs", "", "status.podIP"},
    {"", "events", "involvedObject.apiVersion"},
    {"", "events", "involvedObject.fieldPath"},
    {"", "events", "involvedObject.kind"},
    {"", "events", "involvedObject.name"},
    {"", "events", "involvedObject.namespace"},
    {"", "events", "involvedObject.resourceVersion"},
    {"", "events", "involvedObject.uid"},
    {"", "events", "reason"},
    {"", "events", "reportingComponent"},
    {"", "events", "source", "", "source.component"},
    {"", "events", "type"},
    {"events.k8s.io", "events", "reason"},
    {"events.k8s.io", "events", "regarding.apiVersion"},
    {"events.k8s.io", "events", "regarding.fieldPath"},
    {"events.k8s.io", "events", "regarding.kind"},
    {"events.k8s.io", "events", "regarding.name"},
    {"events.k8s.io", "events", "regarding.namespace"},
    {"events.k8s.io", "events", "regarding.resourceVersion"},
    {"events.k8s.io", "events", "regarding.uid"},
    {"events.k8s.io", "events", "reportingController"},
    {"events.k8s.io", "events", "type"},
    {"", "namespaces", "status.phase"},
    {"", "nodes", "spec.unschedulable", "false"},
    {"", "replicationcontrollers", "status.replicas", "0"},
    {"", "secrets", "type"},
    {"", "services", "spec.clusterIP"},
    {"", "services", "spec.type"},
    {"batch", "jobs", "status.successful", "0", "status.succeeded"},
    {"certificates.k8s.io", "certificatesigningrequests", "spec.signerName"},
    {"resource.k8s.io", "resourceslices", "spec.driver"},
    {"resource.k8s.io", "resourceslices", "spec.nodeName"},
};

bool IsOf(const Row& row, const Resource& resource) {
  return row.group == resource.group && row.plural == resource.plural;
}

bool IsOfEveryObject(const Resource& resource, std::string_view label, bool own_rules) {
  if (label == "metadata.name") return true;
  return label == "metadata.namespace" && (resource.namespaced || !own_rules);
}

Refusal Unsupported(const Resource& resource, std::string_view label, bool own_rules) {
  if (!own_rules) {
    return BadRequest(
        fmt::format(R"({} is not a known field selector: only "metadata.name", "metadata.namespace")",
                    Json(label).dump()));
  }
  if (resource.plural == "jobs" && resource.group == "batch")
    return BadRequest(fmt::format("field label {} not supported for Job", Json(label).dump()));
  if (resource.plural == "resourceslices" && resource.group == "resource.k8s.io") {
    return BadRequest(fmt::format("field label not supported for {}, Kind={}: {}", resource.api_version(),
                                  resource.kind, label));
  }
  return BadRequest(fmt::format("field label not supported: {}", label));
}

}  // namespace

Answer<FieldLabel> FindFieldLabel(const Resource& resource, std::string_view label) {
  const bool own_rules =
      resource.custom || std::ranges::any_of(kRows, [&](const Row& row) { return IsOf(row, resource); });
  if (IsOfEveryObject(resource, label, own_rules)) return FieldLabel{std::string(label)};
  for (const Row& row : kRows) {
    if (IsOf(row, resource) && row.label == label)
      return FieldLabel{std::string(row.path.empty() ? label : row.path), std::string(row.absent)};
  }
  if (std::ranges::find(resource.selectable_fields, label) != resource.selectable_fields.end())
    return FieldLabel{std::string(label)};
  return std::unexpected(Unsupported(resource, label, own_rules));
}

std::string FieldText(const Json& object, std::string_view path, std::string_view absent) {
  const Json* at = &object;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    if (!at->is_object()) return std::string(absent);
    auto found = at->find(path.substr(0, dot));
    if (found == at->end()) return std::string(absent);
    at = &*found;
    path = dot == path.npos ? std::string_view() : path.substr(dot + 1);
  }
  if (at->is_string()) return at->get<std::string>();
  return at->is_primitive() && !at->is_null() ? at->dump() : std::string(absent);
}

}  // namespace meshctl::sandbox
