// SPDX-License-Identifier: Apache-2.0
// What `-v` shows of requests: the lines that kubectl prints, without what must stay secret.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/cluster.h"

namespace meshctl::kube {

/// Header lines as name and value.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// Writes lines in klog's form: `I1123 12:00:00.000000   PID request_log.cc:6] GET https://... 200 OK in 3
/// milliseconds` (the number behind the file is the level that shows the line). From level 6 one line a
/// request; 7: request headers and the status of the answer; 8: bodies, up to 1024 bytes, and the headers of
/// the answer; 9: whole bodies.
class RequestLog {
 public:
  struct Surroundings {
    std::function<void(std::string_view)> sink;                       ///< takes lines, each with its newline
    std::function<std::chrono::system_clock::time_point()> now = {};  ///< unset: the system's
    int pid = 0;                                                      ///< 0: of this process
  };

  RequestLog(int level, Surroundings around);

  int level() const { return level_; }
  /// A line for those who look at level `level`; the text must hold no secret.
  void Say(int level, std::string_view text) const;
  /// Before a request is sent. Credentials among the headers are masked.
  void Sending(const Request& request, const std::string& url, const Headers& headers) const;
  /// Its answer has come; of a stream the body is not shown here but by Piece.
  void Answered(const Request& request, const std::string& url, const Response& response,
                const Headers& headers, std::chrono::milliseconds took) const;
  /// A line of a stream.
  void Piece(const Request& request, std::string_view line) const;
  /// No answer has come.
  void Failed(const Request& request, const std::string& url, std::string_view why,
              std::chrono::milliseconds took) const;

 private:
  void Body(std::string_view title, const Request& request, std::string_view content_type,
            std::string_view body) const;

  int level_;
  Surroundings around_;
};

/// A header's value as a log may show it.
std::string MaskedHeader(std::string_view name, std::string_view value);

/// A body as a log may show it: JSON with the data of Secrets, tokens and last-applied annotations masked;
/// of other bodies only how long they are. `path` is that of the request: patches do not say what they patch.
std::string MaskedBody(std::string_view path, std::string_view content_type, std::string_view body);

}  // namespace meshctl::kube
