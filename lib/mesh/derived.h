// SPDX-License-Identifier: Apache-2.0
// What a mesh holds that nobody wrote: istiod turns objects of other APIs into its own before it looks at any
// routing, so that from then on there is one way of routing only.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/derivation.h"
#include "model/gateway.h"
#include "model/object.h"
#include "model/virtual_service.h"
#include "source/source_file.h"
#include "yaml/parse.h"

namespace meshctl::mesh {

/// Something written that becomes no route, or not everywhere, and the one reason why.
struct Unattached {
  const model::Object* object = nullptr;
  std::string field;  ///< `spec.parentRefs[0]`
  source::Span span;
  std::string reason;
  /// The Gateway it was meant for, `namespace/name`; `mesh` for clients in the mesh; empty: any gateway.
  std::string gateway;
  /// The hosts whose requests miss it, wildcards included; none where it concerns no host in particular.
  std::vector<std::string> hosts;
};

/// Objects made of others, and everything they point into besides the manifests. Moving it moves no object.
struct Derived {
  std::deque<model::Gateway> gateways;
  std::deque<model::VirtualService> virtual_services;
  std::vector<Unattached> unattached;

  std::deque<model::Object> objects;
  std::deque<model::Derivation> derivations;
  std::deque<std::string> texts;
  std::deque<std::unique_ptr<source::SourceFile>> files;
  std::deque<yaml::Stream> trees;

  /// Keeps a text for as long as this lives.
  std::string_view Keep(std::string text) { return texts.emplace_back(std::move(text)); }
};

}  // namespace meshctl::mesh
