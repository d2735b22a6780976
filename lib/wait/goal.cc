// SPDX-License-Identifier: Apache-2.0
// The rules of `kubectl wait` (pkg/cmd/wait), except that a goal also says what is missing.
#include "wait/goal.h"

#include <fmt/format.h>

#include <vector>

#include "base/ascii.h"
#include "wait/object_view.h"
#include "wait/readiness.h"
#include "wait/rollout.h"

namespace meshctl::wait {
namespace {

Standing NotThere() { return {Verdict::kNotYet, "it does not exist"}; }

std::string_view Trimmed(std::string_view text, std::string_view what) {
  const std::size_t begin = text.find_first_not_of(what);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

/// `web` and `db`, as a list in a sentence.
std::string Joined(const Json& texts) {
  std::string list;
  for (const Json& text : texts) {
    if (text.is_string()) list += fmt::format("{}`{}`", list.empty() ? "" : ", ", text.get<std::string>());
  }
  return list;
}

/// What still holds an object that somebody has deleted.
std::string HeldBack(const Json& object) {
  if (TextAt(object, {"metadata", "deletionTimestamp"}).empty()) return "it is not being deleted";
  // Namespaces tell in conditions what is left in them.
  std::string rest;
  for (const Json& condition : ListAt(object, {"status", "conditions"})) {
    if (!TextAt(condition, {"type"}).starts_with("Namespace") || TextAt(condition, {"status"}) != "True")
      continue;
    rest += "; " + TextAt(condition, {"message"});
  }
  const std::string finalizers = Joined(ListAt(object, {"metadata", "finalizers"}));
  if (!finalizers.empty()) return "held back by finalizer " + finalizers + rest;
  return "it is being deleted" + rest;
}

/// Splits at `=`, but not at `==`, which filters need.
std::vector<std::string> SplitAtEquals(std::string_view text) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      parts.back() += text[i];
    } else if (text.substr(i).starts_with("==")) {
      parts.back() += "==";
      ++i;
    } else {
      parts.emplace_back();
    }
  }
  return parts;
}

Result<Goal> ParseValueGoal(std::string_view text) {
  const std::vector<std::string> parts = SplitAtEquals(text);
  if (parts.size() > 2) {
    return std::unexpected(UsageError("`--for=jsonpath=` takes a path and at most one value")
                               .Hint("`--for=jsonpath='{.status.readyReplicas}'=3`"));
  }
  auto path = yaml::JsonPath::ParseRelaxed(parts[0]);
  if (!path) return std::unexpected(std::move(path).error());
  if (parts.size() == 1) return HasValue(*std::move(path), std::nullopt);
  const std::string_view value = Trimmed(parts[1], "'\"");
  if (value.empty()) {
    return std::unexpected(UsageError("`--for=jsonpath=` has no value behind the equals sign")
                               .Hint("leave the sign out to wait until there is any value"));
  }
  return HasValue(*std::move(path), std::string(value));
}

}  // namespace

Goal Ready() {
  return [](const Json* object) { return object ? ReadinessOf(*object) : NotThere(); };
}

Goal Exists() {
  return [](const Json* object) { return object ? Standing{Verdict::kMet, {}} : NotThere(); };
}

Goal Deleted(std::string uid) {
  return [uid = std::move(uid)](const Json* object) {
    if (!object) return Standing{Verdict::kMet, {}};
    if (!uid.empty() && TextAt(*object, {"metadata", "uid"}) != uid) return Standing{Verdict::kMet, {}};
    return Standing{Verdict::kNotYet, HeldBack(*object)};
  };
}

Goal HasCondition(std::string type, std::string status) {
  return [type = std::move(type), status = std::move(status)](const Json* object) {
    if (!object) return NotThere();
    const Json* condition = ConditionIn(ListAt(*object, {"status", "conditions"}), type);
    if (!condition) return Standing{Verdict::kNotYet, fmt::format("it has no condition `{}`", type)};
    if (!IsCurrent(*condition, *object))
      return Standing{Verdict::kNotYet, fmt::format("condition `{}` is of an older generation", type)};
    const std::string now = TextAt(*condition, {"status"});
    if (EqualIgnoringCase(now, status)) return Standing{Verdict::kMet, {}};
    std::string message = fmt::format("condition `{}` is `{}`", type, now);
    for (const char* key : {"reason", "message"}) {
      if (const std::string text = TextAt(*condition, {key}); !text.empty()) message += ": " + text;
    }
    return Standing{Verdict::kNotYet, std::move(message)};
  };
}

Goal HasValue(yaml::JsonPath path, std::optional<std::string> value) {
  return [path = std::move(path), value = std::move(value)](const Json* object) {
    if (!object) return NotThere();
    const auto found = path.Find(*object);
    if (!found) return Standing{Verdict::kFailed, found.error().message};
    if (found->empty() || found->front().empty())
      return Standing{Verdict::kNotYet, "the path leads to nothing"};
    if (found->size() > 1 || found->front().size() > 1)
      return Standing{Verdict::kFailed, "the path leads to more than one value"};
    if (!value) return Standing{Verdict::kMet, {}};
    const Json& at = *found->front().front();
    if (at.is_structured()) return Standing{Verdict::kFailed, "the path leads to a list or an object"};
    const std::string now = yaml::PlainText(at);
    if (Trimmed(now, " \t\r\n") == Trimmed(*value, " \t\r\n")) return Standing{Verdict::kMet, {}};
    return Standing{Verdict::kNotYet, fmt::format("the value is `{}`", now)};
  };
}

Goal RolledOut(std::int64_t revision) {
  return [revision](const Json* object) { return object ? RolloutOf(*object, revision) : NotThere(); };
}

Result<Goal> ParseGoal(std::string_view text) {
  if (EqualIgnoringCase(text, "delete")) return Deleted({});
  if (EqualIgnoringCase(text, "create")) return Exists();
  constexpr std::string_view kCondition = "condition=";
  constexpr std::string_view kPath = "jsonpath=";
  if (text.starts_with(kPath)) return ParseValueGoal(text.substr(kPath.size()));
  if (text.starts_with(kCondition) && text.size() > kCondition.size()) {
    const std::string_view name = text.substr(kCondition.size());
    const std::size_t equals = name.find('=');
    if (equals == name.npos) return HasCondition(std::string(name), "true");
    return HasCondition(std::string(name.substr(0, equals)), std::string(name.substr(equals + 1)));
  }
  return std::unexpected(
      UsageError(fmt::format("`--for={}` is nothing to wait for", text))
          .Hint("`condition=NAME[=VALUE]`, `delete`, `create` or `jsonpath=PATH[=VALUE]`"));
}

}  // namespace meshctl::wait
