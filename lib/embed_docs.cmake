# SPDX-License-Identifier: Apache-2.0
# Turns the Markdown files of folders into one C++ table; see meshctl_documents in rooms.cmake:
#   cmake -DROOM=analyze "-DFOLDERS=testdata/rules" -DOUTPUT=documents.cc -P embed_docs.cmake
# Binary files would not survive file(READ); Markdown does. Nothing is read at run time.
set(rows "")
foreach(folder IN LISTS FOLDERS)
  file(GLOB documents ${folder}/*.md)
  list(TRANSFORM documents REPLACE "\\.md$" "")  # by name: `a` before `a-b`
  list(SORT documents)
  foreach(document IN LISTS documents)
    get_filename_component(name "${document}" NAME_WE)
    file(READ "${document}.md" text)
    string(APPEND rows "    {\"${name}\", R\"document(${text})document\"sv},\n")
  endforeach()
endforeach()
file(WRITE "${OUTPUT}" "// Written by embed_docs.cmake.
#include \"${ROOM}/documents.h\"

#pragma GCC diagnostic ignored \"-Woverlength-strings\"

namespace meshctl::${ROOM} {
namespace {

// With their length written out: counting it would exceed what clang evaluates in a constant.
using namespace std::string_view_literals;

constexpr diag::Document kDocuments[] = {
${rows}};

}  // namespace

std::span<const diag::Document> Documents() { return kDocuments; }

}  // namespace meshctl::${ROOM}
")
