// SPDX-License-Identifier: Apache-2.0
// What one rule costs in process, by the kinds of rules that Istio and the Gateway API have. `allocations`
// counts calls of the allocator per evaluation.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include "cel/cel.h"
#include "cel/test_schema.h"

namespace {

std::atomic<std::uint64_t> allocations = 0;

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
// NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDelete): this is the delete that belongs to the new above
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace meshctl::cel {
namespace {

constexpr char kSchema[] = R"(
type: object
properties:
  selector: {type: object, properties: {matchLabels: {type: object, additionalProperties: {type: string}}}}
  targetRef: {type: object, properties: {name: {type: string}}}
  type: {type: string}
  value: {type: string}
  hosts: {type: array, items: {type: string}}
  timeout: {type: string}
  uri: {type: string}
  port: {type: integer}
  listeners: {type: array, items: {type: object, properties: {name: {type: string}, port: {type: integer}}}}
)";

constexpr char kSelf[] = R"(
selector: {matchLabels: {app: web}}
type: PathPrefix
value: /api/v1/users
hosts: [a.example.com, b.example.com, c.example.com]
timeout: 15s
uri: https://example.com/keys
port: 8080
listeners: [{name: a, port: 80}, {name: b, port: 81}, {name: c, port: 82}, {name: d, port: 83}]
)";

void Rule(benchmark::State& state, const std::string& text) {
  const Document schema(kSchema);
  const Document document(kSelf);
  const SchemaShape shape(schema.root());
  const Self self{&document.root(), &shape};
  const auto compiled = Compile(text);
  const Program program = compiled->program();
  Budget warm_up;
  if (const auto holds = Evaluate(program, self, warm_up); !holds || !*holds)
    state.SkipWithError("the rule fails");
  const std::uint64_t before = allocations;
  for (auto _ : state) {
    Budget budget;
    benchmark::DoNotOptimize(Evaluate(program, self, budget));
  }
  state.counters["allocations"] =
      static_cast<double>(allocations - before) / static_cast<double>(state.iterations());
}

BENCHMARK_CAPTURE(Rule, one_of, "(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) <= 1");
BENCHMARK_CAPTURE(Rule, union_member, "!(has(self.targetRef) && self.type != 'URLRewrite')");
BENCHMARK_CAPTURE(Rule, range, "0 < self.port && self.port <= 65535");
BENCHMARK_CAPTURE(Rule, duration, "duration(self.timeout) >= duration('1ms')");
BENCHMARK_CAPTURE(Rule, choice, "self.type in ['Exact', 'PathPrefix'] || self.type == 'RegularExpression'");
BENCHMARK_CAPTURE(Rule, prefix, "(self.type in ['Exact','PathPrefix']) ? self.value.startsWith('/') : true");
BENCHMARK_CAPTURE(Rule, all_hosts, "self.hosts.all(h, !h.startsWith('*') || h.size() > 2)");
BENCHMARK_CAPTURE(Rule, matches, "self.value.matches('^(?:[-A-Za-z0-9/._~])+$')");
BENCHMARK_CAPTURE(Rule, url, "url(self.uri).getScheme() in ['http', 'https']");
BENCHMARK_CAPTURE(Rule, unique_names,
                  "self.listeners.all(a, self.listeners.exists_one(b, a.name == b.name))");
BENCHMARK_CAPTURE(Rule, filter_size, "self.listeners.filter(l, l.port == 80).size() <= 1");

void CompileRule(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        Compile("self.listeners.all(a, self.listeners.exists_one(b, a.name == b.name))"));
  }
}
BENCHMARK(CompileRule);

}  // namespace
}  // namespace meshctl::cel
