// SPDX-License-Identifier: Apache-2.0
// meshctl get: objects as tables that the server makes, as JSON or YAML, or as what a path finds in them.
#include "cmd/get.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>
#include <utility>

#include "cli/command.h"
#include "cli/dispatch.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/get_order.h"
#include "cmd/object_reading.h"
#include "cmd/progress_cluster.h"
#include "cmd/server_names.h"
#include "kube/client.h"
#include "kube/payload.h"
#include "wait/object_view.h"

namespace meshctl::cmd {
namespace {

constexpr const char* kMetadataOfMany =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
constexpr const char* kMetadataOfOne =
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

Result<void> Check(const GetOptions& options) {
  if (options.watch && !options.sort_by.empty())
    return std::unexpected(UsageError("`--watch` does not go together with `--sort-by`"));
  if (options.watch_events && !options.watch && !options.watch_only)
    return std::unexpected(UsageError("`--output-watch-events` goes together with `--watch` only"));
  if (options.chunk_size < 0) return std::unexpected(UsageError("`--chunk-size` must not be below 0"));
  return {};
}

/// One `get` that does not watch.
class Getting {
 public:
  Getting(const GetOptions& options, const GetOutput& output, const Choice& choice, const kube::Scope& scope,
          kube::Cluster& cluster, cli::Env& env)
      : options_(options), output_(output), choice_(choice), scope_(scope), cluster_(cluster), env_(env) {}

  Result<cli::ExitStatus> Go() {
    if (!options_.sort_by.empty()) {
      auto order = yaml::JsonPath::ParseRelaxed(options_.sort_by);
      if (!order) return std::unexpected(std::move(order).error());
      order_ = *std::move(order);
    }
    if (!options_.ignore_not_found) {
      for (const Error& error : choice_.unknown) Refuse(error);
    }
    std::vector<ReadObjects> read = ReadChosen(cluster_, choice_.objects, HowToRead());
    const auto printed = output_.is_table() ? PrintTables(read) : PrintObjects(read);
    if (!printed) return std::unexpected(printed.error());
    for (const ReadObjects& of : read) {
      for (const Error& error : of.errors) Refuse(error);
      for (const Error& error : of.missing) {
        if (!options_.ignore_not_found) Refuse(error);
      }
    }
    if (output_.is_table() && !wrote_ && !failed_ && !options_.ignore_not_found) SayNothingFound();
    return failed_ ? cli::ExitStatus::kFailed : cli::ExitStatus::kOk;
  }

 private:
  void Refuse(const Error& error) {
    failed_ = true;
    env_.out.stream->flush();
    *env_.err.stream << cli::RenderError(error, env_.StyleFor(env_.err));
  }

  ReadingOptions HowToRead() const {
    ReadingOptions how = {.label_selector = options_.selection.label_selector,
                          .field_selector = options_.selection.field_selector,
                          .chunk_size = options_.chunk_size};
    if (output_.is_table()) {
      how.accept = kube::kAcceptTable;
      if (order_) how.query.emplace_back("includeObject", "Object");
    } else if (output_.form == GetOutput::Form::kName && !order_) {
      how.accept = kMetadataOfMany;
      how.accept_one = kMetadataOfOne;
    }
    return how;
  }

  void SayNothingFound() {
    const bool in_namespace =
        !options_.selection.all_namespaces &&
        std::ranges::all_of(choice_.objects, [](const ChosenObjects& of) { return of.kind.type.namespaced; });
    fmt::print(*env_.err.stream, "No resources found{}\n",
               in_namespace ? fmt::format(" in {} namespace.", scope_.name_space) : "");
  }

  bool SameType(std::size_t a, std::size_t b) const {
    return choice_.objects[a].kind.type.plural == choice_.objects[b].kind.type.plural &&
           choice_.objects[a].kind.type.api_version() == choice_.objects[b].kind.type.api_version();
  }

  /// Tables of the same type that follow each other are one.
  Result<void> PrintTables(std::vector<ReadObjects>& read) {
    bool several = false;
    bool name_space = false;
    std::optional<std::size_t> first;  // what there is no answer for does not count
    for (std::size_t i = 0; i < read.size(); ++i) {
      if (read[i].answers.empty()) continue;
      several |= first && !SameType(*first, i);
      if (!first) first = i;
    }
    for (std::size_t begin = 0; begin < read.size();) {
      std::size_t end = begin + 1;
      while (end < read.size() && SameType(begin, end)) ++end;
      const kube::ResourceType& type = choice_.objects[begin].kind.type;
      kube::TableLayout layout = LayoutOf(options_, output_, type, several ? LabelOf(type, "") : "");
      // Behind a kind in namespaces, kubectl keeps the column also for kinds without.
      name_space |= layout.name_space == kube::TableLayout::Part::kShow;
      if (name_space) layout.name_space = kube::TableLayout::Part::kShow;
      kube::TableText text(std::move(layout));
      for (std::size_t i = begin; i < end; ++i) {
        auto table = Joined(std::move(read[i].answers));
        if (!table) return std::unexpected(std::move(table).error());
        text.Add(*table);
      }
      const std::string rows = text.Take();
      if (!rows.empty()) {
        if (wrote_ && !options_.no_headers) *env_.out.stream << '\n';
        *env_.out.stream << rows;
        wrote_ = true;
      }
      begin = end;
    }
    return {};
  }

  /// One table of several pages or answers, in the order that was asked for.
  Result<Json> Joined(std::vector<Json> answers) {
    Json table;
    std::vector<Json> rows;
    for (Json& answer : answers) {
      Json page = kube::AsTable(std::move(answer), TimeNow());
      if (!page["rows"].is_array()) continue;
      for (Json& row : page["rows"]) rows.push_back(std::move(row));
      page.erase("rows");
      if (table.is_null()) table = std::move(page);
    }
    if (order_) {
      if (auto sorted = SortBy(*order_, "object", rows); !sorted)
        return std::unexpected(std::move(sorted).error());
    }
    table["rows"] = std::move(rows);
    return table;
  }

  Result<void> PrintObjects(std::vector<ReadObjects>& read) {
    std::vector<Json> objects;
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < read.size(); ++i) {
      const kube::ResourceType& type = choice_.objects[i].kind.type;
      for (Json& answer : read[i].answers) {
        const bool list = choice_.objects[i].names.empty();
        std::vector<Json> found;
        if (list) {
          found = kube::TakeItems(answer, type);
        } else {
          found.push_back(std::move(answer));
        }
        for (Json& object : found) {
          labels.push_back(LabelOf(type, wait::TextAt(object, {"metadata", "name"})));
          objects.push_back(std::move(object));
        }
      }
    }
    if (output_.form == GetOutput::Form::kName) return PrintNames(std::move(objects), labels);
    if (order_) {
      if (auto sorted = SortBy(*order_, nullptr, objects); !sorted) return sorted;
    }
    return Print(std::move(objects), read);
  }

  Result<void> PrintNames(std::vector<Json> objects, std::vector<std::string>& labels) {
    if (order_) {
      for (std::size_t i = 0; i < objects.size(); ++i) objects[i]["label"] = labels[i];
      if (auto sorted = SortBy(*order_, nullptr, objects); !sorted) return sorted;
      for (std::size_t i = 0; i < objects.size(); ++i) labels[i] = objects[i]["label"];
    }
    for (const std::string& label : labels) *env_.out.stream << label << '\n';
    return {};
  }

  Result<void> Print(std::vector<Json> objects, const std::vector<ReadObjects>& read) {
    if (output_.form == GetOutput::Form::kColumns) return PrintColumns(objects);
    const bool one = choice_.objects.size() == 1 && choice_.objects.front().names.size() == 1;
    const bool complete = std::ranges::all_of(
        read, [](const ReadObjects& of) { return of.errors.empty() && of.missing.empty(); });
    if (objects.empty() && (one || !complete)) return {};
    if (output_.form != GetOutput::Form::kPath) {
      for (Json& object : objects) DropManagedFields(options_, object);
    }
    const Json document = one ? std::move(objects.front())
                              : Json{{"apiVersion", "v1"},
                                     {"kind", "List"},
                                     {"metadata", {{"resourceVersion", ""}}},
                                     {"items", std::move(objects)}};
    if (output_.form == GetOutput::Form::kPath) {
      auto text = output_.path->Print(document);
      if (!text) return std::unexpected(std::move(text).error());
      *env_.out.stream << *text;
      return {};
    }
    *env_.out.stream << (output_.form == GetOutput::Form::kJson ? PrettyJson(document)
                                                                : yaml::PrintYaml(document));
    return {};
  }

  Result<void> PrintColumns(const std::vector<Json>& objects) {
    kube::AlignedText text;
    if (!options_.no_headers) {
      std::vector<std::string> header;
      for (const GetOutput::Column& column : output_.columns) header.push_back(column.header);
      text.Add(std::move(header));
    }
    for (const Json& object : objects) {
      auto row = CustomRow(object, output_.columns);
      if (!row) return std::unexpected(std::move(row).error());
      text.Add(*std::move(row));
    }
    *env_.out.stream << text.Take();
    return {};
  }

  const GetOptions& options_;
  const GetOutput& output_;
  const Choice& choice_;
  const kube::Scope& scope_;
  kube::Cluster& cluster_;
  cli::Env& env_;
  std::optional<yaml::JsonPath> order_;
  bool failed_ = false;
  bool wrote_ = false;
};

Result<cli::ExitStatus> Get(const GetOptions& options, cli::Env& env) {
  const auto output = ParseGetOutput(options.output);
  if (!output) return std::unexpected(output.error());
  if (auto checked = Check(options); !checked) return std::unexpected(std::move(checked).error());
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  ProgressCluster cluster(*connected->cluster, options.connection, env);
  kube::Client client(cluster);
  const auto choice = ChooseObjects(options.selection, client, connected->scope, env);
  if (!choice) return std::unexpected(choice.error());
  if (options.watch || options.watch_only)
    return WatchChosen(options, *output, *choice, *connected->cluster, env);
  return Getting(options, *output, *choice, connected->scope, cluster, env).Go();
}

std::vector<cli::Flag> Flags(GetOptions& options) {
  return {
      {.name = "output",
       .letter = 'o',
       .value_name = "FORM",
       .summary =
           "Print as `wide`, `json`, `yaml`, `name`, `jsonpath=TEMPLATE` or `custom-columns=HEADER:PATH,...`",
       .target = &options.output},
      {.name = "watch", .letter = 'w', .summary = "Show changes as they come", .target = &options.watch},
      {.name = "watch-only",
       .summary = "Show changes as they come, without what is there",
       .target = &options.watch_only},
      {.name = "output-watch-events",
       .summary = "Say of each line whether the object was added, modified or deleted",
       .target = &options.watch_events},
      {.name = "sort-by",
       .value_name = "PATH",
       .summary = "Sort by a field (`.metadata.creationTimestamp`)",
       .target = &options.sort_by},
      {.name = "label-columns",
       .letter = 'L',
       .value_name = "LABEL",
       .summary = "Show a label as a column",
       .target = &options.label_columns},
      {.name = "show-labels",
       .summary = "Show all labels as the last column",
       .target = &options.show_labels},
      {.name = "no-headers", .summary = "Leave the headers out", .target = &options.no_headers},
      {.name = "show-managed-fields",
       .summary = "Keep `metadata.managedFields` in JSON and YAML",
       .target = &options.show_managed_fields},
      {.name = "ignore-not-found",
       .summary = "What does not exist is no error",
       .target = &options.ignore_not_found},
      {.name = "chunk-size",
       .value_name = "N",
       .summary = "Read lists in pages of this many objects; 0: in one piece",
       .target = &options.chunk_size},
  };
}

}  // namespace

kube::TableLayout LayoutOf(const GetOptions& options, const GetOutput& output, const kube::ResourceType& type,
                           const std::string& prefix) {
  using Layout = kube::TableLayout;
  const auto shown = [](bool yes) { return yes ? Layout::Part::kShow : Layout::Part::kLeaveOut; };
  Layout layout = {
      .columns = output.form == GetOutput::Form::kWide ? Layout::Columns::kWide : Layout::Columns::kNarrow,
      .header = shown(!options.no_headers),
      .name_space = shown(options.selection.all_namespaces && type.namespaced),
      .labels = shown(options.show_labels),
      .event = shown(options.watch_events),
      .prefix = prefix};
  for (std::string_view labels : options.label_columns) {
    while (!labels.empty()) {
      const std::size_t comma = labels.find(',');
      layout.label_columns.emplace_back(labels.substr(0, comma));
      labels = comma == labels.npos ? std::string_view() : labels.substr(comma + 1);
    }
  }
  return layout;
}

void DropManagedFields(const GetOptions& options, Json& object) {
  if (options.show_managed_fields || !object.is_object()) return;
  const auto metadata = object.find("metadata");
  if (metadata != object.end() && metadata->is_object()) metadata->erase("managedFields");
}

std::string TimeNow() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

cli::Command GetCommand() {
  auto options = std::make_shared<GetOptions>();
  cli::Command command;
  command.name = "get";
  command.summary = "Show objects of a cluster";
  command.details =
      "Shows objects as the tables that the server makes of them, with the columns of their definitions, or "
      "in "
      "another form. A type is written as kubectl takes it: plural, singular or short (`deploy`), with its "
      "group "
      "(`gateways.networking.istio.io`), several with commas, or a category (`all`).\n\n"
      "Everything is asked for at once. What cannot be read is said, and the rest is shown.";
  command.examples = {
      {"meshctl get pods -A -o wide", "All Pods, with addresses and nodes"},
      {"meshctl get deploy,svc -l app=web", "Two types, by label"},
      {"meshctl get vs/shop -o yaml", "One object"},
      {"meshctl get pods -o jsonpath='{.items[*].status.podIP}'", "What a path finds"},
      {"meshctl get pods -w", "Changes as they come"},
  };
  command.flags = Flags(*options);
  for (const auto& flags : {SelectionFlags(options->selection), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  command.arguments = {SelectionArgument(options->selection)};
  command.arguments.back().candidates =
      ObjectCandidates(options->selection, options->connection,
                       [](const kube::OfferedKind& kind) { return kind.Allows("get"); });
  command.run = [options](cli::Env& env) { return Get(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
