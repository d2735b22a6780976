// SPDX-License-Identifier: Apache-2.0
// JSON Schema (draft 7) from our own tables, for editors and other validators of YAML.
#pragma once

#include <span>
#include <string>

#include "schema/export_parts.h"
#include "schema/kinds.h"
#include "yaml/json.h"

namespace meshctl::schema {

/// The schema of one kind in one version: unknown fields are refused, an optional field may be null. Types
/// stand under `definitions`. The same tables give the same bytes.
Json ExportJsonSchema(Kind kind, Channel channel);

/// One schema for documents of any of the kinds: apiVersion and kind decide which one applies, and a document
/// of another kind is taken as it is.
Json ExportJsonSchema(std::span<const Kind> kinds, Channel channel);

/// The name of a kind's schema where kubeconform looks for it in a folder:
/// `virtualservice-networking-v1.json`.
std::string JsonSchemaFileName(Kind kind);

}  // namespace meshctl::schema
