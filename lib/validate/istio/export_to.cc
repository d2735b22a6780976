// SPDX-License-Identifier: Apache-2.0
// `.` is the namespace of the object, whatever that is; `*` is everybody and `~` nobody.
#include "validate/istio/export_to.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "validate/istio/labels.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kInvalidExportTo = {
    .code = "ISTIO0113",
    .name = "invalid-export-to",
    .summary = "an entry of `exportTo` is neither a namespace nor one of the signs that istiod knows"};
constinit const Rule kConflictingExportTo = {
    .code = "ISTIO0114",
    .name = "conflicting-export-to",
    .summary = "entries of `exportTo` say the same twice, or everybody or nobody beside somebody"};
constinit const Rule kExportedPrivateRule = {
    .code = "ISTIO0127",
    .name = "exported-private-rule",
    .summary = "a DestinationRule for some workloads of its namespace is exported to other namespaces"};

namespace {

std::string_view Namespace(std::string_view entry, const Object& object) {
  return entry == "." ? object.ns() : entry;
}

bool IsValid(std::string_view entry, Exported exported) {
  return entry == "." || entry == "*" || (entry == "~" && exported == Exported::kServiceEntry) ||
         IsLabel(entry);
}

void CheckEntry(const yaml::Node& entry, Exported exported, Verdict& verdict) {
  if (IsValid(entry.string(), exported)) return;
  At(verdict, kInvalidExportTo, entry, "names no namespace",
     Label("not a namespace",
           exported == Exported::kServiceEntry
               ? "write the name of a namespace, `.` for this one, `*` for all or `~` for none"
               : "write the name of a namespace, `.` for this one or `*` for all"));
}

}  // namespace

void CheckExportTo(const Object& object, Exported exported, Verdict& verdict) {
  const auto entries = object.spec().Get("exportTo").items();
  for (const yaml::Node& entry : entries) {
    CheckEntry(entry, exported, verdict);
    const auto first = std::ranges::find_if(entries, [&](const yaml::Node& other) {
      return Namespace(other.string(), object) == Namespace(entry.string(), object);
    });
    if (&*first != &entry) {
      At(verdict, kConflictingExportTo, entry,
         fmt::format("exports to namespace `{}` a second time", Namespace(entry.string(), object)),
         {.label = "second time", .help = "remove one of the two", .secondary = {{first->span(), "first"}}});
    } else if (entries.size() > 1 && entry.string() == "*") {
      At(verdict, kConflictingExportTo, entry, "exports to everybody, beside which nothing else can stand",
         Label("everybody", "keep `*` or the namespaces"));
    } else if (entries.size() > 1 && entry.string() == "~") {
      At(verdict, kConflictingExportTo, entry, "exports to nobody, beside which nothing else can stand",
         Label("nobody", "keep `~` or the namespaces"));
    } else if (exported == Exported::kPrivateRule && Namespace(entry.string(), object) != object.ns()) {
      At(verdict, kExportedPrivateRule, entry,
         "exports a rule with `workloadSelector`, which only holds in its own namespace",
         Label("another namespace", "write `.` or remove `exportTo`"));
    }
  }
}

}  // namespace meshctl::validate::istio
