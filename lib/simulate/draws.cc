// SPDX-License-Identifier: Apache-2.0
// The generator's sequence is fixed by the language, and numbers are cut to a range here: distributions of
// the standard library differ from one to the other.
#include "simulate/draws.h"

#include <fmt/format.h>

#include <cmath>
#include <random>

#include "simulate/words.h"

namespace meshctl::simulate {
namespace {

/// Envoy counts percentages in parts of a million.
constexpr std::uint64_t kMillion = 1'000'000;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// Any number below `sides`, each as likely.
  std::uint64_t Below(std::uint64_t sides) {
    if (sides < 2) return 0;
    const std::uint64_t fair = engine_.max() - engine_.max() % sides;
    std::uint64_t drawn = engine_();
    while (drawn >= fair) drawn = engine_();
    return drawn % sides;
  }

 private:
  std::mt19937_64 engine_;
};

/// Places of one destination: where its part of the list begins, and how to choose among it.
struct Choice {
  std::uint64_t weight = 0;
  std::size_t first = 0;
  std::vector<std::uint64_t> weights;
  std::uint64_t total = 0;
};

template <typename Weight>
std::size_t Pick(std::uint64_t drawn, std::size_t count, const Weight& weight) {
  std::size_t i = 0;
  while (i + 1 < count && drawn >= weight(i)) drawn -= weight(i++);
  return i;
}

}  // namespace

std::vector<Drawn> Draw(const Simulation& simulation, std::uint64_t count, std::uint64_t seed) {
  std::vector<Drawn> places;
  const std::vector<Target>& targets = simulation.answer.targets;
  if (targets.empty() || count == 0) return places;
  const route::Route* const route = simulation.decision.route;
  const route::Fault* const fault = route && route->action->fault ? &*route->action->fault : nullptr;
  const auto aborted =
      fault ? static_cast<std::uint64_t>(std::llround(fault->abort_percent * kMillion / 100)) : 0;
  if (aborted > 0) {
    const std::string status = fault->abort_grpc_status.empty() ? fmt::format("{}", fault->abort_status)
                                                                : "gRPC " + fault->abort_grpc_status;
    places.push_back({fmt::format("fault: answered with {}", status), Share{}.Of(aborted, kMillion)});
  }
  const Share passed = Share{}.Of(kMillion - aborted, kMillion);

  std::vector<Choice> choices;
  std::uint64_t total = 0;
  for (const Target& target : targets) {
    Choice& choice = choices.emplace_back();
    choice.weight = target.destination->weight;
    choice.first = places.size();
    total += choice.weight;
    const std::string& cluster = target.destination->cluster->name;
    for (const EndpointShare& share : target.endpoints) {
      if (!target.fault.empty()) break;
      const std::uint64_t weight = share.endpoint->ready ? share.endpoint->weight : 0;
      choice.weights.push_back(weight);
      choice.total += weight;
      places.push_back({fmt::format("{}  {}", cluster, EndpointName(*share.endpoint)),
                        passed.Of(share.share.parts, share.share.whole)});
    }
    if (choice.weights.empty()) {
      const std::string fate = target.fault.empty() ? cluster : fmt::format("{}  503", cluster);
      places.push_back({fate, passed.Of(target.share.parts, target.share.whole)});
    }
  }

  Dice dice(seed);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (aborted > 0 && dice.Below(kMillion) < aborted) {
      ++places.front().count;
      continue;
    }
    const Choice& choice =
        choices[Pick(dice.Below(total), choices.size(), [&](std::size_t at) { return choices[at].weight; })];
    const std::size_t endpoint = choice.total == 0 ? 0
                                                   : Pick(dice.Below(choice.total), choice.weights.size(),
                                                          [&](std::size_t at) { return choice.weights[at]; });
    ++places[choice.first + endpoint].count;
  }
  return places;
}

}  // namespace meshctl::simulate
