// SPDX-License-Identifier: Apache-2.0
// Reads every #include of the tree and fails on an arrow that layers.txt lacks, and on a library that has
// left its one room.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "testing/golden.h"

namespace meshctl::testing {
namespace {

namespace fs = std::filesystem;

using Arrows = std::map<std::string, std::set<std::string>>;

Arrows ReadLayers() {
  Arrows arrows;
  std::istringstream lines(ReadSource("lib/layers.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::size_t colon = line.find(':');
    std::istringstream targets(line.substr(colon + 1));
    auto& row = arrows[line.substr(0, colon)];
    for (std::string target; targets >> target;) row.insert(target);
  }
  return arrows;
}

void AddBelow(const Arrows& arrows, const std::string& room, std::set<std::string>& reached) {
  for (const std::string& target : arrows.at(room)) {
    if (reached.insert(target).second) AddBelow(arrows, target, reached);
  }
}

// `lib/yaml/gen/main.cc` → yaml, `cmd/apply.cc` → cmd.
std::string RoomOf(const fs::path& relative) {
  auto part = relative.begin();
  if (*part == "lib") ++part;
  return part->string();
}

bool IsCode(const fs::path& path) { return path.extension() == ".cc" || path.extension() == ".h"; }

// Who may include a third-party header; build-time tools (gen/) and tests are free.
const std::map<std::string, std::set<std::string>> kLibraries = {
    {"yaml.h", {"yaml"}},
    {"yaml-cpp/", {"yaml"}},
    {"CLI/", {"cli"}},
    {"curl/", {"kube"}},
    {"re2/", {"access", "analyze", "cel", "mesh", "model", "route", "routetest"}},
    {"httplib.h", {"sandbox"}},
};

TEST(Layers, NamesEveryRoomThatExists) {
  Arrows arrows = ReadLayers();
  for (const auto& entry : fs::directory_iterator(SourcePath("lib"))) {
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(arrows.contains(entry.path().filename())) << entry.path().filename();
  }
  for (const auto& [room, targets] : arrows) {
    for (const std::string& target : targets)
      EXPECT_TRUE(arrows.contains(target)) << room << " names " << target;
    std::set<std::string> below;
    AddBelow(arrows, room, below);
    EXPECT_FALSE(below.contains(room)) << room << " lies below itself";
  }
}

TEST(Layers, NothingPointsUp) {
  Arrows arrows = ReadLayers();
  static const std::regex kInclude("^#include ([<\"])([^>\"]+)[>\"]");
  int seen = 0;
  for (const char* top : {"lib", "cmd"}) {
    for (const auto& entry : fs::recursive_directory_iterator(SourcePath(top))) {
      if (!IsCode(entry.path())) continue;
      fs::path relative = fs::relative(entry.path(), SourcePath(""));
      std::string room = RoomOf(relative), name = relative.string();
      bool test_code = room == "testing" || name.find("_test.cc") != std::string::npos ||
                       name.find("_bench.cc") != std::string::npos ||
                       name.find("_fuzz.cc") != std::string::npos ||
                       name.find("_conformance.cc") != std::string::npos;
      bool tool = name.find("/gen/") != std::string::npos;
      std::set<std::string> allowed = {room};
      AddBelow(arrows, room, allowed);
      if (test_code) {
        allowed.insert("testing");
        AddBelow(arrows, "testing", allowed);
      }
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) {
        std::smatch match;
        if (!std::regex_search(line, match, kInclude)) continue;
        std::string target = match[2];
        if (match[1] == "\"" && target.find('/') != std::string::npos) {
          ++seen;
          std::string other = target.substr(0, target.find('/'));
          EXPECT_TRUE(allowed.contains(other))
              << name << " includes " << target << ": layers.txt has no arrow " << room << " -> " << other;
        }
        for (const auto& [library, rooms] : kLibraries) {
          if (!target.starts_with(library) || match[1] == "\"" || test_code || tool) continue;
          EXPECT_TRUE(rooms.contains(room)) << name << " includes <" << target << ">";
        }
      }
    }
  }
  EXPECT_GT(seen, 100) << "the include pattern no longer finds anything";
}

}  // namespace
}  // namespace meshctl::testing
