// SPDX-License-Identifier: Apache-2.0
// For tests: values in the spelling of CEL.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cel/address.h"
#include "cel/calls.h"
#include "cel/quantity.h"
#include "cel/read.h"
#include "cel/semver.h"
#include "cel/url.h"

namespace meshctl::cel {

/// In quotes; control characters, and of bytes all beyond ASCII, are escaped.
inline std::string Quoted(std::string_view text, unsigned last = 0xFF) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    out += byte < ' ' || byte > last ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  return out + "\"";
}

inline std::string PrintValue(Context& context, const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
      return "null";
    case Kind::kUint:
      return fmt::format("{}u", value.natural);
    case Kind::kDouble: {
      const std::string text = PrintDouble(value.real);
      return text.find_first_of(".eIN") == std::string::npos ? text + ".0" : text;
    }
    case Kind::kString:
      return Quoted(value.text());
    case Kind::kBytes:
      return "b" + Quoted(value.text(), '~');
    case Kind::kType:
      return std::string(value.text());
    case Kind::kDuration:
      return fmt::format("duration({})", PrintDuration(value.integer));
    case Kind::kTimestamp:
      return fmt::format("timestamp({})", PrintTimestamp(value.time()));
    case Kind::kOptional:
      return value.items == nullptr ? "optional.none()"
                                    : fmt::format("optional.of({})", PrintValue(context, *value.items));
    case Kind::kIp:
      return fmt::format("ip({})", Print(*value.address));
    case Kind::kCidr:
      return fmt::format("cidr({})", Print(*value.address));
    case Kind::kUrl:
      return fmt::format("url({})", value.url->text);
    case Kind::kQuantity:
      return fmt::format("quantity({})", static_cast<double>(value.quantity->nanos) / 1e9);
    case Kind::kSemver:
      return fmt::format("semver({}.{}.{})", value.version->major, value.version->minor,
                         value.version->patch);
    case Kind::kFormat:
      return "format";
    case Kind::kList: {
      std::vector<std::string> items;
      for (std::size_t i = 0; i < value.count(); ++i)
        items.push_back(PrintValue(context, Item(context, value, i)));
      return fmt::format("[{}]", fmt::join(items, ", "));
    }
    case Kind::kMap: {
      std::vector<std::string> entries;
      ForEachEntry(context, value, [&](const Value& key, const Value& entry) {
        entries.push_back(PrintValue(context, key) + ": " + PrintValue(context, entry));
        return true;
      });
      std::ranges::sort(entries);
      return fmt::format("{{{}}}", fmt::join(entries, ", "));
    }
    default:
      return std::string(ToString(context, value).text());
  }
}

}  // namespace meshctl::cel
