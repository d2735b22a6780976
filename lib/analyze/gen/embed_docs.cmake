# SPDX-License-Identifier: Apache-2.0
# Turns the rule documents into one C++ table, sorted by name:
#   cmake -DFOLDER=testdata/rules -DOUTPUT=rule_documents.cc -P embed_docs.cmake
# Binary files would not survive file(READ); Markdown does. Nothing is read at run time.
file(GLOB documents ${FOLDER}/*.md)
list(SORT documents)
set(rows "")
foreach(document IN LISTS documents)
  get_filename_component(name "${document}" NAME_WE)
  file(READ "${document}" text)
  string(APPEND rows "    {\"${name}\", R\"document(${text})document\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Written by embed_docs.cmake from testdata/rules.
#include \"analyze/documents.h\"

namespace meshctl::analyze {
namespace {

constexpr Document kDocuments[] = {
${rows}};

}  // namespace

std::span<const Document> Documents() { return kDocuments; }

}  // namespace meshctl::analyze
")
