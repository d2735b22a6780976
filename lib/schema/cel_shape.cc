// SPDX-License-Identifier: Apache-2.0
// One shape per row of the tables, made when the first rule is evaluated: a few thousand pointer-sized
// objects, which costs microseconds and nobody who validates no custom resources.
#include "schema/cel_shape.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "diag/report.h"
#include "schema/tables.h"
#include "yaml/parse.h"

namespace meshctl::schema {
namespace {

using cel::As;

As AsOf(Scalar scalar) {
  switch (scalar) {
    case Scalar::kBool:
      return As::kBool;
    case Scalar::kInt32:
    case Scalar::kInt64:
    case Scalar::kUint32:
    case Scalar::kUint64:
      return As::kInt;
    case Scalar::kDouble:
      return As::kDouble;
    case Scalar::kString:
    case Scalar::kBytes:     // custom resources say `type: string`; the content is not decoded
    case Scalar::kDuration:  // and so they do of durations, which rules convert themselves
      return As::kString;
    case Scalar::kTimestamp:
    case Scalar::kMicroTime:
      return As::kTimestamp;
    case Scalar::kStruct:
      return As::kObject;
    case Scalar::kQuantity:
    case Scalar::kIntOrString:
    case Scalar::kObject:
    case Scalar::kAny:
      break;
  }
  return As::kDyn;
}

/// A default as the node that the API server puts in.
struct DefaultValue {
  explicit DefaultValue(std::string_view json)
      : file("default", std::string(json), source::Origin::kGenerated),
        stream(yaml::Parse(file, {}, faults)) {}

  diag::Report faults;
  source::SourceFile file;
  yaml::Stream stream;
};

const yaml::Node& DefaultOf(Field field) {
  static const yaml::Node kAbsent;
  const std::string_view json = field.default_json();
  if (json.empty()) return kAbsent;
  static std::mutex mutex;
  static std::map<const char*, std::unique_ptr<DefaultValue>> values;
  const std::scoped_lock lock(mutex);
  std::unique_ptr<DefaultValue>& value = values[json.data()];
  if (!value) value = std::make_unique<DefaultValue>(json);
  return value->stream.documents.empty() ? kAbsent : value->stream.documents.front();
}

class TypeShape final : public cel::Shape {
 public:
  explicit TypeShape(Type type) : type_(type) {}
  As as() const override { return As::kObject; }
  const cel::Shape* Field(std::string_view name) const override {
    const schema::Field field = type_.Find(name);
    return field ? &ShapeOf(field) : nullptr;
  }
  const cel::Shape* Element() const override { return nullptr; }
  const yaml::Node& Default() const override { return kNoDefault; }

 private:
  static inline const yaml::Node kNoDefault;
  Type type_;
};

class ElementShape final : public cel::Shape {
 public:
  explicit ElementShape(schema::Field field) : field_(field) {}
  As as() const override { return AsOf(field_.scalar()); }
  const cel::Shape* Field(std::string_view) const override { return nullptr; }
  const cel::Shape* Element() const override { return nullptr; }
  const yaml::Node& Default() const override { return kNoDefault; }

 private:
  static inline const yaml::Node kNoDefault;
  schema::Field field_;
};

class FieldShape final : public cel::Shape {
 public:
  explicit FieldShape(schema::Field field) : field_(field) {}
  As as() const override {
    if (field_.shape() == schema::Shape::kList) return As::kList;
    return field_.shape() == schema::Shape::kMap ? As::kMap : AsOf(field_.scalar());
  }
  const cel::Shape* Field(std::string_view name) const override {
    const bool object = field_.shape() == schema::Shape::kSingle && field_.type();
    return object ? ShapeOf(field_.type()).Field(name) : nullptr;
  }
  const cel::Shape* Element() const override {
    return field_.shape() == schema::Shape::kSingle ? nullptr : &ElementShapeOf(field_);
  }
  const yaml::Node& Default() const override { return DefaultOf(field_); }
  bool nullable() const override { return field_.nullable(); }
  ListType list_type() const override {
    switch (field_.list_kind()) {
      case ListKind::kSet:
        return ListType::kSet;
      case ListKind::kMap:
        return ListType::kMap;
      case ListKind::kAtomic:
        break;
    }
    return ListType::kAtomic;
  }

 private:
  schema::Field field_;
};

/// All shapes, by the row they are of.
class Shapes {
 public:
  static const Shapes& Get() {
    static const Shapes shapes;
    return shapes;
  }

  std::vector<TypeShape> types;
  std::vector<FieldShape> fields;
  std::vector<ElementShape> elements;

 private:
  Shapes() {
    types.reserve(tables::kTypeCount);
    for (std::size_t i = 0; i < tables::kTypeCount; ++i) types.emplace_back(Type(tables::kTypes[i]));
    fields.reserve(tables::kFieldCount);
    elements.reserve(tables::kFieldCount);
    for (std::size_t i = 0; i < tables::kFieldCount; ++i) {
      fields.emplace_back(Field(tables::kFields[i]));
      elements.emplace_back(Field(tables::kFields[i]));
    }
  }
};

}  // namespace

const cel::Shape& ShapeOf(Type type) { return Shapes::Get().types[type.index()]; }

const cel::Shape& ShapeOf(Field field) { return Shapes::Get().fields[field.index()]; }

const cel::Shape& ElementShapeOf(Field field) {
  if (field.type()) return ShapeOf(field.type());
  return Shapes::Get().elements[field.index()];
}

}  // namespace meshctl::schema
