// SPDX-License-Identifier: Apache-2.0
#include "diag/fingerprint.h"

#include <gtest/gtest.h>

#include <utility>

namespace meshctl::diag {
namespace {

Diagnostic Finding(source::Span at, std::string resource) {
  Diagnostic finding;
  finding.code = "IST0101";
  finding.message = "host `a` does not exist";
  finding.primary.span = at;
  finding.resource = std::move(resource);
  return finding;
}

TEST(Fingerprint, SurvivesMovedLinesAndFiles) {
  const source::SourceFile old("a.yaml", "host: a\n");
  const source::SourceFile now("b/c.yaml", "# new\n\nhost: a\n");
  const Diagnostic before = Finding({&old, 6, 7}, "VirtualService shop/web");
  EXPECT_EQ(Fingerprint(before), Fingerprint(Finding({&now, 13, 14}, "VirtualService shop/web")));
  EXPECT_EQ(Fingerprint(before), "212f7c577c6dedde") << "all known findings would be new";
}

TEST(Fingerprint, TellsRulesObjectsAndMessagesApart) {
  const source::SourceFile file("a.yaml", "host: a\n");
  const source::SourceFile other("b.yaml", "host: a\n");
  const Diagnostic finding = Finding({&file, 6, 7}, "VirtualService shop/web");
  Diagnostic code = finding;
  code.code = "IST0102";
  Diagnostic message = finding;
  message.message = "host `b` does not exist";
  EXPECT_NE(Fingerprint(finding), Fingerprint(code));
  EXPECT_NE(Fingerprint(finding), Fingerprint(message));
  EXPECT_NE(Fingerprint(finding), Fingerprint(Finding({&file, 6, 7}, "VirtualService shop/ui")));
  EXPECT_NE(Fingerprint(Finding({&file, 6, 7}, "")), Fingerprint(Finding({&other, 6, 7}, "")));
}

TEST(Fingerprints, AreUnique) {
  const source::SourceFile file("a.yaml", "host: a\n");
  Report report;
  report.Add(Finding({&file, 0, 1}, "Pod a"));
  report.Add(Finding({&file, 2, 3}, "Pod a"));
  const std::string once = Fingerprint(report.findings().front());
  EXPECT_EQ(Fingerprints(report), (std::vector{once + ":1", once + ":2"}));
}

}  // namespace
}  // namespace meshctl::diag
