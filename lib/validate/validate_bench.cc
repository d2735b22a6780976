// SPDX-License-Identifier: Apache-2.0
// What reading and validating 2,000 files costs beside bare libyaml on the same bytes. The last line gives
// the ratios, measured in turns so that a busy machine slows all of them alike; the goal for `validate` is 3.
#include <benchmark/benchmark.h>

#include <ctime>
#include <memory>
#include <vector>

#include "diag/report.h"
#include "source/source_file.h"
#include "testing/corpus.h"
#include "validate/validate.h"
#include "yaml/event_count.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

using Files = std::vector<std::unique_ptr<source::SourceFile>>;

const Files& Corpus() {
  static const Files files = [] {
    Files made;
    for (testing::CorpusFile& file : testing::MakeCorpus(2000)) {
      made.push_back(std::make_unique<source::SourceFile>(std::move(file.name), std::move(file.text)));
    }
    return made;
  }();
  return files;
}

std::size_t CountAll(const Files& files) {
  std::size_t events = 0;
  for (const auto& file : files) events += yaml::CountEvents(file->text());
  return events;
}

std::size_t ParseAll(const Files& files, diag::Report& report) {
  std::size_t documents = 0;
  for (const auto& file : files) documents += yaml::Parse(*file, {}, report).documents.size();
  return documents;
}

std::size_t ValidateAll(const Files& files, diag::Report& report) {
  std::size_t objects = 0;
  for (const auto& file : files) {
    const yaml::Stream stream = yaml::Parse(*file, {}, report);
    for (const yaml::Node& document : stream.documents) objects += Validate(document, {}, report);
  }
  return objects;
}

std::int64_t Bytes(const Files& files) {
  std::size_t bytes = 0;
  for (const auto& file : files) bytes += file->text().size();
  return static_cast<std::int64_t>(bytes);
}

void BareLibyaml(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(CountAll(Corpus()));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * Bytes(Corpus()));
}
BENCHMARK(BareLibyaml)->Unit(benchmark::kMillisecond);

void Parse(benchmark::State& state) {
  diag::Report report;
  for (auto _ : state) benchmark::DoNotOptimize(ParseAll(Corpus(), report));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * Bytes(Corpus()));
}
BENCHMARK(Parse)->Unit(benchmark::kMillisecond);

void ParseAndValidate(benchmark::State& state) {
  diag::Report report;
  std::size_t objects = 0;
  for (auto _ : state) objects = ValidateAll(Corpus(), report);
  if (!report.empty() || objects != 8000) state.SkipWithError("the corpus is not valid");
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * Bytes(Corpus()));
}
BENCHMARK(ParseAndValidate)->Unit(benchmark::kMillisecond);

/// CPU seconds of one call.
template <typename Work>
double Cost(Work work) {
  const std::clock_t begin = std::clock();
  benchmark::DoNotOptimize(work());
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

void Ratios(benchmark::State& state) {
  diag::Report report;
  double bare = 0;
  double parse = 0;
  double validate = 0;
  for (auto _ : state) {
    bare += Cost([] { return CountAll(Corpus()); });
    parse += Cost([&] { return ParseAll(Corpus(), report); });
    validate += Cost([&] { return ValidateAll(Corpus(), report); });
  }
  state.counters["parse/libyaml"] = parse / bare;
  state.counters["validate/libyaml"] = validate / bare;
}
BENCHMARK(Ratios)->Unit(benchmark::kMillisecond)->Iterations(5);

}  // namespace
}  // namespace meshctl::validate
