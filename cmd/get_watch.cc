// SPDX-License-Identifier: Apache-2.0
// `get --watch`: rows are held back until the list is complete, so that they stand in columns; after that
// each change is a line of its own.
#include <fmt/format.h>

#include <ostream>
#include <utility>

#include "cmd/get.h"
#include "kube/payload.h"
#include "kube/watch.h"
#include "wait/object_view.h"

namespace meshctl::cmd {
namespace {

using Flow = kube::Exchange::Flow;

const char* NameOf(kube::WatchSink::Change change) {
  switch (change) {
    case kube::WatchSink::Change::kAdded:
      return "ADDED";
    case kube::WatchSink::Change::kModified:
      return "MODIFIED";
    case kube::WatchSink::Change::kDeleted:
      break;
  }
  return "DELETED";
}

class Printer final : public kube::WatchSink {
 public:
  Printer(const GetOptions& options, const GetOutput& output, const ChosenObjects& chosen, cli::Env& env)
      : options_(options),
        output_(output),
        chosen_(chosen),
        env_(env),
        table_(LayoutOf(options, output, chosen.kind.type, "")) {}

  Flow Take(std::size_t, Change change, Json object) override {
    any_ = true;
    if (!listed_ && options_.watch_only) return Flow::kGoOn;
    Show(change, std::move(object));
    return error_ || !*env_.out.stream ? Flow::kStop : Flow::kGoOn;
  }

  Flow Listed(std::size_t) override {
    listed_ = true;
    if (!any_ && !chosen_.names.empty()) {
      error_ = ClusterError(NotFound(chosen_.kind.type, chosen_.names.front()));
      return Flow::kStop;
    }
    Flush();
    return *env_.out.stream ? Flow::kGoOn : Flow::kStop;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  void Show(Change change, Json object) {
    if (output_.is_table()) {
      table_.Add(TableOf(std::move(object)), NameOf(change));
      if (listed_) Flush();
      return;
    }
    if (auto shown = ShowObject(change, std::move(object)); !shown) error_ = std::move(shown).error();
    env_.out.stream->flush();
  }

  /// A row for what is no table: objects of servers that make none, and those that vanished unseen.
  Json TableOf(Json object) {
    Json table = kube::AsTable(std::move(object), TimeNow());
    const bool own = columns_.is_null() || table["columnDefinitions"].size() == columns_.size();
    if (own) {
      columns_ = table["columnDefinitions"];
      return table;
    }
    Json cells = Json::array({table["rows"][0]["cells"][0]});
    while (cells.size() < columns_.size()) cells.push_back(nullptr);
    table["rows"][0]["cells"] = std::move(cells);
    table["columnDefinitions"] = columns_;
    return table;
  }

  Result<void> ShowObject(Change change, Json object) {
    std::ostream& out = *env_.out.stream;
    if (output_.form == GetOutput::Form::kName) {
      out << LabelOf(chosen_.kind.type, wait::TextAt(object, {"metadata", "name"})) << '\n';
      return {};
    }
    if (output_.form == GetOutput::Form::kPath) {
      auto text = output_.path->Print(object);
      if (!text) return std::unexpected(std::move(text).error());
      out << *text;
      return {};
    }
    if (output_.form == GetOutput::Form::kColumns) return ShowRow(change, object);
    DropManagedFields(options_, object);
    if (options_.watch_events) object = {{"type", NameOf(change)}, {"object", std::move(object)}};
    if (output_.form == GetOutput::Form::kJson) {
      out << PrettyJson(object);
    } else {
      out << (std::exchange(printed_, true) ? "---\n" : "") << yaml::PrintYaml(object);
    }
    return {};
  }

  Result<void> ShowRow(Change, const Json& object) {
    if (!std::exchange(printed_, true) && !options_.no_headers) {
      std::vector<std::string> header;
      for (const GetOutput::Column& column : output_.columns) header.push_back(column.header);
      rows_.Add(std::move(header));
    }
    auto row = CustomRow(object, output_.columns);
    if (!row) return std::unexpected(std::move(row).error());
    rows_.Add(*std::move(row));
    if (listed_) Flush();
    return {};
  }

  void Flush() {
    *env_.out.stream << table_.Take() << rows_.Take();
    env_.out.stream->flush();
  }

  const GetOptions& options_;
  const GetOutput& output_;
  const ChosenObjects& chosen_;
  cli::Env& env_;
  kube::TableText table_;
  kube::AlignedText rows_;
  Json columns_;
  bool listed_ = false;
  bool any_ = false;
  bool printed_ = false;
  std::optional<Error> error_;
};

}  // namespace

Result<cli::ExitStatus> WatchChosen(const GetOptions& options, const GetOutput& output, const Choice& choice,
                                    kube::Cluster& cluster, cli::Env& env) {
  if (choice.objects.size() != 1 || choice.objects.front().names.size() > 1) {
    return std::unexpected(UsageError("`--watch` takes one type, and one name at most"));
  }
  const ChosenObjects& chosen = choice.objects.front();
  kube::Watch watch{
      .type = chosen.kind.type,
      // Those of manifests were selected by what the manifests say.
      .options = {.name_space = chosen.name_space,
                  .label_selector = chosen.names.empty() ? options.selection.label_selector : std::string(),
                  .field_selector = options.selection.field_selector},
      .accept = output.is_table() ? kube::kAcceptTable : "application/json"};
  if (!chosen.names.empty()) {
    std::string& fields = watch.options.field_selector;
    fields += fmt::format("{}metadata.name={}", fields.empty() ? "" : ",", chosen.names.front());
  }
  Printer printer(options, output, chosen, env);
  const auto end = kube::WatchObjects(cluster, {std::move(watch)}, printer);
  if (printer.error()) return std::unexpected(*printer.error());
  if (!end) return std::unexpected(end.error().error);
  return cli::ExitStatus::kOk;
}

}  // namespace meshctl::cmd
