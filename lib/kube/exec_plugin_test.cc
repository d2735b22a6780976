// SPDX-License-Identifier: Apache-2.0
#include "kube/exec_plugin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshctl::kube {
namespace {

using std::chrono::system_clock;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr const char* kV1 = "client.authentication.k8s.io/v1";
constexpr const char* kOwner = "config: user `ada`";

class PluginTest : public ::testing::Test {
 protected:
  Result<std::shared_ptr<LoginSource>> Make(Json cluster = nullptr) {
    return MakePluginSource(plugin, std::move(cluster), kOwner,
                            {.run =
                                 [this](const source::Program& program, const source::ProgramLimits& limits) {
                                   programs.push_back(program);
                                   timeout = limits.timeout;
                                   return output;
                                 },
                             .terminal = terminal,
                             .clock = [this] { return now; }});
  }
  std::shared_ptr<LoginSource> Source(Json cluster = nullptr) {
    auto made = Make(std::move(cluster));
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : nullptr;
  }
  void Print(const std::string& status, const std::string& version = kV1) {
    output = source::ProgramOutput{.out = R"({"kind": "ExecCredential", "apiVersion": ")" + version +
                                          R"(", "status": )" + status + "}"};
  }
  std::string Refusal() {
    const auto login = Source()->Get();
    return login ? "no error" : login.error().message;
  }

  ExecPlugin plugin = {.command = "login",
                       .arguments = {"get", "$token"},
                       .environment = {{"REGION", "north"}},
                       .api_version = kV1,
                       .install_hint = "get it from example.com",
                       .interactive_mode = "Never"};
  Result<source::ProgramOutput> output = source::ProgramOutput{};
  bool terminal = false;
  system_clock::time_point now = system_clock::from_time_t(1'800'000'000);  // 2027-01-15T08:00:00Z
  std::vector<source::Program> programs;
  std::chrono::seconds timeout{0};
};

TEST_F(PluginTest, TellsWhatItIsToldAndTakesTheToken) {
  Print(R"({"token": "t"})");
  const auto login = Source({{"server", "https://one"}})->Get();
  ASSERT_TRUE(login) << login.error().message;
  EXPECT_EQ(login->token, "t");
  ASSERT_EQ(programs.size(), 1u);
  EXPECT_THAT(programs[0].command, ElementsAre("login", "get", "$token"));
  EXPECT_THAT(programs[0].environment,
              ElementsAre(Pair("REGION", "north"),
                          Pair("KUBERNETES_EXEC_INFO",
                               R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",)"
                               R"("spec":{"cluster":{"server":"https://one"},"interactive":false}})")));
  EXPECT_EQ(programs[0].input, source::Program::Stream::kOwn);
  EXPECT_EQ(programs[0].errors, source::Program::Stream::kInherited);
  EXPECT_EQ(timeout, std::chrono::seconds(60));
}

TEST_F(PluginTest, MayAskOnATerminalOnly) {
  Print(R"({"token": "t"})");
  plugin.interactive_mode = "IfAvailable";
  ASSERT_TRUE(Source()->Get());
  EXPECT_EQ(programs[0].input, source::Program::Stream::kOwn);
  terminal = true;
  ASSERT_TRUE(Source()->Get());
  EXPECT_EQ(programs[1].input, source::Program::Stream::kInherited);
  EXPECT_EQ(programs[1].environment.back().second,
            R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",)"
            R"("spec":{"interactive":true}})");
  EXPECT_EQ(timeout, std::chrono::seconds(300));
  plugin.interactive_mode = "Always";
  EXPECT_TRUE(Make());
  terminal = false;
  EXPECT_EQ(
      Make().error().message,
      "config: user `ada`: the credential plugin `login` has to ask something, and standard input is no "
      "terminal");
}

TEST_F(PluginTest, TakesCertificates) {
  Print(R"({"clientCertificateData": "cert", "clientKeyData": "key"})");
  const auto login = Source()->Get();
  ASSERT_TRUE(login);
  EXPECT_EQ(login->certificate, "cert");
  EXPECT_EQ(login->key, "key");
}

TEST_F(PluginTest, IsAskedAgainWhenALoginExpires) {
  Print(R"({"token": "t", "expirationTimestamp": "2027-01-15T09:00:30.5+01:00"})");
  const auto source = Source();
  ASSERT_TRUE(source->Get());
  now += std::chrono::seconds(29);
  ASSERT_TRUE(source->Get());
  EXPECT_EQ(programs.size(), 1u);
  now += std::chrono::seconds(1);
  Print(R"({"token": "u"})");
  EXPECT_EQ(source->Get()->token, "u");
  now += std::chrono::hours(10'000);
  ASSERT_TRUE(source->Get());
  EXPECT_EQ(programs.size(), 2u) << "what names no end lasts";
}

TEST_F(PluginTest, IsAskedOnceAgainWhenALoginIsRefused) {
  Print(R"({"token": "old"})");
  const auto source = Source();
  const Login old = *source->Get();
  Print(R"({"token": "new"})");
  EXPECT_EQ(source->Refused(old), true);
  EXPECT_EQ(source->Refused(old), true) << "of several requests the first asks for all";
  EXPECT_EQ(programs.size(), 2u);
  const Login fresh = *source->Get();
  EXPECT_EQ(fresh.token, "new");
  EXPECT_EQ(source->Refused(fresh), false);
  EXPECT_EQ(source->Refused(fresh), false);
  EXPECT_EQ(programs.size(), 3u);
}

TEST_F(PluginTest, SaysWhatIsWrongWithThePluginAndNothingOfItsOutput) {
  const std::string begin = "config: user `ada`: the credential plugin `login` ";
  output = source::ProgramOutput{.found = false};
  auto missing = Source()->Get();
  EXPECT_EQ(missing.error().message, begin + "is not installed");
  EXPECT_THAT(missing.error().hints, ElementsAre("get it from example.com"));
  output = source::ProgramOutput{.status = 3};
  EXPECT_EQ(Refusal(), begin + "failed with status 3");
  output = std::unexpected(InputError("`login` took longer than 60 seconds"));
  EXPECT_EQ(Refusal(),
            "config: user `ada`: the credential plugin has not helped: `login` took longer than 60 seconds");
  output = source::ProgramOutput{.out = "s3cr3t"};
  EXPECT_EQ(Refusal(), begin + "did not print an ExecCredential");
  Print(R"({"token": "t"})", "client.authentication.k8s.io/v1beta1");
  EXPECT_EQ(Refusal(), begin + "speaks another version than `client.authentication.k8s.io/v1`");
  Print("null");
  EXPECT_EQ(Refusal(), begin + "printed no credentials");
  Print("{}");
  EXPECT_EQ(Refusal(), begin + "printed no credentials");
  Print(R"({"clientCertificateData": "c"})");
  EXPECT_EQ(Refusal(), begin + "printed a certificate without its key");
  Print(R"({"clientKeyData": "c"})");
  EXPECT_EQ(Refusal(), begin + "printed a key without its certificate");
  for (const char* moment : {"soon", "2027-01-15", "2027-01-15T09:00:30", "2027-01-15T09:00:30Zx"}) {
    Print(R"({"token": "t", "expirationTimestamp": ")" + std::string(moment) + "\"}");
    EXPECT_EQ(Refusal(), begin + "printed an `expirationTimestamp` that is no time");
  }
}

TEST_F(PluginTest, RefusesSectionsThatMakeNoSense) {
  const auto refusal = [&] { return Make().error().message; };
  plugin.interactive_mode.clear();
  EXPECT_EQ(refusal(), "config: user `ada`: `exec` has no `interactiveMode`, which v1 requires");
  plugin.api_version = "client.authentication.k8s.io/v1beta1";
  EXPECT_TRUE(Make());
  plugin.interactive_mode = "never";
  EXPECT_EQ(refusal(), "config: user `ada`: `exec` has the unknown `interactiveMode` `never`");
  plugin.api_version = "client.authentication.k8s.io/v1alpha1";
  EXPECT_EQ(
      refusal(),
      "config: user `ada`: `exec` has the unknown `apiVersion` `client.authentication.k8s.io/v1alpha1`");
  plugin.api_version.clear();
  EXPECT_EQ(refusal(), "config: user `ada`: `exec` has no `apiVersion`");
  plugin.command.clear();
  EXPECT_EQ(refusal(), "config: user `ada`: `exec` names no `command`");
  EXPECT_THAT(programs, IsEmpty());
}

TEST(ExecPlugin, RunsARealProgram) {
  const auto source = MakePluginSource(
      {.command = "sh",
       .arguments = {"-c", R"(echo "{\"kind\":\"ExecCredential\",\"apiVersion\":\"$V\",)"
                           R"(\"status\":{\"token\":\"${#KUBERNETES_EXEC_INFO}\"}}")"},
       .environment = {{"V", kV1}},
       .api_version = kV1,
       .interactive_mode = "Never"},
      nullptr, kOwner, {.run = [](const source::Program& program, const source::ProgramLimits& limits) {
        return source::RunProgram(program, limits);
      }});
  ASSERT_TRUE(source);
  const auto login = (*source)->Get();
  ASSERT_TRUE(login) << login.error().message;
  EXPECT_EQ(login->token, "101");
}

}  // namespace
}  // namespace meshctl::kube
