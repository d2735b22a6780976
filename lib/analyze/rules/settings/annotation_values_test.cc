// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/settings/annotation_values.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "diag/report.h"
#include "yaml/parse.h"

namespace meshctl::analyze {
namespace {

// What is wrong with the value of an annotation, written as a YAML scalar: `PROBLEM at TEXT`.
std::string ProblemWith(std::string_view name, const std::string& scalar) {
  const source::SourceFile file("value.yaml", "value: " + scalar + "\n");
  diag::Report faults;
  const yaml::Stream stream = yaml::Parse(file, {}, faults);
  EXPECT_TRUE(faults.empty());
  auto problem = CheckAnnotationValue(name, stream.documents.at(0).Get("value"));
  return problem ? problem->text + " at " + std::string(problem->span.text()) : std::string();
}

TEST(AnnotationValues, PortsAreTrimmedAndHave16Bits) {
  constexpr std::string_view kName = "traffic.sidecar.istio.io/excludeOutboundPorts";
  for (const char* fine : {"\"\"", "\" \"", "\"80\"", "80, 443", "\" 0 ,65535 \""})
    EXPECT_EQ(ProblemWith(kName, fine), "") << fine;
  EXPECT_EQ(ProblemWith(kName, "80,65536"), "`65536` is no port number at 65536");
  EXPECT_EQ(ProblemWith(kName, "80,,81"), "`` is no port number at 80,,81");
  EXPECT_EQ(ProblemWith(kName, "80,"), "`` is no port number at 80,");
  EXPECT_EQ(ProblemWith(kName, "\"+80\""), "`+80` is no port number at +80");
  EXPECT_EQ(ProblemWith(kName, "\"*\""), "`*` is no port number at *");
  EXPECT_EQ(ProblemWith("traffic.sidecar.istio.io/includeInboundPorts", "\"*\""), "");
}

TEST(AnnotationValues, SinglePortsMustBeThere) {
  constexpr std::string_view kName = "status.sidecar.istio.io/port";
  EXPECT_EQ(ProblemWith(kName, "\" 15020 \""), "");
  EXPECT_EQ(ProblemWith(kName, "\"\""), "`` is no port number at \"\"");
  EXPECT_EQ(ProblemWith(kName, "\"-1\""), "`-1` is no port number at -1");
}

TEST(AnnotationValues, CountsHave32Bits) {
  constexpr std::string_view kName = "readiness.status.sidecar.istio.io/periodSeconds";
  EXPECT_EQ(ProblemWith(kName, "\"4294967295\""), "");
  EXPECT_EQ(ProblemWith(kName, "\"4294967296\""), "`4294967296` is no whole number at 4294967296");
  EXPECT_EQ(ProblemWith(kName, "\" 1\""), "`1` is no whole number at 1");
}

TEST(AnnotationValues, SubnetsAreNotTrimmed) {
  constexpr std::string_view kName = "traffic.sidecar.istio.io/includeOutboundIPRanges";
  for (const char* fine : {"\"*\"", "\"\"", "10.0.0.0/8", "10.0.0.0/8,fd00::/8"})
    EXPECT_EQ(ProblemWith(kName, fine), "") << fine;
  EXPECT_EQ(ProblemWith(kName, "10.0.0.0/8,10.1.2.3"), "`10.1.2.3` is no subnet at 10.1.2.3");
  EXPECT_EQ(ProblemWith(kName, "10.0.0.0/8, 10.1.0.0/16"),
            "`10.1.0.0/16` is no subnet with the blanks around it at 10.1.0.0/16");
  EXPECT_EQ(ProblemWith("traffic.sidecar.istio.io/excludeOutboundIPRanges", "\"*\""),
            "`*` is no subnet at *");
}

TEST(AnnotationValues, InterfacesAreNamesOf15Characters) {
  constexpr std::string_view kName = "istio.io/reroute-virtual-interfaces";
  for (const char* fine : {"\"\"", "eth0, net-1.5_a", "abcdefghijklmno"})
    EXPECT_EQ(ProblemWith(kName, fine), "") << fine;
  EXPECT_EQ(ProblemWith(kName, "abcdefghijklmnop"),
            "`abcdefghijklmnop` is no name of a network interface at abcdefghijklmnop");
  EXPECT_EQ(ProblemWith(kName, "eth0,"), "`` is no name of a network interface at eth0,");
}

TEST(AnnotationValues, QuantitiesHaveNoControlCharacters) {
  constexpr std::string_view kName = "sidecar.istio.io/proxyCPU";
  EXPECT_EQ(ProblemWith(kName, "100m"), "");
  EXPECT_EQ(ProblemWith(kName, "\"100m\\n\""), "the value has control characters at \"100m\\n\"");
  EXPECT_EQ(ProblemWith(kName, "\"1\\u00852\""), "the value has control characters at \"1\\u00852\"");
  EXPECT_EQ(ProblemWith(kName, "a lot"), "`a lot` is no quantity at a lot");
}

TEST(AnnotationValues, BooleansAreGos) {
  for (const char* fine : {"\"1\"", "T", "\"true\"", "\"FALSE\"", "f"})
    EXPECT_EQ(ProblemWith("prometheus.istio.io/merge-metrics", fine), "") << fine;
  EXPECT_EQ(ProblemWith("prometheus.istio.io/merge-metrics", "tRUE"), "`tRUE` is no boolean at tRUE");
}

TEST(AnnotationValues, ProxyConfigMayBeEmptyOrKnowMore) {
  constexpr std::string_view kName = "proxy.istio.io/config";
  for (const char* fine : {"\"\"", "\"{}\"", "\"null\"", "\"newField: 1\"", "'{\"concurrency\": 0}'"})
    EXPECT_EQ(ProblemWith(kName, fine), "") << fine;
  EXPECT_NE(ProblemWith(kName, "\"a text\""), "");
}

TEST(AnnotationValues, PlacesInBlockTextsAreTheirOwn) {
  constexpr std::string_view kName = "proxy.istio.io/config";
  EXPECT_TRUE(ProblemWith(kName, "|\n  concurrency: 2\n  statusPort: 0").ends_with(" at 0"));
  EXPECT_TRUE(ProblemWith(kName, "'statusPort: 0'").ends_with(" at 'statusPort: 0'"));
}

TEST(AnnotationValues, OthersMayBeAnything) {
  EXPECT_EQ(ProblemWith("sidecar.istio.io/logLevel", "whatever"), "");
  EXPECT_EQ(ProblemWith("example.com/port", "whatever"), "");
}

}  // namespace
}  // namespace meshctl::analyze
