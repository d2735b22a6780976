// SPDX-License-Identifier: Apache-2.0
#include "mesh/protocol.h"

#include <gtest/gtest.h>

namespace meshctl::mesh {
namespace {

TEST(Protocol, ParsesNamesInAnyCase) {
  EXPECT_EQ(ParseProtocol("HTTP"), Protocol::kHttp);
  EXPECT_EQ(ParseProtocol("http2"), Protocol::kHttp2);
  EXPECT_EQ(ParseProtocol("gRPC-Web"), Protocol::kGrpcWeb);
  EXPECT_EQ(ParseProtocol("http-web"), Protocol::kAuto) << "a field has no suffix";
  EXPECT_EQ(ParseProtocol(""), Protocol::kAuto);
}

TEST(Protocol, ComesFromThePortName) {
  EXPECT_EQ(ServicePortProtocol(80, "http", "TCP", ""), Protocol::kHttp);
  EXPECT_EQ(ServicePortProtocol(80, "http-web", "", ""), Protocol::kHttp);
  EXPECT_EQ(ServicePortProtocol(80, "HTTP2-web", "", ""), Protocol::kHttp2);
  EXPECT_EQ(ServicePortProtocol(80, "grpc-web", "", ""), Protocol::kGrpcWeb);
  EXPECT_EQ(ServicePortProtocol(80, "grpc-webby", "", ""), Protocol::kGrpcWeb) << "a prefix is enough";
  EXPECT_EQ(ServicePortProtocol(80, "grpc-a", "", ""), Protocol::kGrpc);
  EXPECT_EQ(ServicePortProtocol(80, "web", "", ""), Protocol::kAuto);
  EXPECT_EQ(ServicePortProtocol(80, "", "", ""), Protocol::kAuto);
  EXPECT_EQ(ServicePortProtocol(53, "http", "UDP", ""), Protocol::kUdp);
}

TEST(Protocol, IsTcpOnPortsWhoseServersSpeakFirst) {
  EXPECT_EQ(ServicePortProtocol(3306, "db", "", ""), Protocol::kTcp);
  EXPECT_EQ(ServicePortProtocol(3306, "mysql", "", ""), Protocol::kMysql);
  EXPECT_EQ(ServicePortProtocol(27017, "", "", ""), Protocol::kTcp);
}

TEST(Protocol, AppProtocolReplacesTheName) {
  EXPECT_EQ(ServicePortProtocol(80, "http", "", "https"), Protocol::kHttps);
  EXPECT_EQ(ServicePortProtocol(80, "http", "", "kubernetes.io/h2c"), Protocol::kHttp2);
  EXPECT_EQ(ServicePortProtocol(80, "tcp", "", "kubernetes.io/ws"), Protocol::kHttp);
  EXPECT_EQ(ServicePortProtocol(80, "tcp", "", "kubernetes.io/wss"), Protocol::kHttps);
  EXPECT_EQ(ServicePortProtocol(80, "http", "", "example.com/own"), Protocol::kAuto);
}

TEST(Protocol, HasOneWayOfRouting) {
  EXPECT_TRUE(IsHttp(Protocol::kGrpc));
  EXPECT_FALSE(IsHttp(Protocol::kHttps));
  EXPECT_TRUE(IsTcp(Protocol::kHttps));
  EXPECT_TRUE(IsTls(Protocol::kHttps));
  EXPECT_FALSE(IsTls(Protocol::kTcp));
  EXPECT_FALSE(IsTcp(Protocol::kAuto) || IsHttp(Protocol::kAuto));
  EXPECT_EQ(Name(Protocol::kGrpcWeb), "GRPC-Web");
}

}  // namespace
}  // namespace meshctl::mesh
