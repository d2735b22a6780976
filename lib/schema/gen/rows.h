// SPDX-License-Identifier: Apache-2.0
// Table rows as the C++ text of their initialisers.
#pragma once

#include <string>

#include "schema/tables.h"

namespace meshctl::schema::gen {

std::string Row(const tables::Text& text);
std::string Row(const tables::Range& range);
std::string Row(const tables::ConstraintRow& row);
std::string Row(const tables::ExtraRow& row);
std::string Row(const tables::FieldRow& row);
std::string Row(const tables::OneOfRow& row);
std::string Row(const tables::RuleRow& row);
std::string Row(const cel::Step& row);
std::string Row(const tables::TypeRow& row);
std::string Row(const tables::ColumnRow& row);
std::string Row(const tables::KindRow& row);

}  // namespace meshctl::schema::gen
