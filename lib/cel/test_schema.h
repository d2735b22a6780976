// SPDX-License-Identifier: Apache-2.0
// For tests: a Shape over an OpenAPI schema in YAML, and documents that stay alive.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cel/estimate.h"
#include "cel/shape.h"
#include "diag/report.h"
#include "source/source_file.h"
#include "yaml/parse.h"

namespace meshctl::cel {

/// One YAML document with its memory.
class Document {
 public:
  explicit Document(std::string text) : file_("document.yaml", std::move(text)) {
    stream_ = yaml::Parse(file_, {}, report_);
  }
  const yaml::Node& root() const { return stream_.documents.at(0); }

 private:
  source::SourceFile file_;
  diag::Report report_;
  yaml::Stream stream_;
};

class SchemaShape final : public Shape {
 public:
  explicit SchemaShape(const yaml::Node& schema) : default_(schema.Get("default")) {
    const std::string_view type = schema.Get("type").text();
    if (type == "boolean") as_ = As::kBool, least_size_ = 4;
    if (type == "integer") as_ = As::kInt;
    if (type == "number") as_ = As::kDouble;
    if (type == "string") ReadString(schema);
    if (type == "array") ReadList(schema);
    if (type == "object") ReadMap(schema);
    if (type.empty()) max_size_ = kMaxRequest - 2;
  }

  As as() const override { return as_; }
  const Shape* Field(std::string_view name) const override {
    const auto at = fields_.find(name);
    return at == fields_.end() ? nullptr : at->second.get();
  }
  const Shape* Element() const override { return element_.get(); }
  const yaml::Node& Default() const override { return default_; }
  ListType list_type() const override { return list_type_; }
  std::uint64_t MaxSize() const override { return max_size_; }
  std::string_view ListKey(std::size_t index) const override {
    return index < keys_.size() ? std::string_view(keys_[index]) : std::string_view();
  }

 private:
  static std::uint64_t Limit(const yaml::Node& limit, std::uint64_t otherwise) {
    return static_cast<std::uint64_t>(limit.integer().value_or(static_cast<std::int64_t>(otherwise)));
  }

  void ReadString(const yaml::Node& schema) {
    as_ = OfFormat(schema.Get("format").text());
    least_size_ = as_ == As::kTimestamp ? 21 : as_ == As::kDuration ? 3 : 2;
    max_size_ = 4 * Limit(schema.Get("maxLength"), 0);
    if (max_size_ == 0) max_size_ = least_size_ > 2 ? 32 : kMaxRequest - 2;
  }

  void ReadMap(const yaml::Node& schema) {
    least_size_ = 2;
    as_ = schema.Get("additionalProperties").present() ? As::kMap : As::kObject;
    if (as_ == As::kMap) {
      element_ = std::make_unique<SchemaShape>(schema.Get("additionalProperties"));
      max_size_ = Limit(schema.Get("maxProperties"), MostEntries(element_->least_size_));
    }
    for (const yaml::Entry& entry : schema.Get("properties").entries()) {
      fields_[std::string(entry.key)] = std::make_unique<SchemaShape>(entry.value);
    }
    for (const yaml::Node& name : schema.Get("required").items()) {
      least_size_ += name.text().size() + fields_.at(std::string(name.text()))->least_size_ + 4;
    }
  }

  static As OfFormat(std::string_view format) {
    if (format == "duration") return As::kDuration;
    if (format == "byte") return As::kBytes;
    return format == "date" || format == "date-time" ? As::kTimestamp : As::kString;
  }

  void ReadList(const yaml::Node& schema) {
    as_ = As::kList;
    element_ = std::make_unique<SchemaShape>(schema.Get("items"));
    least_size_ = 2;
    max_size_ = Limit(schema.Get("maxItems"), MostItems(element_->least_size_));
    const std::string_view kind = schema.Get("x-kubernetes-list-type").text();
    if (kind == "set") list_type_ = ListType::kSet;
    if (kind == "map") list_type_ = ListType::kMap;
    for (const yaml::Node& key : schema.Get("x-kubernetes-list-map-keys").items())
      keys_.emplace_back(key.text());
  }

  As as_ = As::kDyn;
  ListType list_type_ = ListType::kAtomic;
  yaml::Node default_;
  std::map<std::string, std::unique_ptr<SchemaShape>, std::less<>> fields_;
  std::unique_ptr<SchemaShape> element_;
  std::uint64_t max_size_ = 0;
  std::uint64_t least_size_ = 1;  ///< bytes in JSON
  std::vector<std::string> keys_;
};

}  // namespace meshctl::cel
