// SPDX-License-Identifier: Apache-2.0
// Where a rule puts what it found.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "analyze/given.h"
#include "analyze/rule.h"
#include "analyze/shared.h"
#include "diag/diagnostic.h"
#include "model/object.h"
#include "source/source_file.h"

namespace meshctl::analyze {

/// How sure a rule is of what it says.
enum class Certainty : std::uint8_t {
  kWrong,
  /// It would be wrong unless something exists of which the given files say nothing. Hidden unless asked for.
  kCannotKnow,
};

/// A finding with the object it is about, which decides whether it is suppressed.
struct Finding {
  diag::Diagnostic diagnostic;
  const model::Object* object = nullptr;  ///< null: about the mesh's settings
  Certainty certainty = Certainty::kWrong;
};

/// The findings of one rule. Fills in what all of them share: code, name, level and the object's name.
class Findings {
 public:
  using Time = std::chrono::system_clock::time_point;

  Findings(const Rule& rule, const Given& given, Shared& shared, Time now)
      : rule_(rule), given_(given), shared_(shared), now_(now) {}

  /// The time of the run: the only clock of rules.
  Time now() const { return now_; }

  /// Whether the input can be trusted to show every object of a kind in a namespace, so that what it lacks
  /// does not exist. Files know a namespace's Services, say, when they hold one of them.
  bool Knows(const Kind& kind, std::string_view ns) const { return given_.Knows(kind, ns); }

  /// Whether the input shows a cluster as it is: Pods with what injection put into them, beside the templates
  /// they were made from. In files a template stands for its Pods, and a Pod is yet to be made.
  bool KnowsCluster() const { return given_.coverage() == Coverage::kCluster; }

  /// What `make` answers for the mesh that is looked at, shared with the other rules of the run.
  template <typename T>
  const T& Get(T (*make)(const mesh::Mesh&)) {
    return shared_.Get(make);
  }
  /// The same for what also depends on how much of the mesh is known.
  template <typename T>
  const T& Get(T (*make)(const mesh::Mesh&, const Findings&)) {
    return shared_.Get(make, *this);
  }

  /// Adds a finding about `object`. `at` is the smallest span that shows the fault; when it points nowhere
  /// (a field that is missing), the object's name is shown instead. The caller may go on filling the result
  /// in until the next call.
  diag::Diagnostic& Add(const model::Object& object, source::Span at, std::string message,
                        Certainty certainty = Certainty::kWrong);

  /// The same about something that is no object of the cluster; `resource` names it.
  diag::Diagnostic& AddAboutMesh(std::string resource, source::Span at, std::string message,
                                 Certainty certainty = Certainty::kWrong);

  const std::vector<Finding>& all() const { return findings_; }
  std::vector<Finding> Take() { return std::move(findings_); }

 private:
  diag::Diagnostic& Push(const model::Object* object, std::string resource, source::Span at,
                         std::string message, Certainty certainty);

  const Rule& rule_;
  const Given& given_;
  Shared& shared_;
  Time now_;
  std::vector<Finding> findings_;
};

}  // namespace meshctl::analyze
