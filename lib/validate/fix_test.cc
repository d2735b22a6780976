// SPDX-License-Identifier: Apache-2.0
#include "validate/fix.h"

#include <gtest/gtest.h>

namespace meshctl::validate {
namespace {

std::string Fixed(const std::string& text, diag::Safety least = diag::Safety::kSafe) {
  const source::SourceFile file("a.yaml", text);
  const auto fixed = FixText(file, {}, {}, least);
  return fixed ? fixed->text : "(nothing to fix)";
}

TEST(FixText, UpgradesQuotesAndSpellsAndKeepsAllElse) {
  EXPECT_EQ(
      Fixed("# nightly\r\n"
            "apiVersion:   batch/v1beta1   # old\r\n"
            "kind: CronJob\r\n"
            "metadata: {name: nightly, labels: {on-call:   yes}}\r\n"
            "spec:\r\n"
            "    schedule: '0 3 * * *'\r\n"
            "    concurrencyPolicy: Forbit\r\n"
            "    jobTemplate:\r\n"
            "        spec: {template: {spec: {restartPolicy: never, containers: [{name: a, image: "
            "a:1}]}}}\r\n"),
      "# nightly\r\n"
      "apiVersion:   batch/v1   # old\r\n"
      "kind: CronJob\r\n"
      "metadata: {name: nightly, labels: {on-call:   \"yes\"}}\r\n"
      "spec:\r\n"
      "    schedule: '0 3 * * *'\r\n"
      "    concurrencyPolicy: Forbid\r\n"
      "    jobTemplate:\r\n"
      "        spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a:1}]}}}\r\n");
}

TEST(FixText, LeavesUnsafeFixesToThoseWhoAskForThem) {
  const std::string text =
      "apiVersion: networking.istio.io/v1\n"
      "kind: VirtualServce\n"
      "metadata: {name: web}\n"
      "spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}\n";
  EXPECT_EQ(Fixed(text), "(nothing to fix)");
  EXPECT_EQ(Fixed(text, diag::Safety::kUnsafe),
            "apiVersion: networking.istio.io/v1\n"
            "kind: VirtualService\n"
            "metadata: {name: web}\n"
            "spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}\n");
}

TEST(FixText, LeavesBrokenYamlAlone) { EXPECT_EQ(Fixed("a: [1\n"), "(nothing to fix)"); }

}  // namespace
}  // namespace meshctl::validate
