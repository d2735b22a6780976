// SPDX-License-Identifier: Apache-2.0
// Reads the Status object that API servers answer with, and says in one sentence what happened and, where it
// is known, what helps. The server's own text is kept: people search the web for it.
#include "kube/failure.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/utf8.h"
#include "kube/message_causes.h"
#include "yaml/json.h"

namespace meshctl::kube {
namespace {

/// Longest piece of a foreign answer (an HTML page of a proxy) that a message quotes.
constexpr std::size_t kMaxQuote = 200;

std::string Text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// What an HTTP status is called, for servers that name no reason.
std::string_view ReasonOf(int status) {
  switch (status) {
    case 400:
      return "BadRequest";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 405:
      return "MethodNotAllowed";
    case 409:
      return "Conflict";
    case 410:
      return "Expired";
    case 415:
      return "UnsupportedMediaType";
    case 422:
      return "Invalid";
    case 429:
      return "TooManyRequests";
    case 500:
      return "InternalError";
    case 503:
      return "ServiceUnavailable";
    case 504:
      return "Timeout";
    default:
      return "";
  }
}

std::vector<Cause> CausesOf(const Json& status) {
  std::vector<Cause> causes;
  const auto details = status.find("details");
  if (details == status.end() || !details->is_object()) return causes;
  const auto list = details->find("causes");
  if (list == details->end() || !list->is_array()) return causes;
  for (const Json& cause : *list) {
    if (cause.is_object())
      causes.push_back({Text(cause, "reason"), Text(cause, "message"), Text(cause, "field")});
  }
  return causes;
}

FailureDetails DetailsOf(const Json& status) {
  const auto details = status.find("details");
  if (details == status.end() || !details->is_object()) return {};
  FailureDetails of{.group = Text(*details, "group"),
                    .kind = Text(*details, "kind"),
                    .name = Text(*details, "name"),
                    .uid = Text(*details, "uid"),
                    .retry_after = {}};
  const auto seconds = details->find("retryAfterSeconds");
  if (seconds != details->end() && seconds->is_number_integer() && seconds->get<std::int64_t>() > 0)
    of.retry_after = std::chrono::seconds(seconds->get<std::int64_t>());
  return of;
}

/// Proxies, gateways and sign-in pages answer in HTML.
bool IsWebPage(const Response& response) {
  return LowerAscii(response.content_type).starts_with("text/html") || response.body.starts_with('<');
}

/// What a web page calls itself, in quotes; empty when it has no title.
std::string TitleOf(const std::string& page) {
  const std::string lower = LowerAscii(page);
  const std::size_t begin = lower.find("<title>");
  const std::size_t end = lower.find("</title>", begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  std::string title = page.substr(begin + 7, std::min(end - begin - 7, kMaxQuote));
  std::ranges::replace(title, '\n', ' ');
  return fmt::format(" titled `{}`", utf8::Printable(title));
}

/// The part of a message that its causes do not repeat.
std::string Headline(std::string message, const std::vector<Cause>& causes) {
  if (causes.empty()) return message;
  if (causes.front().reason == "FieldManagerConflict") {
    return causes.size() == 1 ? std::string("a field is owned by somebody else")
                              : fmt::format("{} fields are owned by somebody else", causes.size());
  }
  constexpr std::string_view kInvalid = " is invalid";
  if (const std::size_t at = message.find(kInvalid); at != std::string::npos)
    message.resize(at + kInvalid.size());
  return message;
}

void AddHints(Failure& failure) {
  const auto hint = [&](std::string text) { failure.error.hints.push_back(std::move(text)); };
  const bool conflict = std::ranges::any_of(
      failure.causes, [](const Cause& cause) { return cause.reason == "FieldManagerConflict"; });
  if (conflict) {
    hint(
        "take the fields over with `--force-conflicts`, leave them out of the manifest, or give them the "
        "value "
        "they have to own them together");
    return;
  }
  switch (failure.status) {
    case 401:
      hint(
          "the user of this context is not let in: log in again, or choose another context with `--context`");
      break;
    case 403:
      hint("`kubectl auth can-i --list` shows what this user may do");
      break;
    case 409:
      hint("the object was changed meanwhile: run the command again");
      break;
    case 415:
      hint("server-side apply needs Kubernetes 1.22 or newer");
      break;
    case 429:
    case 503:
    case 504:
      hint("the server is busy or starting: try again in a moment");
      break;
    default:
      break;
  }
}

}  // namespace

Failure DecodeFailure(const Request& request, const Response& response) {
  Failure failure{.error = ClusterError(""), .status = response.status, .reason = {}, .causes = {}};
  std::string message;
  if (auto body = yaml::ParseJson(response.body);
      body && body->is_object() && Text(*body, "kind") == "Status") {
    message = Text(*body, "message");
    failure.reason = Text(*body, "reason");
    failure.causes = CausesOf(*body);
    failure.details = DetailsOf(*body);
    failure.message = message;
    if (MessageCauses in_text = CausesInMessage(message); !in_text.causes.empty()) {
      message = std::move(in_text.headline);
      failure.causes = std::move(in_text.causes);
    }
  } else if (IsWebPage(response)) {
    message = fmt::format("a web page{}, which is no API server's answer", TitleOf(response.body));
    failure.error.hints.emplace_back(
        "a proxy or another web server has answered: check `server` and `proxy-url` in the kubeconfig, and "
        "HTTPS_PROXY");
  } else if (!response.body.empty()) {
    message = utf8::Printable(response.body.substr(0, response.body.find('\n')).substr(0, kMaxQuote));
  }
  if (failure.reason.empty()) failure.reason = ReasonOf(response.status);
  const std::string status = failure.reason.empty() ? fmt::to_string(response.status)
                                                    : fmt::format("{} {}", response.status, failure.reason);
  message = Headline(std::move(message), failure.causes);
  failure.error.message = message.empty() ? fmt::format("the server answered {} to {} {}", status,
                                                        Name(request.method), request.path)
                                          : fmt::format("the server answered {}: {}", status, message);
  AddHints(failure);
  return failure;
}

}  // namespace meshctl::kube
