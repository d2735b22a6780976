// SPDX-License-Identifier: Apache-2.0
// The structural half of lib/validate works on documents with places. Objects are printed for it, and the
// places of its findings are told as field paths, the way the API server names fields.
#include "sandbox/validity.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sandbox/custom_rules.h"
#include "sandbox/custom_schema.h"
#include "sandbox/store.h"
#include "sandbox/type_faults.h"
#include "validate/findings.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::sandbox {
namespace {

void Prune(const Topology& topology, Json& value, const std::string& path, std::vector<std::string>& pruned) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      Prune(topology.Item(), value[i], fmt::format("{}[{}]", path, i), pruned);
    }
    return;
  }
  if (!value.is_object()) return;
  for (auto at = value.begin(); at != value.end();) {
    const std::string below = path.empty() ? at.key() : path + "." + at.key();
    if (!topology.Allows(at.key())) {
      pruned.push_back(below);
      at = value.erase(at);
      continue;
    }
    Prune(topology.Field(at.key()), *at, below, pruned);
    ++at;
  }
}

bool Holds(const source::Span& outer, const source::Span& inner) {
  return outer && outer.begin <= inner.begin && inner.end <= outer.end;
}

// The path of the innermost value that holds the span.
std::string PathAt(const yaml::Node& node, const source::Span& span, const std::string& path) {
  for (const yaml::Entry& entry : node.entries()) {
    const std::string below = path.empty() ? std::string(entry.key) : fmt::format("{}.{}", path, entry.key);
    if (Holds(entry.key_span(), span)) return below;
    if (Holds(entry.value.span(), span)) return PathAt(entry.value, span, below);
  }
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    if (Holds(node.items()[i].span(), span))
      return PathAt(node.items()[i], span, fmt::format("{}[{}]", path, i));
  }
  return path;
}

// The innermost value that holds the span, as JSON.
std::string ValueAt(const yaml::Node& node, const source::Span& span) {
  for (const yaml::Entry& entry : node.entries()) {
    if (Holds(entry.key_span(), span)) return yaml::ToJson(entry.value).dump();
    if (Holds(entry.value.span(), span)) return ValueAt(entry.value, span);
  }
  for (const yaml::Node& item : node.items()) {
    if (Holds(item.span(), span)) return ValueAt(item, span);
  }
  return yaml::ToJson(node).dump();
}

bool IsTypeFault(const diag::Diagnostic& finding) {
  for (validate::Fault fault :
       {validate::Fault::kWrongType, validate::Fault::kNotAnObject, validate::Fault::kNullItem}) {
    if (finding.code == validate::Describe(fault).code) return true;
  }
  return false;
}

std::string ReasonOf(const diag::Diagnostic& finding) {
  if (finding.code == validate::Describe(validate::Fault::kMissingField).code) return "FieldValueRequired";
  if (finding.code == validate::Describe(validate::Fault::kUnknownValue).code)
    return "FieldValueNotSupported";
  if (finding.code == validate::Describe(validate::Fault::kDuplicateItem).code) return "FieldValueDuplicate";
  return "FieldValueInvalid";
}

// Where the API server says the same as we do, its words: what tools and people look for.
struct Wording {
  std::string_view ours;  // part of our message
  std::string_view theirs;
};
constexpr Wording kWordings[] = {
    {"does not select the pods of", "`selector` does not match template `labels`"},
    {"is not a DNS name",
     "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and "
     "must "
     "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
     "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"},
};

// The first name between backticks, or empty.
std::string Quoted(const std::string& text) {
  const std::size_t begin = text.find('`');
  const std::size_t end = begin == text.npos ? begin : text.find('`', begin + 1);
  return end == text.npos ? std::string() : text.substr(begin + 1, end - begin - 1);
}

Cause ToCause(const yaml::Node& root, const diag::Diagnostic& finding) {
  std::string path = PathAt(root, finding.primary.span, "");
  std::string reason = ReasonOf(finding);
  const bool empty = finding.message.find("must have at least 1 item") != std::string::npos;
  if (reason == "FieldValueRequired" || empty) {
    std::string missing = Quoted(finding.message);
    return {"FieldValueRequired", "Required value", missing.empty() ? std::move(path) : std::move(missing)};
  }
  const std::string value = ValueAt(root, finding.primary.span);
  if (reason == "FieldValueNotSupported")
    return {std::move(reason), fmt::format("Unsupported value: {}", value), std::move(path)};
  std::string message = finding.message;
  for (const Wording& wording : kWordings) {
    if (message.find(wording.ours) != std::string::npos) message = wording.theirs;
  }
  return {std::move(reason), fmt::format("Invalid value: {}: {}", value, message), std::move(path)};
}

}  // namespace

std::vector<std::string> PruneUndeclared(const Resource& resource, Json& value) {
  if (resource.schema) return PruneBySchema(*resource.schema, value);
  std::vector<std::string> pruned;
  Prune(resource.topology, value, "", pruned);
  return pruned;
}

std::optional<Refusal> FindFault(const Resource& resource, const Json& object, Faults faults,
                                 const Json* before) {
  const auto invalid = [&](std::vector<Cause> causes) {
    return Invalid(resource.kind, resource.group, TextAt(object, {"metadata", "name"}), std::move(causes));
  };
  if (resource.schema) {
    std::vector<Cause> wrong = CheckBySchema(*resource.schema, object);
    if (faults == Faults::kTypes) return {};
    if (std::ranges::none_of(wrong, KeepsFromRules)) {
      std::vector<Cause> broken = BrokenRules(*resource.schema, object, before);
      std::ranges::move(broken, std::back_inserter(wrong));
    }
    if (wrong.empty()) return {};
    return invalid(std::move(wrong));
  }
  if (resource.custom) {
    if (auto wrong = SchemaTypeFaults(resource, object); !wrong.empty()) return invalid(std::move(wrong));
  } else if (auto wrong = DecodingFault(resource, object)) {
    return Undecodable(resource.kind, resource.version, *wrong);
  }
  const source::SourceFile file("request", object.dump(), source::Origin::kGenerated);
  diag::Report report;
  yaml::Stream stream = yaml::Parse(file, {}, report);
  if (stream.documents.empty()) {
    return BadRequest(report.empty() ? "the object is empty" : report.findings().front().message);
  }
  const yaml::Node& root = stream.documents.front();
  validate::Validate(
      root,
      {.unknown_kinds = validate::Options::UnknownKinds::kIgnore, .as = validate::Options::As::kCluster},
      report);
  report.Finish();

  std::vector<Cause> causes;
  for (const diag::Diagnostic& finding : report.findings()) {
    if (finding.level != diag::Level::kError) continue;
    if (IsTypeFault(finding)) {
      return Undecodable(resource.kind, resource.version,
                         fmt::format("{}: {}", PathAt(root, finding.primary.span, ""), finding.message));
    }
    causes.push_back(ToCause(root, finding));
  }
  if (causes.empty() || faults == Faults::kTypes) return {};
  return invalid(std::move(causes));
}

}  // namespace meshctl::sandbox
