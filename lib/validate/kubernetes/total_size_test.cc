// SPDX-License-Identifier: Apache-2.0
// Examples as large as these limits have no place in a document.
#include "validate/kubernetes/total_size.h"

#include <gtest/gtest.h>

#include <string>

#include "diag/report.h"
#include "source/source_file.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::validate::kubernetes {
namespace {

/// The message about an object, or nothing.
std::string MessageFor(const std::string& text) {
  const source::SourceFile file("example.yaml", text);
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  for (const yaml::Node& document : stream.documents) Validate(document, {}, report);
  return report.empty() ? std::string() : report.findings().front().message;
}

TEST(TotalSize, OfAConfigMapCountsTextAndDecodedBytes) {
  const std::string text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\ndata:\n  abcd: " +
                           std::string(1048573, 'x') + "\n";
  EXPECT_EQ(MessageFor(text + "binaryData:\n  wxyz: YWJj\n"), "");
  EXPECT_EQ(MessageFor(text + "binaryData:\n  wxyz: YWJjZA==\n"), "`data` has 1048577 bytes in all");
}

TEST(TotalSize, OfASecretCountsDecodedBytes) {
  const std::string head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: large\n";
  EXPECT_EQ(MessageFor(head + "stringData:\n  abcd: " + std::string(1048576, 'x') + "\n"), "");
  EXPECT_EQ(MessageFor(head + "stringData:\n  abcd: " + std::string(1048577, 'x') + "\n"),
            "`stringData` has 1048577 bytes in all");
  EXPECT_EQ(MessageFor(head + "data:\n  abcd: " + std::string(1398104, 'x') + "\n"),
            "`data` has 1048578 bytes in all");
}

}  // namespace
}  // namespace meshctl::validate::kubernetes
