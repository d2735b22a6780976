// SPDX-License-Identifier: Apache-2.0
// The copies have the same layout byte by byte, so that every span keeps its line and its caret.
#include "diff/masked_findings.h"

#include <map>
#include <string>
#include <utility>

#include "diff/secrets.h"
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

class Copies {
 public:
  explicit Copies(const model::Manifests& manifests) {
    std::map<const source::SourceFile*, std::string> texts;
    for (const model::Object& object : manifests.objects()) {
      if (!IsSecret(object)) continue;
      secrets_.push_back(yaml::ToJson(*object.root));
      for (const char* section : {"data", "stringData"}) CoverBelow(object.Get(section), texts);
    }
    for (auto& [file, text] : texts) {
      files_.push_back(std::make_unique<source::SourceFile>(file->name(), std::move(text), file->origin()));
      copies_[file] = files_.back().get();
    }
  }

  void Point(source::Span& span) const {
    const auto copy = copies_.find(span.file);
    if (copy != copies_.end()) span.file = copy->second;
  }
  void Clean(std::string& text) const {
    for (const Json& secret : secrets_) text = MaskedMessage(secret, std::move(text));
  }
  bool empty() const { return secrets_.empty(); }
  std::vector<std::unique_ptr<source::SourceFile>> TakeFiles() { return std::move(files_); }

 private:
  static void CoverBelow(const yaml::Node& node, std::map<const source::SourceFile*, std::string>& texts) {
    for (const yaml::Entry& entry : node.entries()) CoverBelow(entry.value, texts);
    for (const yaml::Node& item : node.items()) CoverBelow(item, texts);
    if (!node.is_scalar() || !node.present()) return;
    const source::SourceFile* file = node.span().file;
    const auto text = texts.try_emplace(file, file->text()).first;
    Cover(text->second, node.span());
  }

  std::vector<Json> secrets_;
  std::vector<std::unique_ptr<source::SourceFile>> files_;
  std::map<const source::SourceFile*, const source::SourceFile*> copies_;
};

}  // namespace

MaskedFindings Mask(const diag::Report& report, const model::Manifests& manifests) {
  Copies copies(manifests);
  MaskedFindings masked;
  for (diag::Diagnostic finding : report.findings()) {
    if (!copies.empty()) {
      for (std::string* text : {&finding.message, &finding.help, &finding.primary.text}) copies.Clean(*text);
      for (std::string& note : finding.notes) copies.Clean(note);
      copies.Point(finding.primary.span);
      for (diag::Label& label : finding.secondary) {
        copies.Clean(label.text);
        copies.Point(label.span);
      }
      for (diag::Fix& fix : finding.fixes) copies.Clean(fix.title);
    }
    masked.report.Add(std::move(finding));
  }
  masked.files = copies.TakeFiles();
  return masked;
}

}  // namespace meshctl::diff
