// /openapi.json, /docs (Swagger UI), /redoc (ReDoc), and the web application on every other path

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include "api/http/file_response.h"
#include "api/http/static_files.h"
#include "api/routes/routes.h"

namespace musicgen::api {
namespace {

// Both pages write style elements while they run; nothing may come from, or go to, elsewhere.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

http::Response reference_file(const Desk& desk, const http::Request& request,
                              const std::string& file) {
  http::Response response =
      http::file_response(request, http::file_below(desk.resources / "reference", {file}));
  response.headers.set("Content-Security-Policy", kPolicy);
  return response;
}

// The document does not change while the server runs.
http::Handler openapi_handler(const Json& document) {
  const std::string text = to_text(document);
  const boost::uuids::name_generator_sha1 name(boost::uuids::ns::oid());
  const std::string etag = fmt::format("\"{}\"", to_string(name(text)));
  return [text, etag](const http::Request& request) {
    const std::string_view known = request.headers.get("If-None-Match");
    const bool same = !known.empty() && http::names_etag(known, etag, true);
    http::Response response =
        http::text_response(same ? 304 : 200, "application/json", same ? "" : text);
    response.headers.set("ETag", etag);
    response.headers.set("Cache-Control", "no-cache");
    return response;
  };
}

Operation page(std::string path, std::string id, std::string summary) {
  return {.path = std::move(path),
          .id = std::move(id),
          .tag = "reference",
          .summary = std::move(summary),
          .answer_type = "text/html",
          .access = http::Access::everyone};
}

http::Response answer_elsewhere(const Desk& desk, const http::Request& request) {
  const bool is_data =
      !request.path.empty() && (request.path[0] == "api" || request.path[0] == "output");
  if (!is_data && std::filesystem::is_directory(desk.web))
    return http::web_app_response(request, desk.web);
  if (!request.path.empty()) {
    throw NotFound("There is nothing at this address.").advise("GET /openapi.json names all.");
  }
  http::Response response = http::text_response(307, "text/plain", "The reference is at /docs.\n");
  response.headers.set("Location", "/docs");
  return response;
}

}  // namespace

void add_reference_routes(Api& api, Desk& desk) {
  api.add(
      page("/docs", "getDocs", "This reference as Swagger UI, to try things out."),
      [&desk](const http::Request& request) { return reference_file(desk, request, "docs.html"); });
  api.add(page("/redoc", "getRedoc", "This reference as ReDoc, to read."),
          [&desk](const http::Request& request) {
            return reference_file(desk, request, "redoc.html");
          });
  Operation asset = page("/docs/{file}", "getDocsFile", "Scripts and styles of both pages.");
  asset.answer_type = "application/octet-stream";
  asset.errors = {ErrorCode::file_not_found};
  api.add(std::move(asset), [&desk](const http::Request& request) {
    return reference_file(desk, request, request.captured.at("file"));
  });

  const Operation document{.path = "/openapi.json",
                           .id = "getOpenapi",
                           .tag = "reference",
                           .summary = "The API's description, OpenAPI 3.1.",
                           .answer = answer_schema<Json>,
                           .access = http::Access::everyone};
  std::vector<Operation> all = api.operations();
  all.push_back(document);
  api.add(document, openapi_handler(openapi_document(all)));
}

void add_web_pages(Api& api, Desk& desk) {
  api.router().set_fallback(
      {.path = "/{page}",
       .handler = [&desk](const http::Request& request) { return answer_elsewhere(desk, request); },
       .access = http::Access::everyone});
}

}  // namespace musicgen::api
