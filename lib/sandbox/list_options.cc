// SPDX-License-Identifier: Apache-2.0
// The checks of apimachinery's ValidateListOptions and of the storage behind it, in their order and words.
#include "sandbox/list_options.h"

#include <fmt/format.h>

#include <charconv>

#include "base/ascii.h"

namespace meshctl::sandbox {
namespace {

constexpr std::string_view kExact = "Exact";
constexpr std::string_view kNotOlderThan = "NotOlderThan";

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

std::string NotANumber(std::string_view parser, std::string_view text) {
  return fmt::format("strconv.{}: parsing {}: invalid syntax", parser, Json(text).dump());
}

// A parameter that is a number; absent ones are 0, as are those below it.
Answer<std::uint64_t> ReadCount(const Request& request, const std::string& name) {
  const std::string text = request.Query(name);
  if (text.empty()) return 0;
  const auto number = ParseNumber<std::int64_t>(text);
  if (!number) return std::unexpected(BadRequest(NotANumber("ParseInt", text)));
  return *number < 0 ? 0 : static_cast<std::uint64_t>(*number);
}

bool IsTrue(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found != request.query.end() && found->second != "0" && !EqualIgnoringCase(found->second, "false");
}

std::vector<Cause> MatchFaults(const Request& request, const ListOptions& options, std::string_view match) {
  std::vector<Cause> causes;
  const auto forbid = [&](std::string_view why) {
    causes.push_back({"FieldValueForbidden", fmt::format("Forbidden: {}", why), "resourceVersionMatch"});
  };
  const auto unsupported = [&](std::string_view allowed) {
    causes.push_back({"FieldValueNotSupported",
                      fmt::format("Unsupported value: {}: supported values: {}", Json(match).dump(), allowed),
                      "resourceVersionMatch"});
  };
  const bool continues = !options.continue_token.empty();
  const bool initial = request.query.contains("sendInitialEvents");
  if (AsksForWatch(request)) {
    if (initial && match != kNotOlderThan)
      forbid("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    if (!match.empty() && !initial)
      forbid("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
    if (!match.empty() && match != kNotOlderThan) unsupported(R"("NotOlderThan")");
    if (continues) forbid("resourceVersionMatch is forbidden when continue is provided");
    return causes;
  }
  if (!match.empty()) {
    if (options.resource_version.empty())
      forbid("resourceVersionMatch is forbidden unless resourceVersion is provided");
    if (continues) forbid("resourceVersionMatch is forbidden when continue is provided");
    if (match != kExact && match != kNotOlderThan) unsupported(R"("Exact", "NotOlderThan", "")");
    if (match == kExact && options.resource_version == "0")
      forbid(R"(resourceVersionMatch "exact" is forbidden for resourceVersion "0")");
  }
  if (initial) {
    causes.push_back(
        {"FieldValueForbidden", "Forbidden: sendInitialEvents is forbidden for list", "sendInitialEvents"});
  }
  return causes;
}

constexpr std::string_view kOldToken =
    "The provided continue parameter is too old to display a consistent list result. You can start a new "
    "list without the continue parameter, or use the continue token in this response to retrieve the "
    "remainder of the results. Continuing with the provided token results in an inconsistent list - objects "
    "that were created, modified, or deleted between the time the first chunk was returned and now may show "
    "up in the list.";

Answer<ListState> Continued(const Store& store, const ListOptions& options) {
  auto token = ParseContinueToken(options.continue_token);
  if (!token) return std::unexpected(token.error());
  if (!options.resource_version.empty() && options.resource_version != "0")
    return std::unexpected(BadRequest("specifying resource version is not allowed when using continue"));
  if (token->version < 0) return ListState{store.version(), token->start};
  const auto version = static_cast<std::uint64_t>(token->version);
  if (version > store.version()) {
    Refusal refusal = TooLargeVersion(version, store.version());
    refusal.retry_after_seconds = 0;  // such a token will not get better
    return std::unexpected(std::move(refusal));
  }
  if (!store.Remembers(version)) {
    Refusal refusal = Expired(std::string(kOldToken));
    refusal.continue_token = ContinueToken{-1, token->start}.ToString();
    return std::unexpected(std::move(refusal));
  }
  return ListState{version, token->start};
}

}  // namespace

bool AsksForWatch(const Request& request) { return IsTrue(request, "watch"); }

Answer<ListOptions> ReadListOptions(const Call& call) {
  const Request& request = call.request;
  ListOptions options;
  auto labels = Selector::OfLabels(request.Query("labelSelector"));
  if (!labels) return std::unexpected(labels.error());
  options.labels = std::move(*labels);
  const auto limit = ReadCount(request, "limit");
  if (!limit) return std::unexpected(limit.error());
  options.limit = *limit;
  const auto timeout = ReadCount(request, "timeoutSeconds");
  if (!timeout) return std::unexpected(timeout.error());
  constexpr std::uint64_t kLongest = 1'000'000;  // more would overflow the clock's own count
  if (*timeout > 0 && *timeout < kLongest) options.timeout = std::chrono::seconds(*timeout);
  options.continue_token = request.Query("continue");
  options.resource_version = request.Query("resourceVersion");
  options.send_initial_events = IsTrue(request, "sendInitialEvents");
  const std::string match = request.Query("resourceVersionMatch");
  if (match == kExact) options.match = ListOptions::Match::kExact;
  if (match == kNotOlderThan) options.match = ListOptions::Match::kNotOlderThan;
  if (auto causes = MatchFaults(request, options, match); !causes.empty())
    return std::unexpected(Invalid("ListOptions", "meta.k8s.io", "", std::move(causes)));
  auto fields = Selector::OfFields(request.Query("fieldSelector"), *call.target.resource);
  if (!fields) return std::unexpected(fields.error());
  options.fields = std::move(*fields);
  return options;
}

Answer<ListState> ChooseState(const Store& store, const ListOptions& options) {
  if (!options.continue_token.empty()) return Continued(store, options);
  if (options.resource_version.empty()) return ListState{store.version(), ""};
  const auto version = ParseNumber<std::uint64_t>(options.resource_version);
  if (!version) {
    return std::unexpected(BadRequest(fmt::format(
        "invalid resource version: resourceVersion: Invalid value: {}: {}",
        Json(options.resource_version).dump(), NotANumber("ParseUint", options.resource_version))));
  }
  if (*version > store.version()) return std::unexpected(TooLargeVersion(*version, store.version()));
  // A page of a version without a word about how they are to match is one of exactly that version.
  using Match = ListOptions::Match;
  const bool page = options.match == Match::kUnsaid && options.limit > 0 && *version > 0;
  if (options.match != Match::kExact && !page) return ListState{store.version(), ""};
  if (!store.Remembers(*version))
    return std::unexpected(Expired("The resourceVersion for the provided list is too old."));
  return ListState{*version, ""};
}

}  // namespace meshctl::sandbox
