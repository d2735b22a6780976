// SPDX-License-Identifier: Apache-2.0
// Any line, in any format: reading never crashes, views stay inside of what they were made from, and a format
// that is detected can be read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/access_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meshctl::http;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  for (const LogFormat format :
       {LogFormat::kEnvoy, LogFormat::kJson, LogFormat::kCombined, LogFormat::kList}) {
    LogReader reader(format);
    LogLine read;
    if (reader.Read(line, read)) continue;
    if (read.target.empty() || read.method.empty()) std::abort();
    Request request;
    MakeRequest(read, Request(), request);
    if (request.method != read.method) std::abort();
  }
  if (const auto format = DetectLogFormat(line)) {
    LogLine read;
    if (LogReader(*format).Read(line, read)) std::abort();
  }
  return 0;
}
