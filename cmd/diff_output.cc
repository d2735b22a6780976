// SPDX-License-Identifier: Apache-2.0
// A list is printed item by item, so that an answer about many objects needs no more memory than one about
// few.
#include "cmd/diff_output.h"

#include <fmt/format.h>

#include <ostream>
#include <utility>

namespace meshctl::cmd {
namespace {

void AddPlace(Json& object, const char* file, const char* line, const source::Span& place) {
  if (!place) return;
  object[file] = place.file->name();
  object[line] = place.position().line;
}

/// JSON below two blanks, as an item of an array that others print around it.
std::string Indented(const Json& value) {
  std::string text = value.dump(2, ' ', false, Json::error_handler_t::replace);
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
    text.insert(at + 1, "  ");
  return "  " + text;
}

}  // namespace

Result<DiffOutput> DiffOutput::Begin(const std::string& format, cli::Env& env) {
  DiffOutput output(format, env);
  auto command = ExternalDiffCommand(env);
  if (format.empty() && !command.empty()) {
    auto external = ExternalDiff::Begin(std::move(command), env);
    if (!external) return std::unexpected(std::move(external).error());
    output.external_ = *std::move(external);
  }
  return output;
}

Result<void> DiffOutput::Add(const diff::ObjectDifference& difference, const diff::Names& names,
                             const DiffPlaces& places) {
  if (!format_.empty()) {
    AddStructured(difference, places);
  } else if (difference.change != diff::Change::kUnchanged && external_) {
    return external_->Add(difference);
  } else {
    *env_->out.stream << diff::RenderText(difference, names, env_->StyleFor(env_->out));
  }
  return {};
}

void DiffOutput::AddStructured(const diff::ObjectDifference& difference, const DiffPlaces& places) {
  Json object = diff::ToJson(difference);
  const bool removed = difference.change == diff::Change::kRemoved;
  AddPlace(object, "file", "line", removed ? places.before : places.after);
  if (!removed) AddPlace(object, "oldFile", "oldLine", places.before);
  Print(std::move(object));
}

void DiffOutput::AddUnknown(const apply::Item& item, const std::string& why) {
  if (format_.empty()) return;
  Json object = {{"apiVersion", item.api_version()},
                 {"kind", item.kind()},
                 {"name", item.name()},
                 {"change", "unknown"},
                 {"error", why}};
  if (!item.name_space().empty()) object["namespace"] = item.name_space();
  AddPlace(object, "file", "line", item.place);
  Print(std::move(object));
}

void DiffOutput::Print(Json object) {
  std::ostream& out = *env_->out.stream;
  if (format_ == "json") {
    out << (printed_ == 0 ? "[\n" : ",\n") << Indented(object);
  } else {
    out << yaml::PrintYaml(Json::array({std::move(object)}));
  }
  ++printed_;
}

Result<cli::ExitStatus> DiffOutput::Finish(const diff::Tally& tally) {
  std::ostream& out = *env_->out.stream;
  if (!format_.empty() && printed_ == 0) {
    out << "[]\n";
  } else if (format_ == "json") {
    out << "\n]\n";
  }
  if (external_) return external_->Show(*env_);
  return tally.differs() ? cli::ExitStatus::kFailed : cli::ExitStatus::kOk;
}

}  // namespace meshctl::cmd
