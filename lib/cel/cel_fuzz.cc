// SPDX-License-Identifier: Apache-2.0
// Any text: it compiles or says where it does not, a program ends within its budget and has an estimate. What
// compiles once compiles again to the same steps.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cel/cel.h"
#include "cel/estimate.h"
#include "diag/report.h"
#include "yaml/parse.h"

namespace {

using namespace meshctl;  // NOLINT(google-build-using-namespace)

constexpr char kDocument[] = R"(
name: web-frontend
count: 3
ratio: 1.5
flag: true
none: null
words: [a, bb, ccc, é]
labels: {app: web, a-b: dash, namespace: ns}
rules: [{name: r1, port: 80}, {name: r2, port: 90, wait: 1h}]
)";

const yaml::Node& Document() {
  static const source::SourceFile file("fuzz.yaml", kDocument);
  static diag::Report report;
  static const yaml::Stream stream = yaml::Parse(file, {}, report);
  return stream.documents[0];
}

/// Objects in objects without end.
class Endless final : public cel::Shape {
 public:
  cel::As as() const override { return cel::As::kObject; }
  const cel::Shape* Field(std::string_view) const override { return this; }
  const cel::Shape* Element() const override { return this; }
  const yaml::Node& Default() const override { return absent_; }
  std::uint64_t MaxSize() const override { return 1000; }

 private:
  yaml::Node absent_;
};

void Require(bool claim) {
  if (!claim) std::abort();
}

bool Same(const cel::Step& left, const cel::Step& right) {
  return left.op == right.op && left.flags == right.flags && left.count == right.count && left.a == right.a &&
         left.b == right.b;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto compiled = cel::Compile(text);
  if (!compiled) {
    Require(compiled.error().offset <= std::max<std::size_t>(size, 1) && !compiled.error().message.empty());
    return 0;
  }
  const auto again = cel::Compile(text);
  Require(again && again->pool == compiled->pool && std::ranges::equal(again->steps, compiled->steps, Same));
  const cel::Self self{&Document(), nullptr};
  cel::Budget budget{.left = 50'000};
  const auto holds = cel::Evaluate(compiled->program(), self, budget, &self);
  Require(holds || !holds.error().message.empty());
  Require(budget.left <= 50'000);
  cel::EstimateCost(compiled->program(), Endless());
  const auto printed = cel::EvaluateText(compiled->program(), self, budget);
  Require(printed || !printed.error().message.empty());
  return 0;
}
