// SPDX-License-Identifier: Apache-2.0
// A suppression that outlives its finding hides the next one, so each is counted. What names a finding of
// `validate` is not ours to judge.
#include "analyze/silencers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>

#include "analyze/registry.h"
#include "analyze/rules/suppressions/rules.h"
#include "base/nearest.h"
#include "validate/explain.h"
#include "yaml/faults.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kAll = "*";

/// What can be said of a word that silenced nothing.
enum class Verdict { kCannotTell, kUnknown, kUnused };

std::vector<const Rule*> RulesNamed(std::string_view word) {
  std::vector<const Rule*> rules;
  for (const Rule* rule : Rules()) {
    if (word == kAll ? rule->by_default : rule->code == word || rule->name == word) rules.push_back(rule);
  }
  return rules;
}

bool BelongsToValidate(std::string_view word) {
  const std::vector<std::string_view> words = validate::ExplainedWords();
  return std::ranges::find(words, word) != words.end() ||
         std::ranges::any_of(yaml::AllFaults(), [&](const yaml::FaultRow& fault) {
           return fault.code == word || fault.name == word;
         });
}

Verdict Judge(std::string_view word, std::span<const Rule* const> asked) {
  if (word == kUnusedSuppression.code || word == kUnusedSuppression.name) return Verdict::kCannotTell;
  const std::vector<const Rule*> rules = RulesNamed(word);
  if (rules.empty()) return BelongsToValidate(word) ? Verdict::kCannotTell : Verdict::kUnknown;
  const bool all = std::ranges::all_of(
      rules, [&](const Rule* rule) { return std::ranges::find(asked, rule) != asked.end(); });
  return all ? Verdict::kUnused : Verdict::kCannotTell;
}

/// The nearest code or rule name.
std::string_view NearestWord(std::string_view word) {
  std::vector<std::string_view> words;
  for (const Rule* rule : Rules()) words.insert(words.end(), {rule->code, rule->name});
  return Nearest(word, words);
}

std::vector<std::string_view> SplitAnnotation(std::string_view value) {
  std::vector<std::string_view> words;
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    std::string_view word = value.substr(0, comma);
    word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
    word = word.substr(0, word.find_last_not_of(' ') + 1);
    if (!word.empty()) words.push_back(word);
    value = comma == value.npos ? std::string_view() : value.substr(comma + 1);
  }
  return words;
}

/// Says what is wrong with a word, at its place.
void Describe(std::string_view word, Verdict verdict, diag::Diagnostic& finding) {
  if (verdict == Verdict::kUnused) {
    finding.primary.text = "nothing is silenced by this";
    finding.help = "remove it, so that it does not hide the next fault";
    return;
  }
  finding.primary.text = "no rule has this code or name";
  if (const std::string_view near = NearestWord(word); !near.empty())
    finding.help = fmt::format("did you mean `{}`?", near);
}

std::string Message(std::string_view word, Verdict verdict) {
  return verdict == Verdict::kUnused ? fmt::format("unused suppression of `{}`", word)
                                     : fmt::format("suppression of `{}`, which does not exist", word);
}

/// The comment alone, or its whole line when nothing else stands there.
source::Span WithItsLine(const source::Span& comment) {
  const std::string_view text = comment.file->text();
  const std::size_t last = text.find_last_not_of(" \t", comment.begin == 0 ? 0 : comment.begin - 1);
  const bool first_line = comment.begin == 0 || last == text.npos;
  const bool own_line = first_line || text[last] == '\n';
  const std::size_t begin = first_line ? 0 : last + 1;
  std::size_t end = comment.end;
  if (own_line) end = std::min(text.find('\n', end), text.size() - 1) + 1;
  return {comment.file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

Silencers::Silencers(std::span<const Cluster> clusters, std::span<const Suppression> suppressions)
    : suppressions_(suppressions), used_suppressions_(suppressions.size()) {
  for (const Cluster& cluster : clusters) {
    const model::Manifests& manifests = cluster.mesh->manifests();
    for (const model::Object& object : manifests.objects()) {
      const yaml::Entry* entry = object.annotations.Find(kSuppressAnnotation);
      if (!entry || !manifests.Counts(object)) continue;
      Annotation annotation{.object = &object, .words = {}};
      for (const std::string_view word : SplitAnnotation(entry->value.string()))
        annotation.words.push_back({.word = {word, entry->value.span()}});
      annotation_of_.emplace(&object, annotations_.size());
      annotations_.push_back(std::move(annotation));
    }
    for (IgnoreComment& found : FindIgnoreComments(manifests)) {
      if (found.object && !manifests.Counts(*found.object)) continue;
      Comment comment{.comment = std::move(found), .words = {}};
      for (const SuppressedWord& word : comment.comment.words) comment.words.push_back({.word = word});
      comments_of_[comment.comment.span.file].push_back(comments_.size());
      comments_.push_back(std::move(comment));
    }
  }
}

bool Silencers::Mark(std::vector<Word>& words, const diag::Diagnostic& finding) {
  bool any = false;
  for (Word& word : words) {
    if (*word.word != kAll && *word.word != finding.code && *word.word != finding.name) continue;
    word.used = true;
    any = true;
  }
  return any;
}

bool Silencers::Silences(const Finding& finding) {
  const diag::Diagnostic& d = finding.diagnostic;
  bool silenced = false;
  for (std::size_t i = 0; i < suppressions_.size(); ++i) {
    if (!suppressions_[i].Silences(d.code, d.name, d.resource)) continue;
    used_suppressions_[i] = true;
    silenced = true;
  }
  if (const auto at = annotation_of_.find(finding.object); at != annotation_of_.end())
    silenced = Mark(annotations_[at->second].words, d) || silenced;
  if (const auto at = comments_of_.find(d.primary.span.file); at != comments_of_.end()) {
    for (const std::size_t i : at->second) {
      if (comments_[i].comment.Covers(d.primary.span)) silenced = Mark(comments_[i].words, d) || silenced;
    }
  }
  return silenced;
}

void Silencers::ReportUnused(std::span<const Rule* const> asked, Findings& findings) const {
  for (std::size_t i = 0; i < suppressions_.size(); ++i) {
    const Suppression& suppression = suppressions_[i];
    const Verdict verdict = Judge(suppression.rule, asked);
    if (used_suppressions_[i] || verdict == Verdict::kCannotTell) continue;
    diag::Diagnostic& d = findings.AddAboutMesh("", {}, Message(suppression.rule, verdict));
    d.notes.push_back(fmt::format("given as `--suppress {}={}`", suppression.rule, suppression.pattern));
    if (verdict == Verdict::kUnknown) Describe(suppression.rule, verdict, d);
  }
  for (const Annotation& annotation : annotations_) {
    for (const Word& word : annotation.words) {
      const Verdict verdict = Judge(*word.word, asked);
      if (word.used || verdict == Verdict::kCannotTell) continue;
      Describe(*word.word, verdict,
               findings.Add(*annotation.object, word.word.span, Message(*word.word, verdict)));
    }
  }
  for (const Comment& comment : comments_) ReportComment(comment, asked, findings);
}

void Silencers::ReportComment(const Comment& comment, std::span<const Rule* const> asked,
                              Findings& findings) const {
  const model::Object* object = comment.comment.object;
  const auto add = [&](source::Span at, std::string message) -> diag::Diagnostic& {
    return object ? findings.Add(*object, at, std::move(message))
                  : findings.AddAboutMesh("", at, std::move(message));
  };
  if (comment.words.empty()) {
    diag::Diagnostic& d = add(comment.comment.span, "suppression that names no rule");
    d.primary.text = "nothing is silenced by this";
    d.help = "name the codes or rules that are meant, as in `# meshctl: ignore IST0101`";
    return;
  }
  std::vector<std::string_view> kept;
  std::vector<std::pair<const Word*, Verdict>> faulty;
  for (const Word& word : comment.words) {
    const Verdict verdict = word.used ? Verdict::kCannotTell : Judge(*word.word, asked);
    if (verdict == Verdict::kCannotTell) {
      kept.push_back(*word.word);
    } else {
      faulty.emplace_back(&word, verdict);
    }
  }
  for (const auto& [word, verdict] : faulty) {
    diag::Diagnostic& d = add(word->word.span, Message(*word->word, verdict));
    Describe(*word->word, verdict, d);
    const std::string_view near = verdict == Verdict::kUnknown ? NearestWord(*word->word) : "";
    if (!near.empty()) {
      d.fixes.push_back({fmt::format("replace `{}` by `{}`", *word->word, near),
                         {{word->word.span, std::string(near)}},
                         diag::Safety::kUnsafe});
    } else if (comment.words.size() == 1) {
      d.fixes.push_back(
          {"remove the comment", {{WithItsLine(comment.comment.span), ""}}, diag::Safety::kSafe});
    } else if (faulty.size() == 1) {
      const source::Span list{word->word.span.file, comment.words.front().word.span.begin,
                              comment.words.back().word.span.end};
      d.fixes.push_back({fmt::format("remove `{}` from the comment", *word->word),
                         {{list, fmt::format("{}", fmt::join(kept, ", "))}},
                         diag::Safety::kSafe});
    }
  }
}

}  // namespace meshctl::analyze
