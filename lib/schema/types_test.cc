// SPDX-License-Identifier: Apache-2.0
// The compiled tables seen through their handles: a few facts of every sort, and invariants over all rows.
#include "schema/types.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "schema/kinds.h"

namespace meshctl::schema {
namespace {

using ::testing::ElementsAre;

Field FieldOf(std::string_view type, std::string_view field) { return FindType(type).Find(field); }

TEST(Type, FindsFieldsByName) {
  const Type spec = FindType("apps.v1.DeploymentSpec");
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec.short_name(), "DeploymentSpec");
  const Field replicas = spec.Find("replicas");
  EXPECT_EQ(replicas.name(), "replicas");
  EXPECT_EQ(replicas.scalar(), Scalar::kInt32);
  EXPECT_EQ(replicas.constraint().min(), 0);
  EXPECT_EQ(replicas.server_default_json(), "1");
  EXPECT_TRUE(spec.Find("selector").required());
  EXPECT_TRUE(spec.Find("selector").immutable());
  EXPECT_EQ(spec.Find("template").type().name(), "core.v1.PodTemplateSpec");
}

TEST(Type, KnowsNoOtherNames) {
  const Type spec = FindType("apps.v1.DeploymentSpec");
  EXPECT_FALSE(spec.Find("Replicas"));
  EXPECT_FALSE(spec.Find("replica"));
  EXPECT_FALSE(spec.Find(""));
  EXPECT_FALSE(spec.Find(std::string(1000, 'r')));
  EXPECT_FALSE(FindType("apps.v1.Deploymen"));
  EXPECT_FALSE(FindType(""));
}

TEST(Type, NamesTheNearestField) {
  const Type match = FindType("networking.istio.io.StringMatch");
  EXPECT_EQ(match.Nearest("prefx").name(), "prefix");
  EXPECT_FALSE(match.Nearest("something"));
}

TEST(Type, AbsentHandlesAnswerNothing) {
  const Field absent = Type().Find("spec").type().Find("ports");
  EXPECT_FALSE(absent);
  EXPECT_EQ(absent.name(), "");
  EXPECT_FALSE(absent.required());
  EXPECT_TRUE(absent.list_keys().empty());
  EXPECT_FALSE(absent.type());
  EXPECT_EQ(Type().name(), "");
  EXPECT_TRUE(Type().fields().empty());
}

TEST(Type, EveryFieldIsFoundUnderItsNames) {
  for (const Kind kind : AllKinds()) {
    const Type type = kind.type();
    ASSERT_TRUE(type) << kind.name();
    for (const Field field : type.fields())
      EXPECT_EQ(type.Find(field.name()), field) << type.name() << field.name();
  }
  const Type mesh = FindType("mesh.istio.io.MeshConfig");
  for (const Field field : mesh.fields()) {
    EXPECT_EQ(mesh.Find(field.name()), field);
    if (!field.proto_name().empty()) {
      EXPECT_EQ(mesh.Find(field.proto_name()), field);
    }
  }
}

TEST(Field, ProtobufNamesCountOnlyWhereProtobufIsRead) {
  EXPECT_EQ(FieldOf("mesh.istio.io.MeshConfig", "access_log_file").name(), "accessLogFile");
  EXPECT_EQ(FieldOf("mesh.istio.io.MeshConfig", "mesh_mTLS").name(), "meshMTLS");
  EXPECT_EQ(FieldOf("install.istio.io.Values_PilotConfig", "autoscale_min").name(), "autoscaleMin");
  EXPECT_FALSE(FieldOf("networking.istio.io.HTTPRoute", "cors_policy"));
  EXPECT_EQ(FieldOf("networking.istio.io.HTTPRoute", "mirror_percent").alias_of(), "mirrorPercent");
}

TEST(Field, DescribesItself) {
  EXPECT_EQ(FieldOf("core.v1.ServiceSpec", "ports").Describe(), "[]ServicePort");
  EXPECT_EQ(FieldOf("core.v1.ServiceSpec", "selector").Describe(), "map[string]string");
  EXPECT_EQ(FieldOf("core.v1.ServicePort", "targetPort").Describe(), "int-or-string");
}

TEST(Field, TellsHowListsMerge) {
  const Field ports = FieldOf("core.v1.ServiceSpec", "ports");
  EXPECT_EQ(ports.list_kind(), ListKind::kMap);
  EXPECT_THAT(ports.list_keys(), ElementsAre("port", "protocol"));
  EXPECT_FALSE(ports.atomic());
  EXPECT_EQ(ports.patch_merge_key(), "port");
  EXPECT_EQ(FieldOf("core.v1.ServicePort", "protocol").default_json(), "\"TCP\"");
  EXPECT_EQ(FieldOf("meta.v1.ObjectMeta", "finalizers").list_kind(), ListKind::kSet);
  EXPECT_TRUE(FieldOf("networking.istio.io.VirtualServiceSpec", "hosts").atomic());
}

TEST(Field, TellsWhichObjectsAreOneLeaf) {
  EXPECT_TRUE(FieldOf("apps.v1.DeploymentSpec", "selector").atomic());
  EXPECT_TRUE(FieldOf("core.v1.ServiceSpec", "selector").atomic());
  EXPECT_FALSE(FieldOf("core.v1.PersistentVolumeSpec", "claimRef").atomic()) << "granular at this use only";
  EXPECT_FALSE(FieldOf("meta.v1.ObjectMeta", "labels").atomic());
  EXPECT_FALSE(FieldOf("apps.v1.DeploymentSpec", "template").atomic());
}

TEST(Constraint, HoldsClosedAndOpenChoices) {
  const Constraint policy = FieldOf("core.v1.Container", "imagePullPolicy").constraint();
  EXPECT_TRUE(policy.closed());
  EXPECT_THAT(policy.choices(), ElementsAre("Always", "Never", "IfNotPresent"));
  EXPECT_FALSE(FieldOf("core.v1.Secret", "type").constraint().closed());
  EXPECT_FALSE(FieldOf("core.v1.Container", "name").constraint().choices().Contains("web"));
  EXPECT_EQ(FieldOf("core.v1.Container", "name").constraint().format(), Format::kDns1123Label);
}

TEST(Constraint, BelongsToElementsAndKeys) {
  const Field labels = FieldOf("meta.v1.ObjectMeta", "labels");
  EXPECT_EQ(labels.key_constraint().format(), Format::kLabelKey);
  EXPECT_EQ(labels.constraint().format(), Format::kLabelValue);
  EXPECT_EQ(FieldOf("core.v1.Secret", "data").scalar(), Scalar::kBytes);
}

TEST(Rules, AreKeptAsText) {
  const Field timeout = FieldOf("networking.istio.io.HTTPRoute", "timeout");
  ASSERT_EQ(timeout.constraint().rules().size(), 1u);
  EXPECT_EQ(timeout.constraint().rules()[0].text(), "duration(self) >= duration('1ms')");
}

TEST(OneOf, NamesItsFields) {
  const Type match = FindType("networking.istio.io.StringMatch");
  ASSERT_EQ(match.one_of().size(), 1u);
  EXPECT_THAT(match.one_of()[0].fields(), ElementsAre("exact", "prefix", "regex"));
  EXPECT_THAT(match.one_of()[0].positions(), ElementsAre(0, 1, 2));
  EXPECT_FALSE(match.one_of()[0].exactly_one());
}

TEST(Type, MayBeOneOfSeveralShapes) {
  const Type type = FindType("apiextensions.k8s.io.v1.JSONSchemaPropsOrBool");
  ASSERT_EQ(type.alternatives().size(), 2u);
  EXPECT_EQ(type.alternatives()[0].type().short_name(), "JSONSchemaProps");
  EXPECT_EQ(type.alternatives()[1].scalar(), Scalar::kBool);
}

}  // namespace
}  // namespace meshctl::schema
