// SPDX-License-Identifier: Apache-2.0
// Descriptions stand beside the facts, in files of the same names, because sentences and one-line facts do
// not read well together. That they match is proven here: a sentence about nothing stops the build, and so
// does a type or field about which nothing is said.
#include "schema/gen/describe.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <stdexcept>

namespace meshctl::schema::gen {
namespace {

constexpr std::string_view kItself = "_";
constexpr std::string_view kEveryObject = "meta.v1.Object";

std::string Qualified(const Document& document, const std::string& type) {
  return document.name + "." + type;
}

}  // namespace

Descriptions::Descriptions(const std::vector<Document>& documents) {
  for (const Document& document : documents) {
    for (const auto& type : document.descriptions) {
      const std::string qualified = Qualified(document, type.first.Scalar());
      for (const auto& entry : type.second) {
        const Place place{qualified, entry.first.Scalar()};
        texts_[place] = entry.second.Scalar();
        if (qualified != kEveryObject) unused_.insert(place);
      }
    }
    for (const auto& kind : document.root["kinds"]) {
      types_of_kinds_.insert(Qualified(document, TextOf(kind.second["type"])));
      for (const auto& version : kind.second["versions"]) {
        if (version.second["type"])
          types_of_kinds_.insert(Qualified(document, TextOf(version.second["type"])));
      }
    }
  }
}

std::string Descriptions::Take(const Place& place, std::string fallback) {
  unused_.erase(place);
  const auto at = texts_.find(place);
  std::string text = at == texts_.end() ? std::move(fallback) : at->second;
  if (text.empty())
    missing_.push_back(place.second == kItself ? place.first : place.first + "." + place.second);
  return text;
}

std::string Descriptions::Of(const Document& document, const std::string& type) {
  return Take({Qualified(document, type), std::string(kItself)}, "");
}

std::string Descriptions::Of(const Document& document, const std::string& type, const std::string& field) {
  const std::string qualified = Qualified(document, type);
  const std::string original = TextOf(document.root["types"][type]["fields"][field]["aliasOf"]);
  if (!original.empty()) return Of(document, type, original);
  return Take({qualified, field},
              types_of_kinds_.contains(qualified) ? OfEveryObject(document, type, field) : "");
}

std::string Descriptions::OfEveryObject(const Document& document, const std::string& type,
                                        const std::string& field) const {
  const YAML::Node value = document.root["types"][type]["fields"][field]["type"];
  Place place{std::string(kEveryObject), field};
  if (field == "spec" && value.IsScalar()) {
    const Place spec{Qualified(document, value.Scalar()), std::string(kItself)};
    if (texts_.contains(spec)) place = spec;
  }
  const auto at = texts_.find(place);
  return at == texts_.end() ? std::string() : at->second;
}

void Descriptions::RequireComplete() const {
  if (!unused_.empty()) {
    const auto& [type, field] = *unused_.begin();
    throw std::runtime_error(fmt::format("docs describe `{}` of {}, which does not exist", field, type));
  }
  if (!missing_.empty())
    throw std::runtime_error(fmt::format("no description in docs: {}", fmt::join(missing_, ", ")));
}

}  // namespace meshctl::schema::gen
