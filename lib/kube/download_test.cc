// SPDX-License-Identifier: Apache-2.0
// Against servers on loopback with a certificate authority made for the test.
#include "kube/download.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "testing/http_server.h"

namespace meshctl::kube {
namespace {

using testing::Authority;
using ::testing::HasSubstr;
using testing::HttpAnswer;
using testing::HttpRequest;
using testing::HttpServer;

class DownloadTest : public ::testing::Test {
 protected:
  DownloadTest() : ca_file_(::testing::TempDir() + "meshctl-download-ca.pem") {
    std::ofstream(ca_file_) << authority_.certificate();
  }
  ~DownloadTest() override { std::filesystem::remove(ca_file_); }

  std::unique_ptr<HttpServer> Serve(HttpAnswer answer) {
    return std::make_unique<HttpServer>([answer](const HttpRequest&) { return answer; },
                                        authority_.Issue("IP:127.0.0.1"));
  }
  DownloadOptions Options() const { return {.max_size = 1000, .ca_file = ca_file_}; }
  std::string FailureOf(const std::string& url, DownloadOptions options) {
    const auto text = Download(url, options);
    return text ? "succeeded" : text.error().message;
  }

  Authority authority_;
  std::string ca_file_;
};

TEST_F(DownloadTest, ReadsTheText) {
  const auto server = Serve({.body = "kind: Service\n"});
  EXPECT_EQ(*Download(server->url() + "/a.yaml", Options()), "kind: Service\n");
}

TEST_F(DownloadTest, VerifiesCertificates) {
  const auto server = Serve({});
  EXPECT_THAT(FailureOf(server->url(), {}), HasSubstr("certificate"));
}

TEST_F(DownloadTest, BoundsSizeAndTime) {
  const auto large = Serve({.body = std::string(2000, 'x')});
  EXPECT_EQ(FailureOf(large->url(), Options()), large->url() + ": larger than the limit of 1000 bytes");
  // Of a type that the server does not compress: it would take in megabytes before it lets anything out.
  const auto endless = Serve({.body = std::string(100, 'x'),
                              .content_type = "application/octet-stream",
                              .ending = HttpAnswer::Ending::kEndless});
  EXPECT_EQ(FailureOf(endless->url(), Options()), endless->url() + ": larger than the limit of 1000 bytes");
  const auto stalled = Serve({.body = "x", .ending = HttpAnswer::Ending::kStalled});
  DownloadOptions impatient = Options();
  impatient.timeout = std::chrono::milliseconds(1000);
  EXPECT_EQ(FailureOf(stalled->url(), impatient), stalled->url() + ": no complete answer in 1 second");
}

TEST_F(DownloadTest, RefusesStatusesAndOtherSchemes) {
  const auto missing = Serve({.status = 404});
  EXPECT_EQ(FailureOf(missing->url(), Options()), missing->url() + ": the server answered 404");
  const auto redirects = Serve({.status = 302, .headers = {{"Location", "http://127.0.0.1:1/a.yaml"}}});
  EXPECT_EQ(FailureOf(redirects->url(), Options()),
            redirects->url() + ": leads to an address that is not https");
  EXPECT_EQ(FailureOf("file:///etc/hostname", Options()),
            "file:///etc/hostname: leads to an address that is not https");
}

}  // namespace
}  // namespace meshctl::kube
