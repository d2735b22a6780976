// SPDX-License-Identifier: Apache-2.0
// libyaml's parser as an owner of itself.
#pragma once

#include <yaml.h>

#include <new>
#include <string_view>

namespace meshctl::yaml {

/// The events of a text, one at a time. The text must outlive it.
class EventSource {
 public:
  explicit EventSource(std::string_view text) {
    if (!yaml_parser_initialize(&parser_)) throw std::bad_alloc();
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~EventSource() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  EventSource(const EventSource&) = delete;
  EventSource& operator=(const EventSource&) = delete;

  /// The next event, good until the call after it, or null after an error.
  const yaml_event_t* Next() {
    yaml_event_delete(&event_);
    return yaml_parser_parse(&parser_, &event_) ? &event_ : nullptr;
  }
  const yaml_parser_t& parser() const { return parser_; }

 private:
  yaml_parser_t parser_{};
  yaml_event_t event_{};
};

}  // namespace meshctl::yaml
