// SPDX-License-Identifier: Apache-2.0
// From texts to objects.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diag/report.h"
#include "model/object.h"
#include "source/inputs.h"
#include "source/source_file.h"
#include "yaml/node.h"
#include "yaml/parse.h"

namespace meshctl::model {

struct LoadOptions {
  /// Given to namespaced objects that name none; empty: they stay without.
  std::string default_namespace = "default";
  yaml::Limits limits = {};
  /// What becomes of documents that are no objects but belong to kustomize or helm (model/fragments.h).
  enum class Fragments { kReport, kSkip };
  Fragments fragments = Fragments::kReport;
  /// Which objects are taken up; unset: all.
  std::function<bool(const yaml::Node& root)> selects = {};
};

/// Two documents for one object: same group, kind, namespace and name. The later one counts.
struct Duplicate {
  const Object* earlier = nullptr;
  const Object* later = nullptr;
};

/// Texts, their trees and the objects in them. Owns all three; moving it moves no object, so pointers and
/// views into it stay good for its whole life.
class Manifests {
 public:
  explicit Manifests(LoadOptions options = {});
  Manifests(Manifests&&) noexcept;
  Manifests& operator=(Manifests&&) noexcept;
  ~Manifests();

  /// Reads one more text. `kind: List` and every other kind that ends in `List` and has `items` is replaced
  /// by its items. A document that is no object, or has no apiVersion or kind, is left out and reported with
  /// the finding that validate::Validate makes of it; unknown kinds are kept.
  void Add(std::unique_ptr<source::SourceFile> file, diag::Report& report);
  /// The same for many texts, in their order, on all cores. Where fragments are skipped, so are the files
  /// that a kustomization among them names as patches.
  void Add(std::vector<std::unique_ptr<source::SourceFile>> files, diag::Report& report);

  /// Every object in the order read, duplicates included.
  const std::deque<Object>& objects() const;
  const std::vector<std::unique_ptr<source::SourceFile>>& files() const;

  /// The object that counts under this identity (the last one read), or null. The API version does not
  /// matter.
  const Object* Find(std::string_view group, std::string_view kind, std::string_view ns,
                     std::string_view name) const;
  /// Whether `object` is the one that counts under its identity. Objects without a name always count.
  bool Counts(const Object& object) const;
  /// Every pair of one object and the next one that replaces it.
  std::span<const Duplicate> duplicates() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads every file of `inputs`. Faults go to `report`; inputs.errors are the caller's to show.
Manifests LoadManifests(source::Inputs&& inputs, const LoadOptions& options, diag::Report& report);

}  // namespace meshctl::model
