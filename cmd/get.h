// SPDX-License-Identifier: Apache-2.0
// What `get` was asked, for the files that answer it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "cmd/get_output.h"
#include "cmd/object_selection.h"
#include "kube/connection.h"
#include "kube/table.h"

namespace meshctl::cmd {

struct GetOptions {
  ObjectSelection selection;
  kube::Connection connection;
  std::string output;
  std::vector<std::string> label_columns;
  bool show_labels = false;
  bool no_headers = false;
  bool show_managed_fields = false;
  bool ignore_not_found = false;
  std::string sort_by;
  int chunk_size = 500;
  bool watch = false;
  bool watch_only = false;
  bool watch_events = false;
};

/// How the tables of one kind are laid out; `prefix` stands before names where several kinds are shown.
kube::TableLayout LayoutOf(const GetOptions& options, const GetOutput& output, const kube::ResourceType& type,
                           const std::string& prefix);

/// The objects without `managedFields`, unless they were asked for.
void DropManagedFields(const GetOptions& options, Json& object);

/// The present moment as servers write it.
std::string TimeNow();

/// Shows the objects and then each change of them, until the process is ended or the server is lost.
Result<cli::ExitStatus> WatchChosen(const GetOptions& options, const GetOutput& output, const Choice& choice,
                                    kube::Cluster& cluster, cli::Env& env);

}  // namespace meshctl::cmd
