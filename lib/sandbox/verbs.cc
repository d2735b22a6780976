// SPDX-License-Identifier: Apache-2.0
// The verbs of the API. Each reads its request, asks the registry and says what to answer; `scale` is
// scale.cc.
#include "sandbox/verbs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "sandbox/body.h"
#include "sandbox/list_options.h"
#include "sandbox/server_side_apply.h"
#include "sandbox/strategic_merge.h"
#include "sandbox/type_faults.h"
#include "sandbox/validity.h"
#include "sandbox/write_request.h"

namespace meshctl::sandbox {
namespace {

constexpr std::string_view kApply = "application/apply-patch+yaml";
constexpr std::string_view kMergePatch = "application/merge-patch+json";
constexpr std::string_view kStrategicMerge = "application/strategic-merge-patch+json";
constexpr std::string_view kJsonPatch = "application/json-patch+json";

View ViewOf(const Call& call) {
  return {FormFor(call.request.accept), RowObjectFor(call.request.Query("includeObject"))};
}

Answer<Object> Live(const Call& call) {
  return call.registry.Get(*call.target.resource, call.target.name_space, call.target.name);
}

Outcome Show(const Call& call, const Object& object, int status = 200,
             std::vector<std::string> warnings = {}) {
  return {status, Represent(ViewOf(call), *call.target.resource, object, call.registry.now()),
          std::move(warnings)};
}

// The key of an object in a list, by which pages follow each other.
std::string PlaceOf(const Json& object, const Target& target) {
  const std::string name = TextAt(object, {"metadata", "name"});
  const bool everywhere = target.resource->namespaced && target.name_space.empty();
  return everywhere ? TextAt(object, {"metadata", "namespace"}) + "/" + name : name;
}

// A refusal tells the warnings too.
Refusal WithWarnings(Refusal refusal, std::vector<std::string> warnings) {
  refusal.warnings = std::move(warnings);
  return refusal;
}

Answer<Outcome> Replace(const Call& call, const Object& live, Json object, const Write& write,
                        std::vector<std::string> warnings) {
  auto stored = call.registry.Update(*call.target.resource, live, std::move(object), write);
  if (!stored) return std::unexpected(WithWarnings(stored.error(), std::move(warnings)));
  return Show(call, *stored, 200, std::move(warnings));
}

Answer<Outcome> ApplyObject(const Call& call, WriteOptions options, Body body) {
  if (call.request.Query("fieldManager").empty()) {
    return std::unexpected(
        Invalid("PatchOptions", "meta.k8s.io", "",
                {{"FieldValueRequired", "Required value: is required for apply patch", "fieldManager"}}));
  }
  auto applied = ReadApplied(call, std::move(body.value));
  if (!applied) return std::unexpected(applied.error());
  const Resource& resource = *call.target.resource;
  auto live = Live(call);
  if (!live && !call.target.subresource.empty()) return std::unexpected(live.error());
  if (resource.has_status && call.target.subresource.empty()) applied->erase("status");

  options.owner.operation = Owner::Operation::kApply;
  auto merged = Apply(resource.topology, live ? **live : Json::object(), *applied,
                      {options.owner, options.force, call.registry.now()});
  if (!merged) return std::unexpected(merged.error());
  std::vector<std::string> warnings;
  if (options.validation == FieldValidation::kStrict && !body.repeated_lines.empty()) {
    return std::unexpected(BadRequest(fmt::format(
        "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  {}",
        fmt::join(body.repeated_lines, "\n  "))));
  }
  if (options.validation == FieldValidation::kWarn) warnings = std::move(body.repeated_lines);
  const Write write{std::nullopt, call.target.subresource, options.commit};
  if (!resource.deprecation_warning.empty()) warnings.push_back(resource.deprecation_warning);
  if (live) return Replace(call, *live, std::move(*merged), write, std::move(warnings));
  auto created = call.registry.Create(resource, std::move(*merged), write);
  if (!created) return std::unexpected(WithWarnings(created.error(), std::move(warnings)));
  return Show(call, *created, 201, std::move(warnings));
}

Answer<Json> ApplyPatch(const Resource& resource, std::string_view type, const Json& live,
                        const Json& patch) {
  if (type == kStrategicMerge) return ApplyStrategicMerge(resource.topology, live, patch);
  if (type == kMergePatch) {
    Json patched = live;
    patched.merge_patch(patch);
    return patched;
  }
  try {
    return live.patch(patch);
  } catch (const Json::exception&) {
    return std::unexpected(UnfitPatch());
  }
}

// A result that cannot be decoded is the fault of the patch.
Refusal OfPatch(Refusal refusal, std::string_view type, const Json& patch, const Json& result) {
  constexpr std::string_view kMark = " cannot be handled as a ";
  const std::size_t mark = refusal.message.find(kMark);
  const std::size_t why = mark == std::string::npos ? mark : refusal.message.find(": ", mark);
  if (refusal.code != 400 || why == std::string::npos) return refusal;
  return BadPatch(type == kStrategicMerge ? GoText(patch) : result.dump(), refusal.message.substr(why + 2));
}

// Custom resources are replaced only by those who have seen them.
Refusal Unconditional(const Target& target) {
  const GroupResource id = target.resource->id();
  return Invalid(id.plural, id.group, target.name,
                 {{"FieldValueInvalid", "Invalid value: 0: must be specified for an update",
                   "metadata.resourceVersion"}});
}

Answer<DeleteOptions> ReadDeleteOptions(const Call& call, const WriteOptions& options) {
  auto body = ParseBody(call.request.content_type, call.request.body);
  if (!body) return std::unexpected(body.error());
  DeleteOptions out;
  out.commit = options.commit;
  if (const Json* dry_run = ValueAt(*body, {"dryRun"}); dry_run && dry_run->is_array() && !dry_run->empty()) {
    out.commit = Commit::kDryRun;
  }
  std::string policy = TextAt(*body, {"propagationPolicy"});
  if (policy.empty()) policy = call.request.Query("propagationPolicy");
  if (policy == "Orphan") out.propagation = Propagation::kOrphan;
  if (policy == "Foreground") out.propagation = Propagation::kForeground;
  out.uid = TextAt(*body, {"preconditions", "uid"});
  out.resource_version = TextAt(*body, {"preconditions", "resourceVersion"});
  return out;
}

}  // namespace

Answer<Outcome> GetObject(const Call& call) {
  auto object = Live(call);
  if (!object) return std::unexpected(object.error());
  return Show(call, *object);
}

Answer<Outcome> ListObjects(const Call& call) {
  auto options = ReadListOptions(call);
  if (!options) return std::unexpected(options.error());
  const Store& store = call.registry.store();
  const auto state = ChooseState(store, *options);
  if (!state) return std::unexpected(state.error());
  const Resource& resource = *call.target.resource;
  std::map<std::string, Object> left;
  for (Object& object : store.ListAt(resource.id(), call.target.name_space, state->version)) {
    std::string place = PlaceOf(*object, call.target);
    if (place >= state->start && options->Selects(*object)) left.emplace(std::move(place), std::move(object));
  }
  std::vector<Object> items;
  std::string last;
  for (const auto& [place, object] : left) {
    if (options->limit > 0 && items.size() == options->limit) break;
    items.push_back(object);
    last = place;
  }
  Outcome outcome{200, RepresentList(ViewOf(call), resource, items, state->version, call.registry.now())};
  if (left.size() == items.size()) return outcome;
  Json& metadata = outcome.body["metadata"];
  metadata["continue"] = ContinueToken{static_cast<std::int64_t>(state->version), last + '\0'}.ToString();
  // What a selector would find on later pages is not counted.
  if (options->labels.empty() && options->fields.empty())
    metadata["remainingItemCount"] = left.size() - items.size();
  return outcome;
}

Answer<Outcome> CreateObject(const Call& call) {
  auto options = ReadOptions(call);
  if (!options) return std::unexpected(options.error());
  auto body = ReadBody(call.request.content_type, call.request.body);
  if (!body) return std::unexpected(body.error());
  auto read = ReadObject(call, *options, body->value, *body);
  if (!read) return std::unexpected(read.error());
  if (!TextAt(read->object, {"metadata", "resourceVersion"}).empty()) {
    return std::unexpected(InternalFault("resourceVersion should not be set on objects to be created"));
  }
  auto created = call.registry.Create(*call.target.resource, std::move(read->object),
                                      {options->owner, "", options->commit});
  if (!created) return std::unexpected(WithWarnings(created.error(), std::move(read->warnings)));
  return Show(call, *created, 201, std::move(read->warnings));
}

Answer<Outcome> UpdateObject(const Call& call) {
  auto options = ReadOptions(call);
  if (!options) return std::unexpected(options.error());
  auto body = ReadBody(call.request.content_type, call.request.body);
  if (!body) return std::unexpected(body.error());
  auto read = ReadObject(call, *options, body->value, *body);
  if (!read) return std::unexpected(read.error());
  auto live = Live(call);
  if (!live) return std::unexpected(WithWarnings(live.error(), std::move(read->warnings)));
  if (call.target.resource->custom && TextAt(read->object, {"metadata", "resourceVersion"}).empty()) {
    return std::unexpected(WithWarnings(Unconditional(call.target), std::move(read->warnings)));
  }
  return Replace(call, *live, std::move(read->object),
                 {options->owner, call.target.subresource, options->commit}, std::move(read->warnings));
}

Answer<Outcome> PatchObject(const Call& call) {
  const Resource& resource = *call.target.resource;
  const std::string_view type = MediaType(call.request.content_type);
  std::vector<std::string_view> accepted = {kJsonPatch, kMergePatch, kStrategicMerge, kApply};
  if (resource.custom) std::erase(accepted, kStrategicMerge);
  if (std::ranges::find(accepted, type) == accepted.end())
    return std::unexpected(UnsupportedMediaType(accepted));
  auto options = ReadOptions(call);
  if (!options) return std::unexpected(options.error());
  auto body = ReadBody(call.request.content_type, call.request.body);
  if (!body) return std::unexpected(body.error());
  if (type == kApply) return ApplyObject(call, std::move(*options), std::move(*body));

  auto live = Live(call);
  if (!live) return std::unexpected(live.error());
  auto patched = ApplyPatch(resource, type, **live, body->value);
  if (!patched) return std::unexpected(patched.error());
  const Json result = *patched;
  auto read = ReadObject(call, *options, std::move(*patched), *body);
  if (!read) return std::unexpected(OfPatch(read.error(), type, body->value, result));
  if (auto fault = FindFault(resource, read->object, Faults::kTypes)) {
    return std::unexpected(
        WithWarnings(OfPatch(std::move(*fault), type, body->value, result), std::move(read->warnings)));
  }
  return Replace(call, *live, std::move(read->object),
                 {options->owner, call.target.subresource, options->commit}, std::move(read->warnings));
}

Answer<Outcome> DeleteObject(const Call& call) {
  auto options = ReadOptions(call);
  if (!options) return std::unexpected(options.error());
  auto how = ReadDeleteOptions(call, *options);
  if (!how) return std::unexpected(how.error());
  auto live = Live(call);
  if (!live) return std::unexpected(live.error());
  const Resource& resource = *call.target.resource;
  auto last = call.registry.Delete(resource, *live, *how);
  if (!last) return std::unexpected(last.error());
  if (!TextAt(**last, {"metadata", "deletionTimestamp"}).empty()) return Show(call, *last);
  return Outcome{200, SuccessStatus(resource.id(), call.target.name, TextAt(**last, {"metadata", "uid"}))};
}

Answer<Outcome> DeleteObjects(const Call& call) {
  auto options = ReadOptions(call);
  if (!options) return std::unexpected(options.error());
  auto how = ReadDeleteOptions(call, *options);
  if (!how) return std::unexpected(how.error());
  auto selection = ReadListOptions(call);
  if (!selection) return std::unexpected(selection.error());
  const Resource& resource = *call.target.resource;
  std::vector<Object> items;
  for (const Object& object : call.registry.store().List(resource.id(), call.target.name_space)) {
    if (!selection->Selects(*object)) continue;
    auto last = call.registry.Delete(resource, object, *how);
    if (!last) return std::unexpected(last.error());
    items.push_back(*last);
  }
  return Outcome{200, RepresentList(ViewOf(call), resource, items, call.registry.store().version(),
                                    call.registry.now())};
}

Answer<Watch::Options> ReadWatch(const Call& call) {
  auto read = ReadListOptions(call);
  if (!read) return std::unexpected(read.error());
  Watch::Options options{call.target, std::move(read->labels), std::move(read->fields), ViewOf(call)};
  options.bookmark_after_start = read->send_initial_events;
  options.timeout = read->timeout;
  const std::string& version = read->resource_version;
  if (read->send_initial_events || version.empty() || version == "0") return options;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
  if (error != std::errc() || end != version.data() + version.size()) {
    return std::unexpected(InternalFault(
        fmt::format("resourceVersion: Invalid value: {0}: strconv.ParseUint: parsing {0}: invalid syntax",
                    Json(version).dump())));
  }
  if (!call.registry.store().Remembers(number))
    return std::unexpected(Expired("too old resource version: " + version));
  options.from = number;
  return options;
}

}  // namespace meshctl::sandbox
