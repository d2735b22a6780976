// SPDX-License-Identifier: Apache-2.0
// The copies have the same layout byte by byte, so that every span keeps its line and its caret.
#include "diff/masked_findings.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "diff/secrets.h"
#include "model/manifests.h"
#include "yaml/json.h"

namespace meshctl::diff {
namespace {

bool IsSecret(const model::Object& object) { return object.Is(model::kCore, "Secret"); }

void Cover(std::string& text, const source::Span& span) {
  bool indent = false;  // of a line of a block; blanks inside it may be part of the value
  for (std::uint32_t at = span.begin; at < span.end && at < text.size(); ++at) {
    if (text[at] == '\n') {
      indent = true;
    } else if (text[at] != '\r' && !(indent && text[at] == ' ')) {
      indent = false;
      text[at] = '*';
    }
  }
}

/// A file with Secrets: a copy in which their values are covered, and the values to look for in messages.
struct Covered {
  const source::SourceFile* file = nullptr;
  std::unique_ptr<source::SourceFile> copy;
  std::vector<source::Span> spans;
  std::vector<Json> secrets;

  bool Touches(const source::Edit& edit) const {
    return edit.span.file == file && std::ranges::any_of(spans, [&](const source::Span& span) {
             return edit.span.begin <= span.end && span.begin <= edit.span.end;
           });
  }
};

void CollectScalars(const yaml::Node& node, std::vector<source::Span>& spans) {
  for (const yaml::Entry& entry : node.entries()) CollectScalars(entry.value, spans);
  for (const yaml::Node& item : node.items()) CollectScalars(item, spans);
  if (node.is_scalar() && node.present()) spans.push_back(node.span());
}

/// Nothing for a file without Secrets.
std::optional<Covered> Cover(const source::SourceFile& file) {
  if (file.text().find("Secret") == std::string_view::npos) return std::nullopt;
  Covered covered;
  covered.file = &file;
  diag::Report faults;  // they are the caller's already
  model::Manifests manifests({.fragments = model::LoadOptions::Fragments::kSkip});
  manifests.Add(std::make_unique<source::SourceFile>(file.name(), std::string(file.text()), file.origin()),
                faults);
  for (const model::Object& object : manifests.objects()) {
    if (!IsSecret(object)) continue;
    covered.secrets.push_back(yaml::ToJson(*object.root));
    for (const char* section : {"data", "stringData"}) CollectScalars(object.Get(section), covered.spans);
  }
  if (covered.secrets.empty()) return std::nullopt;
  std::string text(file.text());
  for (source::Span& span : covered.spans) {
    Cover(text, span);
    span.file = nullptr;  // that of the manifests, which end here
  }
  covered.copy = std::make_unique<source::SourceFile>(file.name(), std::move(text), file.origin());
  return covered;
}

/// The files that findings point into, each looked at once.
class Copies {
 public:
  /// Null for a file without Secrets, and for none.
  const Covered* Of(const source::SourceFile* file) {
    if (!file) return nullptr;
    const auto [at, is_new] = files_.try_emplace(file);
    if (is_new) at->second = Cover(*file);
    return at->second ? &*at->second : nullptr;
  }
  std::vector<std::unique_ptr<source::SourceFile>> TakeFiles() {
    std::vector<std::unique_ptr<source::SourceFile>> files;
    for (auto& [file, covered] : files_) {
      if (covered) files.push_back(std::move(covered->copy));
    }
    return files;
  }

 private:
  std::map<const source::SourceFile*, std::optional<Covered>> files_;
};

/// Everything that a finding says.
std::vector<std::string*> TextsOf(diag::Diagnostic& finding) {
  std::vector<std::string*> texts = {&finding.message, &finding.help, &finding.primary.text};
  for (std::string& note : finding.notes) texts.push_back(&note);
  for (diag::Label& label : finding.secondary) texts.push_back(&label.text);
  for (diag::Fix& fix : finding.fixes) texts.push_back(&fix.title);
  return texts;
}

void MaskFinding(diag::Diagnostic& finding, Copies& copies) {
  std::vector<source::Span*> spans = {&finding.primary.span};
  for (diag::Label& label : finding.secondary) spans.push_back(&label.span);
  std::set<const Covered*> concerned;
  for (source::Span* span : spans) {
    const Covered* covered = copies.Of(span->file);
    if (!covered) continue;
    concerned.insert(covered);
    span->file = covered->copy.get();
  }
  for (const Covered* covered : concerned) {
    for (std::string* text : TextsOf(finding)) {
      for (const Json& secret : covered->secrets) *text = MaskedMessage(secret, std::move(*text));
    }
    for (diag::Fix& fix : finding.fixes) {
      if (std::ranges::any_of(fix.edits, [&](const source::Edit& edit) { return covered->Touches(edit); }))
        fix.edits.clear();
    }
  }
}

}  // namespace

MaskedFindings Mask(const diag::Report& report) {
  Copies copies;
  MaskedFindings masked;
  for (diag::Diagnostic finding : report.findings()) {
    MaskFinding(finding, copies);
    masked.report.Add(std::move(finding));
  }
  masked.files = copies.TakeFiles();
  return masked;
}

}  // namespace meshctl::diff
