// GET /output/{file}: the finished files

#include "api/http/file_response.h"
#include "api/routes/routes.h"
#include "api/types.h"

namespace musicgen::api {
namespace {

constexpr std::size_t kIdSize = 36;

// The name that an exported file was asked for under; empty once its job is gone.
std::string export_name(Desk& desk, const std::string& job_id) {
  try {
    const auto result = answer_of(desk.studio.queue.get(job_id)).result;
    return result ? result->file_name.value_or("") : "";
  } catch (const JobNotFound&) {
    return "";
  }
}

// "<id>-stem-drums.flac" of the track "Rain" is saved as "rain-stem-drums.flac".
std::string download_name(Desk& desk, const std::string& file) {
  const std::string id = file.substr(0, kIdSize);
  if (!is_id(id)) return file;
  try {
    return file_name_of(desk.studio.library.get(id).title) + file.substr(kIdSize);
  } catch (const TrackNotFound&) {
    const std::string name = export_name(desk, id);
    return name.empty() ? file : name;
  }
}

http::Response get_file(Desk& desk, const http::Request& request) {
  const auto query = from_query<FileQuery>(request.query);
  const std::string& file = request.captured.at("file");
  const auto path = studio::output_file(desk.studio.config, "/output/" + file);
  return http::file_response(request, path,
                             {.download_name = query.download ? download_name(desk, file) : ""});
}

}  // namespace

void add_output_routes(Api& api, Desk& desk) {
  api.add({.path = "/output/{file}",
           .id = "getFile",
           .tag = "files",
           .summary = "A file of the library, whole or in ranges.",
           .query = query_schema<FileQuery>,
           .headers = {{"Range", "\"bytes=0-99\", \"bytes=100-\" or \"bytes=-100\"."},
                       {"If-Range", "The ETag of the file that the range belongs to."},
                       {"If-None-Match", "An ETag; 304 where the file is still the same."}},
           .answer_type = "audio/*",
           .errors = {ErrorCode::file_not_found}},
          [&desk](const http::Request& request) { return get_file(desk, request); });
}

}  // namespace musicgen::api
