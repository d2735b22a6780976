// SPDX-License-Identifier: Apache-2.0
// Messages state the fault with its path, labels say what stands there, help proposes. A fix is safe only
// where there is one thing the author can have meant.
#include "validate/complaints.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/nearest.h"
#include "schema/formats.h"
#include "yaml/scalar.h"

namespace meshctl::validate {

using schema::FormatWords;
using schema::Scalar;
using schema::Shape;

namespace {

using diag::Fix;
using diag::Safety;

constexpr std::size_t kLongestList = 12;
constexpr std::size_t kLongestRule = 160;

bool SameButForCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && EditDistance(a, b, 0) == 0;
}

/// Names that differ only in case or in `_` and `-`: certainly the same word.
bool SameWord(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view name) {
    std::string letters;
    std::ranges::copy_if(name, std::back_inserter(letters), [](char c) { return c != '_' && c != '-'; });
    return letters;
  };
  return SameButForCase(bare(a), bare(b));
}

/// A word as it must be written to be read as it is, in the quotes it had.
std::string InQuotesOf(source::Span span, std::string_view text) {
  const std::string_view old = span.text();
  const bool quoted = !old.empty() && (old.front() == '"' || old.front() == '\'');
  const std::string safe = yaml::WriteString(text);
  return quoted && safe == text ? fmt::format("{0}{1}{0}", old.front(), text) : safe;
}

Fix Replacement(source::Span span, std::string_view old, std::string_view text, Safety safety) {
  return {fmt::format("replace `{}` by `{}`", old, text), {{span, InQuotesOf(span, text)}}, safety};
}

Fix Rewriting(std::string title, const yaml::Node& node, std::string text, Safety safety) {
  return {std::move(title), {{node.span(), std::move(text)}}, safety};
}

std::string_view Expected(Scalar scalar) {
  switch (scalar) {
    case Scalar::kString:
    case Scalar::kBytes:
    case Scalar::kDuration:
    case Scalar::kTimestamp:
    case Scalar::kMicroTime:
      return "a string";
    case Scalar::kBool:
      return "a boolean";
    case Scalar::kInt32:
    case Scalar::kInt64:
    case Scalar::kUint32:
    case Scalar::kUint64:
      return "an integer";
    case Scalar::kDouble:
      return "a number";
    case Scalar::kQuantity:
      return "a string or a number";
    case Scalar::kIntOrString:
      return "an integer or a string";
    case Scalar::kObject:
    case Scalar::kStruct:
      return "an object";
    case Scalar::kAny:
      break;
  }
  return "anything";
}

Expectation ExpectationOf(Field field, bool element) {
  const Shape shape = element ? Shape::kSingle : field.shape();
  const std::string_view words = shape == Shape::kList  ? "a list"
                                 : shape == Shape::kMap ? "an object"
                                                        : Expected(field.scalar());
  return {words, shape, field.scalar()};
}

/// What the text of a quoted scalar would be without its quotes, when the field wants just that.
bool WouldFitUnquoted(const yaml::Node& node, Scalar scalar) {
  const bool quoted = node.is_string() && (node.style() == yaml::Style::kSingleQuoted ||
                                           node.style() == yaml::Style::kDoubleQuoted);
  if (!quoted) return false;
  const yaml::Type plain = yaml::ResolvePlain(node.text());
  if (scalar == Scalar::kBool) return plain == yaml::Type::kBool;
  const bool integer = scalar == Scalar::kInt32 || scalar == Scalar::kInt64 || scalar == Scalar::kUint32 ||
                       scalar == Scalar::kUint64;
  if (integer) return plain == yaml::Type::kInt;
  return scalar == Scalar::kDouble && (plain == yaml::Type::kInt || plain == yaml::Type::kFloat);
}

bool WantsObject(const Expectation& expected) {
  if (expected.shape != Shape::kSingle) return expected.shape == Shape::kMap;
  return expected.scalar == Scalar::kStruct || expected.scalar == Scalar::kObject;
}

/// Where the colon stands in `key:value`, which YAML reads as one string; 0 when the text is no such thing,
/// or the value begins with a character that means something to YAML.
std::size_t MissingBlank(const yaml::Node& node) {
  if (!node.is_string() || node.style() != yaml::Style::kPlain) return 0;
  const std::string_view text = node.span().text();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.find_first_of(" \n,[]{}") != std::string_view::npos) return 0;
  const char next = colon + 1 < text.size() ? text[colon + 1] : ' ';
  constexpr std::string_view kIndicators = " -?:,[]{}#&*!|>'\"%@`";
  return kIndicators.find(next) == std::string_view::npos ? colon : 0;
}

/// Whether a value stands on the line of its key, where a second `key: value` has no place.
bool IsBesideItsKey(const Place& place, const yaml::Node& node) {
  if (place.entry == nullptr) return false;
  const source::Span key = place.entry->key_span();
  const source::Span value = node.span();
  return key.file == value.file && key.end <= value.begin &&
         key.file->text().substr(key.end, value.begin - key.end).find('\n') == std::string_view::npos;
}

/// A scalar that can stand between the brackets of a flow list as it is.
bool IsOneLineScalar(const yaml::Node& node) {
  return node.is_scalar() && node.style() != yaml::Style::kLiteral && node.style() != yaml::Style::kFolded &&
         node.span().text().find_first_of(",[]{}\n#") == std::string_view::npos;
}

bool IsPlainNumberOrBool(const yaml::Node& node) {
  const bool type = node.type() == yaml::Type::kBool || node.type() == yaml::Type::kInt ||
                    node.type() == yaml::Type::kFloat;
  return type && node.style() == yaml::Style::kPlain;
}

/// The value as a message shows it; long texts are cut.
std::string Shown(const yaml::Node& node) {
  constexpr std::size_t kLongest = 60;
  const std::string_view text = node.text();
  return text.size() <= kLongest ? std::string(text) : std::string(text.substr(0, kLongest)) + "...";
}

}  // namespace

std::string_view WithArticle(yaml::Type type) {
  constexpr std::array<std::string_view, 7> kWords = {"null",     "a boolean", "an integer", "a number",
                                                      "a string", "an object", "a list"};
  return kWords[static_cast<std::size_t>(type)];
}

std::string ListOf(std::span<const std::string_view> names) {
  std::string list;
  std::size_t shown = 0;
  for (const std::string_view name : names) {
    if (shown++ == kLongestList) return list + ", ...";
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ", name);
  }
  return list;
}

std::string ResourceOf(const yaml::Node& root) {
  if (root.Get("kind").string().empty()) return {};
  const yaml::Node& metadata = root.Get("metadata");
  const std::string_view ns = metadata.Get("namespace").string();
  return fmt::format("{} {}{}{}", root.Get("kind").string(), ns, ns.empty() ? "" : "/",
                     metadata.Get("name").string());
}

diag::Diagnostic MakeFinding(Fault fault, std::string message, source::Span span, std::string label) {
  const FaultRow& row = Describe(fault);
  diag::Diagnostic finding;
  finding.code = row.code;
  finding.name = row.name;
  finding.level = row.level;
  finding.message = std::move(message);
  finding.primary = {span, std::move(label)};
  return finding;
}

void Complaints::Add(Fault fault, std::string message, source::Span span, std::string label, std::string help,
                     std::vector<Fix> fixes) {
  diag::Diagnostic finding = MakeFinding(fault, std::move(message), span, std::move(label));
  finding.help = std::move(help);
  finding.fixes = std::move(fixes);
  finding.resource = ResourceOf(root_);
  report_.Add(std::move(finding));
}

void Complaints::UnknownField(const Place& place, const yaml::Node& node, const yaml::Entry& entry,
                              Type type) {
  KnownFields known{.type = std::string(type.short_name())};
  known.near = type.Nearest(entry.key).name();
  known.below_spec = place.is_root() && type.Find("spec").type().Find(entry.key);
  for (const Field field : type.fields()) {
    if (!field.hidden()) known.listed.push_back(field.name());
  }
  UnknownField(place, node, entry, known);
}

void Complaints::UnknownField(const Place& place, const yaml::Node& node, const yaml::Entry& entry,
                              const KnownFields& known) {
  std::string help;
  std::vector<Fix> fixes;
  if (!known.near.empty() && node.Find(known.near) != nullptr) {
    help = fmt::format("did you mean `{}`? that is given already", known.near);
  } else if (!known.near.empty()) {
    const Safety safety = SameWord(entry.key, known.near) ? Safety::kSafe : Safety::kUnsafe;
    help = fmt::format("did you mean `{}`?", known.near);
    fixes.push_back(Replacement(entry.key_span(), entry.key, known.near, safety));
  } else if (known.below_spec) {
    help = fmt::format("`{}` belongs under `spec`", entry.key);
  } else if (!known.listed.empty() && known.listed.size() <= kLongestList) {
    help = "fields here: " + ListOf(known.listed);
  }
  Add(Fault::kUnknownField, fmt::format("unknown field `{}`", PathOf(place.Key(entry))), entry.key_span(),
      fmt::format("not a field of {}", known.type), std::move(help), std::move(fixes));
}

void Complaints::WrongRoot(const yaml::Node& node) {
  Add(Fault::kWrongType, fmt::format("an object was expected, not {}", WithArticle(node.type())), node.span(),
      {});
}

void Complaints::WrongType(const Place& place, const yaml::Node& node, Field field, bool element) {
  WrongType(place, node, ExpectationOf(field, element));
}

void Complaints::WrongType(const Place& place, const yaml::Node& node, const Expectation& expected) {
  std::string label(WithArticle(node.type()));
  std::string help;
  std::vector<Fix> fixes;
  const std::string_view written = node.span().text();
  const bool one = expected.shape == Shape::kSingle;
  if (one && expected.scalar == Scalar::kDuration && node.type() == yaml::Type::kInt) {
    help = fmt::format("a duration has a unit, for example `{}s`", node.text());
    fixes.push_back(Rewriting(fmt::format("write `{}s`", node.text()), node, fmt::format("{}s", node.text()),
                              Safety::kUnsafe));
  } else if (one && expected.scalar == Scalar::kString && IsPlainNumberOrBool(node)) {
    label = fmt::format("YAML reads this as {}", WithArticle(node.type()));
    help = fmt::format("quote it: `\"{}\"`", node.text());
    fixes.push_back(Rewriting(fmt::format("quote `{}`", node.text()), node,
                              fmt::format("\"{}\"", node.text()), Safety::kSafe));
  } else if (one && WouldFitUnquoted(node, expected.scalar)) {
    label = "the quotes make this a string";
    help = "remove the quotes";
    fixes.push_back(Rewriting("remove the quotes", node, std::string(node.text()), Safety::kSafe));
  } else if (const std::size_t colon = MissingBlank(node); colon != 0 && WantsObject(expected)) {
    const std::string spaced = fmt::format("{}: {}", written.substr(0, colon), written.substr(colon + 1));
    help = fmt::format("`:` needs a blank behind it: `{}`", spaced);
    fixes.push_back(Rewriting("put a blank behind the colon", node,
                              IsBesideItsKey(place, node) ? fmt::format("{{{}}}", spaced) : spaced,
                              Safety::kUnsafe));
  } else if (!one && expected.shape == Shape::kList && expected.scalar != Scalar::kStruct &&
             IsOneLineScalar(node)) {
    // Commas and brackets mean something inside of `[]`.
    const bool bare = node.is_string() && node.style() == yaml::Style::kPlain;
    const std::string list =
        fmt::format("[{}]", bare ? yaml::WriteString(node.text()) : std::string(written));
    help = fmt::format("a list with one item is written `{}`", list);
    fixes.push_back(Rewriting("make it a list with one item", node, list, Safety::kUnsafe));
  }
  Add(Fault::kWrongType,
      fmt::format("`{}` must be {}, not {}", PathOf(place), expected.words, WithArticle(node.type())),
      node.span(), std::move(label), std::move(help), std::move(fixes));
}

void Complaints::MissingField(const Place& place, const yaml::Node& node, std::string_view owner,
                              std::string_view field) {
  Add(Fault::kMissingField, fmt::format("required field `{}` is missing", PathOf(place, field)),
      Anchor(place, node), fmt::format("{} needs `{}`", owner, field));
}

void Complaints::EmptyField(const Place& place, const yaml::Node& node) {
  Add(Fault::kMissingField, fmt::format("required field `{}` is empty", PathOf(place)), node.span(),
      "must not be empty");
}

void Complaints::MissingName(const Place& place, const yaml::Node& node) {
  Add(Fault::kMissingField, "required field `metadata.name` is missing", Anchor(place, node),
      "every object needs a name", "give `name`, or `generateName` for a name made up by the API server");
}

void Complaints::MissingOneOf(const Place& place, const yaml::Node& node,
                              std::span<const std::string_view> fields) {
  const std::string names = ListOf(fields);
  const std::string path = PathOf(place);
  Add(Fault::kMissingField,
      path.empty() ? fmt::format("one of {} is missing", names)
                   : fmt::format("`{}` has none of {}", path, names),
      Anchor(place, node), "exactly one of them is needed");
}

void Complaints::UnknownValue(const Place& place, const yaml::Node& node,
                              std::span<const std::string_view> choices) {
  const std::string_view near = node.is_string() ? Nearest(node.text(), choices) : std::string_view();
  std::vector<Fix> fixes;
  std::string help = fmt::format("one of {}", ListOf(choices));
  if (!near.empty()) {
    help = fmt::format("did you mean `{}`?", near);
    fixes.push_back(Replacement(node.span(), node.text(), near,
                                NearestIsOnlyOne(node.text(), choices) ? Safety::kSafe : Safety::kUnsafe));
  }
  Add(Fault::kUnknownValue, fmt::format("`{}` cannot be `{}`", PathOf(place), Shown(node)), node.span(),
      near.empty() ? "not a value of this field" : fmt::format("not one of {}", ListOf(choices)),
      std::move(help), std::move(fixes));
}

void Complaints::OutOfRange(const Place& place, const yaml::Node& node, std::string_view limit) {
  Add(Fault::kOutOfRange, fmt::format("`{}` cannot be {}", PathOf(place), Shown(node)), node.span(),
      fmt::format("must be {}", limit));
}

void Complaints::WrongLength(const Place& place, const yaml::Node& node, std::string_view limit) {
  const source::Span span =
      node.is_scalar() || place.entry == nullptr ? node.span() : place.entry->key_span();
  Add(Fault::kWrongLength, fmt::format("`{}` must have {}", PathOf(place), limit), span, {});
}

void Complaints::WrongFormat(const Place& place, const yaml::Node& node, std::string_view what,
                             std::string_view syntax) {
  Add(Fault::kWrongFormat, fmt::format("`{}` is not {}: `{}`", PathOf(place), what, Shown(node)), node.span(),
      {}, std::string(syntax));
}

void Complaints::NotBase64(const Place& place, const yaml::Node& node) {
  Add(Fault::kWrongFormat, fmt::format("`{}` is not base64", PathOf(place)), node.span(), {});
}

void Complaints::WrongKeyFormat(const Place& place, const yaml::Entry& entry, Format format) {
  const FormatWords words = Describe(format);
  Add(Fault::kWrongFormat, fmt::format("key `{}` in `{}` is not {}", entry.key, PathOf(place), words.what),
      entry.key_span(), {}, std::string(words.syntax));
}

void Complaints::ConflictingFields(const Place& place, const yaml::Entry& first, const yaml::Entry& second,
                                   std::span<const std::string_view> fields, bool exactly_one) {
  diag::Diagnostic finding =
      MakeFinding(Fault::kConflictingFields,
                  fmt::format("`{}` cannot be set together with `{}`", PathOf(place.Key(second)), first.key),
                  second.key_span(), "second");
  finding.secondary.push_back({first.key_span(), "first"});
  finding.help = fmt::format("{} one of {}", exactly_one ? "keep" : "keep at most", ListOf(fields));
  finding.resource = ResourceOf(root_);
  report_.Add(std::move(finding));
}

void Complaints::DuplicateItem(const Place& place, const yaml::Node& first, const yaml::Node& second) {
  diag::Diagnostic finding = MakeFinding(
      Fault::kDuplicateItem, fmt::format("duplicate item in `{}`", PathOf(place)), second.span(), "second");
  finding.secondary.push_back({first.span(), "first"});
  finding.resource = ResourceOf(root_);
  report_.Add(std::move(finding));
}

void Complaints::NullItem(const Place& place, const yaml::Node& node) {
  Add(Fault::kNullItem, fmt::format("`{}` is null", PathOf(place)), node.span(), "an item without content");
}

void Complaints::PatternMismatch(const Place& place, const yaml::Node& node, std::string_view pattern) {
  Add(Fault::kPattern, fmt::format("`{}` cannot be `{}`", PathOf(place), Shown(node)), node.span(),
      "does not match its pattern", fmt::format("it must match `{}`", pattern));
}

bool Complaints::Faulty(const yaml::Node& node) const {
  const source::Span span = node.span();
  const auto inside = [&](const diag::Diagnostic& finding) {
    return finding.level == diag::Level::kError && span.begin <= finding.primary.span.begin &&
           finding.primary.span.end <= span.end;
  };
  return std::any_of(report_.findings().begin() + static_cast<std::ptrdiff_t>(begin_),
                     report_.findings().end(), inside);
}

void Complaints::WrongAlternative(const Place& place, const yaml::Node& node, std::string_view demand) {
  if (Faulty(node)) return;
  const std::string path = PathOf(place);
  Add(Fault::kRule, fmt::format("{} {}", path.empty() ? "the object" : fmt::format("`{}`", path), demand),
      node.is_scalar() ? node.span() : Anchor(place, node), {});
}

void Complaints::RuleBroken(const Place& place, const yaml::Node& node, const BrokenRule& rule,
                            const cel::Failure* failure) {
  if (Faulty(node)) return;
  const std::string path = PathOf(place);
  diag::Diagnostic finding =
      MakeFinding(Fault::kRule,
                  fmt::format("{} {}", path.empty() ? "the object" : fmt::format("`{}`", path), rule.message),
                  node.is_scalar() ? node.span() : Anchor(place, node), {});
  if (!rule.field_path.empty()) {
    const yaml::Entry* named = node.Find(rule.field_path.substr(1));
    if (named != nullptr) finding.primary.span = named->key_span();
  }
  if (failure != nullptr)
    finding.notes.push_back(fmt::format("its rule cannot be evaluated: {}", failure->message));
  if (rule.text.size() <= kLongestRule) finding.notes.push_back(fmt::format("the rule is `{}`", rule.text));
  finding.resource = ResourceOf(root_);
  if (rule.twin.empty()) {
    report_.Add(std::move(finding));
  } else {
    twinned_.push_back({std::move(finding), rule.twin});
  }
}

void Complaints::AddUntwinned() {
  for (Twinned& broken : twinned_) {
    const auto says_so = [&](const diag::Diagnostic& finding) { return finding.code == broken.twin; };
    const auto& findings = report_.findings();
    if (std::none_of(findings.begin() + static_cast<std::ptrdiff_t>(begin_), findings.end(), says_so))
      report_.Add(std::move(broken.finding));
  }
  twinned_.clear();
}

void Complaints::Deprecated(const Place& place, const yaml::Entry& entry) {
  Add(Fault::kDeprecated, fmt::format("`{}` is deprecated", PathOf(place.Key(entry))), entry.key_span(), {});
}

void Complaints::DeprecatedValue(const Place& place, const yaml::Node& node) {
  Add(Fault::kDeprecated, fmt::format("the value `{}` of `{}` is deprecated", Shown(node), PathOf(place)),
      node.span(), {});
}

void Complaints::Experimental(const Place& place, source::Span span) {
  Add(Fault::kExperimentalField,
      fmt::format("`{}` is known to the Gateway API's experimental channel only", PathOf(place)), span,
      "clusters with the standard definitions refuse it",
      "`--experimental` says that the experimental definitions are installed");
}

}  // namespace meshctl::validate
