// SPDX-License-Identifier: Apache-2.0
// A test's mesh is what is common to all tests, what its own file holds and what it names. Files are the
// identity of a mesh, so that many test files over one folder of manifests cost one mesh.
#include "routetest/suite.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "gatewayapi/derive.h"
#include "model/defaults.h"
#include "routetest/facts.h"

namespace meshctl::routetest {
namespace {

using Files = std::vector<std::unique_ptr<source::SourceFile>>;

std::unique_ptr<source::SourceFile> CopyOf(const source::SourceFile& file) {
  return std::make_unique<source::SourceFile>(file.name(), std::string(file.text()), file.origin());
}

/// Files of which some document is no RouteTest: they are part of the mesh.
std::set<const source::SourceFile*> WithManifests(const model::Manifests& files) {
  std::set<const source::SourceFile*> found;
  for (const model::Object& object : files.objects()) {
    if (!IsRouteTest(object)) found.insert(&object.file());
  }
  return found;
}

/// Paths that a test names, as seen from here.
std::vector<std::string> PathsOf(const RouteTest& test, const source::SourceFile& file) {
  const std::filesystem::path folder = std::filesystem::path(file.name()).parent_path();
  std::vector<std::string> paths;
  for (const std::string& path : test.files)
    paths.push_back((folder / path).lexically_normal().generic_string());
  return paths;
}

}  // namespace

mesh::Mesh MeshOf(Files files, const model::LoadOptions& load, const mesh::ConfigFiles& settings,
                  diag::Report& faults) {
  model::Manifests manifests(load);
  manifests.Add(std::move(files), faults);
  mesh::MeshConfig config = mesh::ConfigOf(manifests, faults, "istio-system", "", settings);
  model::AddDefaultIngressGateway(manifests, {.ports = model::IngressGateway::Ports::kOfInstalled});
  return gatewayapi::MeshOf(std::move(manifests), std::move(config));
}

Suite::Suite(SuiteInput input, diag::Report& faults, std::vector<Error>& errors) {
  files_ = model::LoadManifests(std::move(input.tests), input.load, faults);
  const std::set<const source::SourceFile*> own = WithManifests(files_);
  for (const model::Object& object : files_.objects()) {
    if (!IsRouteTest(object)) continue;
    Entry& added = tests_.emplace_back();
    added.test = ReadRouteTest(object, faults);
    added.group = &GroupOf(added.test, object.file(), own.contains(&object.file()), input, faults, errors);
  }
}

Suite::Group& Suite::GroupOf(const RouteTest& test, const source::SourceFile& file, bool own,
                             const SuiteInput& input, diag::Report& faults, std::vector<Error>& errors) {
  std::vector<std::string> named = PathsOf(test, file);
  std::vector<std::string> key = named;
  if (own) key.push_back(file.name());
  std::ranges::sort(key);
  key.erase(std::ranges::unique(key).begin(), key.end());
  Group*& group = by_paths_[std::move(key)];
  if (group) return *group;

  Files texts;
  for (const auto& common : input.manifests.files) texts.push_back(CopyOf(*common));
  if (!named.empty()) {
    source::Inputs read = input.read(named);
    std::ranges::move(read.files, std::back_inserter(texts));
    std::ranges::move(read.errors, std::back_inserter(errors));
  }
  if (own) texts.push_back(CopyOf(file));
  // One file may be named twice, by flag and by test.
  std::set<std::string> names;
  std::erase_if(texts, [&](const auto& text) { return !names.insert(text->name()).second; });
  group = &groups_.emplace_back(MeshOf(std::move(texts), input.load, input.settings, faults));
  return *group;
}

std::vector<CaseResult> Suite::Run(const std::function<bool(const RouteTest&, const RouteCase&)>& wanted,
                                   const std::function<void(const simulate::Simulation&)>& seen) {
  std::vector<CaseResult> results;
  for (Entry& entry : tests_) {
    for (const RouteCase& one : entry.test.cases) {
      if (!wanted(entry.test, one)) continue;
      CaseResult& result = results.emplace_back();
      result.test = &entry.test;
      result.one = &one;
      const Result<simulate::Simulation> simulation = entry.group->simulator.Ask(one.question);
      if (!simulation) {
        result.answer = simulation.error().message;
        result.differences = Compare(one.expect, FactsOf(simulation.error()));
        continue;
      }
      result.answer = simulation->answer.summary;
      result.differences = Compare(one.expect, FactsOf(*simulation));
      if (const route::Origin* const origin = OriginOf(simulation->decision)) {
        result.rule = RuleOf(*origin);
        result.rule_span = origin->match ? origin->match : origin->rule;
      }
      if (seen) seen(*simulation);
    }
  }
  return results;
}

}  // namespace meshctl::routetest
