// SPDX-License-Identifier: Apache-2.0
// The protocol of exec credential plugins: an ExecCredential in the environment, another one on standard
// output, in one version. Nothing that a plugin prints is ever quoted, since it is made of secrets.
#include "kube/exec_plugin.h"

#include <fmt/format.h>

#include <ctime>
#include <optional>

namespace meshctl::kube {
namespace {

constexpr std::string_view kGroup = "client.authentication.k8s.io/";
constexpr source::ProgramLimits kLimits = {.max_output = 1 << 20, .timeout = std::chrono::seconds(60)};
/// A person may have to fetch a phone.
constexpr source::ProgramLimits kInteractiveLimits = {.max_output = 1 << 20,
                                                      .timeout = std::chrono::seconds(300)};

std::string Text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A moment as RFC 3339 writes it: `2026-11-23T12:00:00Z`, `...:00.5+01:00`.
std::optional<std::chrono::system_clock::time_point> ParseMoment(const std::string& text) {
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (!rest) return std::nullopt;
  if (*rest == '.') {
    ++rest;
    while (*rest >= '0' && *rest <= '9') ++rest;
  }
  std::time_t seconds = timegm(&parts);
  if (*rest == 'Z' || *rest == 'z') {
    ++rest;
  } else {
    std::tm offset{};
    const char* end = *rest == '+' || *rest == '-' ? strptime(rest + 1, "%H:%M", &offset) : nullptr;
    if (!end) return std::nullopt;
    const std::time_t shift = offset.tm_hour * 3600 + offset.tm_min * 60;
    seconds += *rest == '+' ? -shift : shift;
    rest = end;
  }
  if (*rest != 0) return std::nullopt;
  return std::chrono::system_clock::from_time_t(seconds);
}

class PluginSource final : public LoginSource {
 public:
  PluginSource(ExecPlugin plugin, Json cluster, std::string owner, PluginSurroundings around,
               bool interactive)
      : plugin_(std::move(plugin)),
        cluster_(std::move(cluster)),
        owner_(std::move(owner)),
        around_(std::move(around)),
        interactive_(interactive) {
    if (!around_.clock) around_.clock = std::chrono::system_clock::now;
  }

  Result<Login> Get() override {
    if (!login_ || (expires_ && around_.clock() >= *expires_)) {
      auto ran = Run();
      if (!ran) return std::unexpected(std::move(ran).error());
    }
    return *login_;
  }

  Result<bool> Refused(const Login& login) override {
    if (login == hopeless_) return false;  // asked already, and it gave the same again
    if (login_ == login) {
      auto ran = Run();
      if (!ran) return std::unexpected(std::move(ran).error());
      if (login_ == login) hopeless_ = login;
    }
    return login_ != login;
  }

 private:
  Error Fault(const std::string& what) const {
    return InputError(fmt::format("{}: the credential plugin `{}` {}", owner_, plugin_.command, what));
  }

  Result<void> Run() {
    Json spec = {{"interactive", interactive_}};
    if (!cluster_.is_null()) spec["cluster"] = cluster_;
    const Json info = {
        {"kind", "ExecCredential"}, {"apiVersion", plugin_.api_version}, {"spec", std::move(spec)}};
    source::Program program{.command = {plugin_.command},
                            .environment = plugin_.environment,
                            .errors = source::Program::Stream::kInherited,
                            .title = plugin_.command};
    program.command.insert(program.command.end(), plugin_.arguments.begin(), plugin_.arguments.end());
    program.environment.emplace_back("KUBERNETES_EXEC_INFO", info.dump());
    if (interactive_) program.input = source::Program::Stream::kInherited;
    const auto output = around_.run(program, interactive_ ? kInteractiveLimits : kLimits);
    if (!output) {
      Error error = output.error();
      return std::unexpected(
          std::move(error).In(fmt::format("{}: the credential plugin has not helped", owner_)));
    }
    if (!output->found) {
      Error error = Fault("is not installed");
      if (!plugin_.install_hint.empty()) error.hints.push_back(plugin_.install_hint);
      return std::unexpected(std::move(error));
    }
    if (output->status != 0) {
      return std::unexpected(Fault(fmt::format("failed with status {}", output->status))
                                 .Hint("what it has said about that stands above, if it has said anything"));
    }
    return Take(output->out);
  }

  /// Keeps the login that the plugin printed.
  Result<void> Take(const std::string& printed) {
    const auto answer = yaml::ParseJson(printed);
    if (!answer || !answer->is_object() || Text(*answer, "kind") != "ExecCredential") {
      return std::unexpected(Fault("did not print an ExecCredential"));
    }
    if (const std::string version = Text(*answer, "apiVersion"); version != plugin_.api_version) {
      return std::unexpected(Fault(fmt::format("speaks another version than `{}`", plugin_.api_version))
                                 .Hint("set the `apiVersion` under `exec` to the one that the plugin uses"));
    }
    const auto status = answer->find("status");
    if (status == answer->end() || !status->is_object())
      return std::unexpected(Fault("printed no credentials"));
    Login login{.token = Text(*status, "token"),
                .certificate = Text(*status, "clientCertificateData"),
                .key = Text(*status, "clientKeyData")};
    if (login.token.empty() && login.certificate.empty() && login.key.empty())
      return std::unexpected(Fault("printed no credentials"));
    if (login.certificate.empty() != login.key.empty()) {
      return std::unexpected(Fault(login.key.empty() ? "printed a certificate without its key"
                                                     : "printed a key without its certificate"));
    }
    std::optional<std::chrono::system_clock::time_point> expires;
    if (const std::string moment = Text(*status, "expirationTimestamp"); !moment.empty()) {
      expires = ParseMoment(moment);
      if (!expires) return std::unexpected(Fault("printed an `expirationTimestamp` that is no time"));
    }
    login_ = std::move(login);
    expires_ = expires;
    return {};
  }

  ExecPlugin plugin_;
  Json cluster_;
  std::string owner_;
  PluginSurroundings around_;
  bool interactive_;
  std::optional<Login> login_;
  std::optional<Login> hopeless_;
  std::optional<std::chrono::system_clock::time_point> expires_;
};

}  // namespace

Result<std::shared_ptr<LoginSource>> MakePluginSource(const ExecPlugin& plugin, Json cluster,
                                                      const std::string& owner, PluginSurroundings around) {
  const auto fault = [&](const std::string& what) { return InputError(fmt::format("{}: {}", owner, what)); };
  if (plugin.command.empty()) return std::unexpected(fault("`exec` names no `command`"));
  if (!plugin.api_version.starts_with(kGroup) || (plugin.api_version.substr(kGroup.size()) != "v1" &&
                                                  plugin.api_version.substr(kGroup.size()) != "v1beta1")) {
    return std::unexpected(
        fault(plugin.api_version.empty()
                  ? std::string("`exec` has no `apiVersion`")
                  : fmt::format("`exec` has the unknown `apiVersion` `{}`", plugin.api_version))
            .Hint("`client.authentication.k8s.io/v1` and `v1beta1` are known; newer plugins speak them"));
  }
  const std::string& mode = plugin.interactive_mode;
  if (mode.empty() && plugin.api_version.ends_with("/v1")) {
    return std::unexpected(fault("`exec` has no `interactiveMode`, which v1 requires")
                               .Hint("it is `Never`, `IfAvailable` or `Always`"));
  }
  if (!mode.empty() && mode != "Never" && mode != "IfAvailable" && mode != "Always") {
    return std::unexpected(fault(fmt::format("`exec` has the unknown `interactiveMode` `{}`", mode))
                               .Hint("it is `Never`, `IfAvailable` or `Always`"));
  }
  if (mode == "Always" && !around.terminal) {
    return std::unexpected(
        fault(
            fmt::format("the credential plugin `{}` has to ask something, and standard input is no terminal",
                        plugin.command))
            .Hint("run this in a terminal, or log in with a token (`--token`)"));
  }
  const bool interactive = mode != "Never" && around.terminal;
  return std::make_shared<PluginSource>(plugin, std::move(cluster), owner, std::move(around), interactive);
}

}  // namespace meshctl::kube
