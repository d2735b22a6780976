// SPDX-License-Identifier: Apache-2.0
// The facts in front of a document come from the rule itself, so that they cannot differ from it.
#include "analyze/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <vector>

#include "analyze/registry.h"

namespace meshctl::analyze {
namespace {

// `Gateway`, or `Gateway (gateway.networking.k8s.io)`, which would read like Istio's.
std::string Named(const Kind& kind) {
  return kind.group.ends_with(".k8s.io") ? fmt::format("{} ({})", kind.name, kind.group)
                                         : std::string(kind.name);
}

std::string Explain(const Rule& rule) {
  std::vector<std::string> kinds;
  for (const Kind& kind : rule.reads) kinds.push_back(Named(kind));
  std::string_view text = Documentation(rule);
  std::size_t heading = text.find('\n') + 1;
  return fmt::format("{}\n{}, {}{}{}; looks at {}\n{}", text.substr(0, heading), rule.code,
                     diag::Name(rule.level), rule.upstream().empty() ? "" : "; upstream ",
                     fmt::join(rule.upstream(), ", "), fmt::join(kinds, ", "), text.substr(heading));
}

}  // namespace

std::string Explain(std::span<const Rule* const> rules) {
  std::string out;
  for (const Rule* rule : rules) {
    if (!out.empty()) out += "\n";
    out += Explain(*rule);
  }
  return out;
}

std::string ListEntry(const Rule& rule) {
  return fmt::format("* {} ({}{}{}):\n    {}\n", rule.name, rule.code, rule.upstream().empty() ? "" : ", ",
                     fmt::join(rule.upstream(), ", "), rule.summary);
}

}  // namespace meshctl::analyze
