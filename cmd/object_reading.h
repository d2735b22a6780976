// SPDX-License-Identifier: Apache-2.0
// Reading what was chosen, all of it at once, in the form that is to be printed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cmd/object_selection.h"
#include "kube/cluster.h"
#include "yaml/json.h"

namespace meshctl::cmd {

struct ReadingOptions {
  std::string accept = "application/json";  ///< of lists
  std::string accept_one = {};              ///< of single objects; empty: as of lists
  std::string label_selector = {};
  std::string field_selector = {};
  int chunk_size = 500;  ///< objects in a page; 0: all in one
  std::vector<std::pair<std::string, std::string>> query = {};
};

/// What was read of one of the chosen: the pages of a list, or one answer a name, in order.
struct ReadObjects {
  std::vector<Json> answers;
  std::vector<Error> missing;  ///< names that do not exist
  std::vector<Error> errors;   ///< what else went wrong
};

/// Reads everything, several requests at a time. A list that expires on the way begins anew.
std::vector<ReadObjects> ReadChosen(kube::Cluster& cluster, const std::vector<ChosenObjects>& chosen,
                                    const ReadingOptions& options);

}  // namespace meshctl::cmd
