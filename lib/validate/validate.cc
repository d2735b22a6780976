// SPDX-License-Identifier: Apache-2.0
// From a document to its objects: which kind each one is, in which version, and what to say when that cannot
// be told. The inside of an object is the Checker's.
#include "validate/validate.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/nearest.h"
#include "schema/kinds.h"
#include "schema/retired.h"
#include "validate/checker.h"
#include "validate/complaints.h"
#include "validate/custom/custom_checker.h"
#include "validate/custom/custom_kinds.h"
#include "validate/object.h"
#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/scalar.h"

namespace meshctl::validate {
namespace {

using diag::Safety;
using schema::AllKinds;
using schema::FindKind;
using schema::KindsNamed;
using schema::NearestApiVersion;
using schema::NearestKindName;
using schema::Preferred;
using schema::SplitApiVersion;

/// What an item of a typed list (`DeploymentList`) is when it does not say so itself.
struct Inherited {
  std::string_view api_version;
  std::string_view kind;
};

bool IsDecodingFault(const diag::Diagnostic& finding) {
  for (const Fault fault : {Fault::kWrongType, Fault::kNotAnObject, Fault::kNullItem}) {
    if (finding.code == Describe(fault).code) return true;
  }
  return false;
}

class Reader {
 public:
  Reader(const Options& options, diag::Report& report) : options_(options), report_(report) {}

  std::size_t Read(const yaml::Node& root, Inherited inherited) {
    if (!root.is_map()) {
      Report(root, Fault::kNotAnObject,
             fmt::format("an object was expected, not {}", WithArticle(root.type())), root.span(),
             "no `apiVersion` and no `kind`");
      return 1;
    }
    const yaml::Entry* kind = root.Find("kind");
    const yaml::Entry* version = root.Find("apiVersion");
    if (!IsText(root, kind) || !IsText(root, version)) return 1;
    const std::string_view kind_name = TextOr(kind, inherited.kind);
    const std::string_view version_name = TextOr(version, inherited.api_version);
    if (kind_name.ends_with("List") && root.Get("items").is_list())
      return ReadList(root, version_name, kind_name);
    if (kind_name.empty()) {
      MissingKind(root);
    } else if (version_name.empty()) {
      MissingApiVersion(root, kind, kind_name);
    } else if (const CustomKind* theirs = FindCustom(version_name, kind_name)) {
      JudgeCustom(root, version, *theirs);
    } else if (const Kind found = FindKind(version_name, kind_name)) {
      if (version != nullptr) CheckVersion(root, *version, found);
      Judge(root, found);
    } else if (options_.as == Options::As::kIstioctl) {
      return 1;  // kinds and versions that it does not know are nobody's business
    } else if (const schema::Retired* gone = schema::FindRetired(version_name, kind_name);
               gone != nullptr && version != nullptr) {
      RetiredVersion(root, *version, *gone);
    } else if (options_.unknown_kinds == Options::UnknownKinds::kReport) {
      Unknown(root, kind, version, version_name, kind_name);
    }
    return 1;
  }

 private:
  static std::string_view TextOr(const yaml::Entry* entry, std::string_view otherwise) {
    return entry == nullptr || entry->value.is_null() ? otherwise : entry->value.string();
  }

  std::size_t ReadList(const yaml::Node& root, std::string_view version, std::string_view kind) {
    const std::string_view item_kind = kind.substr(0, kind.size() - std::string_view("List").size());
    const Inherited inherited = item_kind.empty() ? Inherited{} : Inherited{version, item_kind};
    std::size_t objects = 0;
    for (const yaml::Node& item : root.Get("items").items()) objects += Read(item, inherited);
    return objects;
  }

  void Judge(const yaml::Node& root, Kind kind) {
    const std::size_t begin = report_.findings().size();
    const bool istioctl = options_.as == Options::As::kIstioctl;
    const Scope scope = {.decoding_only = istioctl, .experimental = options_.experimental};
    Checker checker(root, kind, scope, report_);
    // istioctl reads Istio's kinds; all it wants of others is in its code.
    if (!istioctl || kind.group().ends_with(".istio.io")) checker.Object(root);
    AskCode(root, kind, begin);
    checker.Finish();
  }

  /// A cluster knows best what it serves; definitions among the manifests say what we do not know.
  const CustomKind* FindCustom(std::string_view version, std::string_view kind) const {
    const CustomKind* found = options_.custom != nullptr ? options_.custom->Find(version, kind) : nullptr;
    const bool counts =
        found != nullptr && (found->source == CustomKind::Source::kCluster || !FindKind(version, kind));
    return counts ? found : nullptr;
  }

  void JudgeCustom(const yaml::Node& root, const yaml::Entry* version, const CustomKind& kind) {
    const std::size_t begin = report_.findings().size();
    if (!kind.served && version != nullptr) {
      diag::Diagnostic finding =
          Finding(root, Fault::kUnservedVersion,
                  fmt::format("`{}` is not served in `{}`", kind.name, kind.api_version),
                  version->value.span(), "not a served version");
      finding.help = UseOneOf(options_.custom->ApiVersionsOf(kind.name));
      report_.Add(std::move(finding));
    }
    custom::CustomChecker(root, report_).Object(root, kind);
    Checker(root, {}, {}, report_).Metadata(root);
    AskCode(root, FindKind(kind.api_version, kind.name), begin);
  }

  static std::string UseOneOf(const std::vector<std::string_view>& versions) {
    std::string list;
    for (const std::string_view version : versions)
      list += fmt::format("{}`apiVersion: {}`", list.empty() ? "use " : " or ", version);
    return list;
  }

  /// What the servers' code says of an object whose findings so far begin at `begin`; `kind` is absent for
  /// custom resources that we do not know.
  void AskCode(const yaml::Node& root, Kind kind, std::size_t begin) {
    // Servers look at values only once the object has been decoded.
    const auto& findings = report_.findings();
    if (std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(begin), findings.end(), IsDecodingFault))
      return;
    const Object object(root, kind, options_.surroundings);
    Verdict verdict(object, report_, begin);
    if (!kind.file_only() && options_.as != Options::As::kIstioctl)
      RunCode(Authority::kApiServer, object, verdict);
    // The webhook is asked about Istio's kinds; what istioctl wants of others no cluster enforces.
    const bool webhook = kind.group().ends_with(".istio.io");
    if (options_.as != Options::As::kApiServer && (webhook || options_.as != Options::As::kCluster))
      RunCode(Authority::kIstio, object, verdict);
  }

  /// The finding is complete but for help and fixes, which the caller may add.
  diag::Diagnostic Finding(const yaml::Node& root, Fault fault, std::string message, source::Span span,
                           std::string label) {
    diag::Diagnostic finding = MakeFinding(fault, std::move(message), span, std::move(label));
    finding.resource = ResourceOf(root);
    return finding;
  }

  void Report(const yaml::Node& root, Fault fault, std::string message, source::Span span,
              std::string label) {
    report_.Add(Finding(root, fault, std::move(message), span, std::move(label)));
  }

  /// Whether `kind` or `apiVersion` is a string or not given.
  bool IsText(const yaml::Node& root, const yaml::Entry* entry) {
    if (entry == nullptr || entry->value.is_string() || entry->value.is_null()) return true;
    Report(root, Fault::kWrongType,
           fmt::format("`{}` must be a string, not {}", entry->key, WithArticle(entry->value.type())),
           entry->value.span(), {});
    return false;
  }

  void MissingKind(const yaml::Node& root) {
    const yaml::Entry* near = root.entries().empty() ? nullptr : &root.entries().front();
    diag::Diagnostic finding = Finding(root, Fault::kMissingKind, "the object has no `kind`",
                                       near != nullptr ? near->key_span() : root.span(), "this object");
    finding.help = "say what it is, for example `kind: Service`";
    report_.Add(std::move(finding));
  }

  /// `kind` is null where the list says what kind its items are.
  void MissingApiVersion(const yaml::Node& root, const yaml::Entry* kind, std::string_view kind_name) {
    diag::Diagnostic finding = Finding(root, Fault::kMissingApiVersion, "the object has no `apiVersion`",
                                       kind != nullptr ? kind->key_span() : root.span(), "this object");
    if (const std::vector<Kind> kinds = KindsNamed(kind_name); !kinds.empty()) {
      std::string versions;
      for (const Kind candidate : kinds) {
        if (Preferred(candidate.group(), candidate.name()) != candidate) continue;
        versions +=
            fmt::format("{}`apiVersion: {}`", versions.empty() ? "" : " or ", candidate.api_version());
      }
      finding.help = "write " + versions;
    }
    report_.Add(std::move(finding));
  }

  void CheckVersion(const yaml::Node& root, const yaml::Entry& version, Kind kind) {
    if (kind.file_only()) return;
    const bool served = kind.served() || (options_.experimental && kind.served_experimental());
    if (served && !kind.deprecated()) return;
    diag::Diagnostic finding =
        served ? Finding(root, Fault::kDeprecated,
                         fmt::format("`{}` in `{}` is deprecated", kind.name(), kind.api_version()),
                         version.value.span(), "servers warn about this version")
               : Finding(root, Fault::kUnservedVersion,
                         fmt::format("`{}` is not served in `{}`", kind.name(), kind.api_version()),
                         version.value.span(), "not a served version");
    if (!served && kind.served_experimental()) {
      finding.level = diag::Level::kWarning;
      finding.notes.push_back("only clusters with the experimental custom resource definitions serve it");
    }
    const Kind better = Preferred(kind.group(), kind.name());
    if (better != kind) AddBetterVersion(finding, version, better, Safety::kUnsafe);
    report_.Add(std::move(finding));
  }

  /// The version is gone. What the object would be today is checked where it would mean the same.
  void RetiredVersion(const yaml::Node& root, const yaml::Entry& version, const schema::Retired& gone) {
    diag::Diagnostic finding = Finding(root, Fault::kUnservedVersion,
                                       fmt::format("`{}` is not served in `{}`", gone.kind, gone.api_version),
                                       version.value.span(), fmt::format("removed in {}", gone.since));
    const Kind now = FindKind(gone.new_api_version, gone.kind);
    if (now) {
      AddBetterVersion(finding, version, now, gone.same_shape ? Safety::kSafe : Safety::kUnsafe);
      if (!gone.instead.empty()) finding.notes.push_back(std::string(gone.instead));
    } else {
      finding.help = gone.instead;
    }
    report_.Add(std::move(finding));
    if (now && gone.same_shape) Judge(root, now);
  }

  static void AddBetterVersion(diag::Diagnostic& finding, const yaml::Entry& version, Kind better,
                               Safety safety) {
    finding.help = fmt::format("use `apiVersion: {}`", better.api_version());
    finding.fixes.push_back({fmt::format("replace `{}` by `{}`", version.value.text(), better.api_version()),
                             {{version.value.span(), std::string(better.api_version())}},
                             safety});
  }

  void Unknown(const yaml::Node& root, const yaml::Entry* kind, const yaml::Entry* version,
               std::string_view version_name, std::string_view kind_name) {
    if (version != nullptr && options_.custom != nullptr) {
      const auto versions = options_.custom->ApiVersionsOf(kind_name);
      if (!versions.empty()) return UnknownCustomVersion(root, *version, kind_name, versions);
    }
    std::vector<Kind> same = KindsNamed(kind_name);
    std::erase_if(same,
                  [](Kind candidate) { return Preferred(candidate.group(), candidate.name()) != candidate; });
    if (version != nullptr && IsOurs(version_name, same))
      return UnknownVersion(root, *version, kind_name, same);
    diag::Diagnostic finding =
        Finding(root, Fault::kUnknownKind, fmt::format("unknown kind `{}` in `{}`", kind_name, version_name),
                kind != nullptr ? kind->value.span() : root.span(), "no schema for this kind");
    if (!same.empty())
      finding.help = fmt::format("`{}` is known in `{}`", kind_name, same.front().api_version());
    std::string_view near = same.empty() ? NearestKindName(kind_name) : std::string_view();
    if (same.empty() && near.empty() && options_.custom != nullptr)
      near = Nearest(kind_name, options_.custom->Names());
    if (kind != nullptr && !near.empty()) {
      finding.help = fmt::format("did you mean `{}`?", near);
      finding.fixes.push_back({fmt::format("replace `{}` by `{}`", kind_name, near),
                               {{kind->value.span(), yaml::WriteString(near)}},
                               Safety::kUnsafe});
    }
    report_.Add(std::move(finding));
  }

  void UnknownCustomVersion(const yaml::Node& root, const yaml::Entry& version, std::string_view kind_name,
                            const std::vector<std::string_view>& versions) {
    diag::Diagnostic finding =
        Finding(root, Fault::kUnknownApiVersion,
                fmt::format("there is no `{}` in `{}`", kind_name, version.value.text()),
                version.value.span(), "wrong apiVersion for this kind");
    finding.help = UseOneOf(versions);
    report_.Add(std::move(finding));
  }

  /// Whether the kind is known, and the apiVersion is a slip rather than somebody else's API: the core group,
  /// a group we know, or the misspelling of one.
  static bool IsOurs(std::string_view api_version, const std::vector<Kind>& same) {
    if (same.empty()) return false;
    const std::string_view group = SplitApiVersion(api_version).group;
    const bool known =
        group.empty() || std::ranges::any_of(AllKinds(), [&](Kind kind) { return kind.group() == group; });
    return known || !NearestApiVersion(api_version, same.front().name()).empty();
  }

  void UnknownVersion(const yaml::Node& root, const yaml::Entry& version, std::string_view kind_name,
                      const std::vector<Kind>& same) {
    const std::string_view text = version.value.text();
    diag::Diagnostic finding =
        Finding(root, Fault::kUnknownApiVersion, fmt::format("there is no `{}` in `{}`", kind_name, text),
                version.value.span(), "wrong apiVersion for this kind");
    const std::string_view near = NearestApiVersion(text, kind_name);
    const Kind meant = same.size() == 1 ? same.front() : FindKind(near, kind_name);
    if (meant) {
      AddBetterVersion(finding, version, meant, Safety::kUnsafe);
    } else {
      std::string versions;
      for (const Kind candidate : same) {
        versions += fmt::format("{}`{}`", versions.empty() ? "" : " or ", candidate.api_version());
      }
      finding.help = fmt::format("use {}", versions);
    }
    report_.Add(std::move(finding));
  }

  const Options& options_;
  diag::Report& report_;
};

}  // namespace

std::size_t Validate(const yaml::Node& document, const Options& options, diag::Report& report) {
  return Reader(options, report).Read(document, {});
}

void ValidateAs(const yaml::Node& value, Type type, diag::Report& report) {
  Checker(value, {}, {}, report).Value(value, type);
}

}  // namespace meshctl::validate
