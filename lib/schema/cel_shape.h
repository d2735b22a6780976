// SPDX-License-Identifier: Apache-2.0
// The compiled tables as CEL sees them.
#pragma once

#include "cel/shape.h"
#include "schema/types.h"

namespace meshctl::schema {

/// How CEL reads an object of a type. Shapes live as long as the program.
const cel::Shape& ShapeOf(Type type);
/// How CEL reads the value of a field: of a list or map field the whole of it.
const cel::Shape& ShapeOf(Field field);
/// How CEL reads the elements of a list or map field; the same as ShapeOf for single values.
const cel::Shape& ElementShapeOf(Field field);

}  // namespace meshctl::schema
