// SPDX-License-Identifier: Apache-2.0
// libyaml's event loop and nothing else. Only benchmarks call it, but libyaml is included in this room alone.
#include "yaml/event_count.h"

#include <yaml.h>

namespace meshctl::yaml {

std::size_t CountEvents(std::string_view text) {
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) return 0;
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::size_t count = 0;
  bool more = true;
  while (more) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) break;
    more = event.type != YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
    ++count;
  }
  yaml_parser_delete(&parser);
  return count;
}

}  // namespace meshctl::yaml
