# Puts the migrations of a folder into the room's library, as <room>::migrations() that
# sql/migrations.h describes.
#
#   musicgen_migrations(library migrations NAMESPACE musicgen::library)
#
# NNNN_name.sql is for every database; NNNN_name.sqlite.sql beside it, for SQLite only, runs after it
# in the same transaction.
function(musicgen_migrations room folder)
  cmake_parse_arguments(ARG "" "NAMESPACE" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/${folder}
    ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.sql)
  list(FILTER files EXCLUDE REGEX "\\.(sqlite|postgresql)\\.sql$")
  list(SORT files)

  set(entries "")
  foreach(file IN LISTS files)
    string(REGEX MATCH "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)\\.sql$" ok ${file})
    if(NOT ok)
      message(FATAL_ERROR "${folder}/${file}: a migration is named NNNN_name.sql")
    endif()
    set(name ${CMAKE_MATCH_2})
    math(EXPR number "1${CMAKE_MATCH_1} - 10000")
    set(path ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/${file})
    string(REGEX REPLACE "\\.sql$" ".sqlite.sql" sqlite_path ${path})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} common)
    set(sqlite "")
    if(EXISTS ${sqlite_path})
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sqlite_path})
      file(READ ${sqlite_path} sqlite)
    endif()
    string(APPEND entries
      "    {${number}, \"${name}\", R\"sql(${common})sql\", R\"sql(${sqlite})sql\"},\n")
  endforeach()

  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${room}_migrations.cpp @ONLY CONTENT
"#include \"sql/migrations.h\"

namespace @ARG_NAMESPACE@ {

std::span<const sql::Migration> migrations() {
  static constexpr sql::Migration kMigrations[] = {
@entries@  };
  return kMigrations;
}

}  // namespace @ARG_NAMESPACE@
")
  target_sources(musicgen_${room} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${room}_migrations.cpp)
endfunction()
