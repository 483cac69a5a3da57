#include "api/http/static_files.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace musicgen::api::http {
namespace {

namespace fs = std::filesystem;

class WebApp : public ::testing::Test {
 protected:
  WebApp() {
    fs::create_directories(folder() / "assets");
    write_text_file(folder() / "index.html", "<app>");
    write_text_file(folder() / "favicon.svg", "<svg>");
    write_text_file(folder() / ".secret", "hidden");
    write_text_file(folder() / "assets/app-1a2b.js", "script");
    write_text_file(folder_.path() / "outside.txt", "outside");
  }

  fs::path folder() const { return folder_.path() / "web"; }

  Response answer(std::vector<std::string> path, const std::string& codings = "") const {
    Request request;
    if (!codings.empty()) request.headers.set("Accept-Encoding", codings);
    request.path = std::move(path);
    return web_app_response(request, folder());
  }

  static std::string body(const Response& response) {
    const auto& part = std::get<FilePart>(response.body);
    std::string text(part.size, '\0');
    part.file->read_at(part.offset, text);
    return text;
  }

  ScratchFolder folder_{fs::temp_directory_path()};
};

TEST_F(WebApp, ServesItsPageAtEveryAddressOfThePage) {
  for (const std::vector<std::string>& path :
       {std::vector<std::string>{}, {"library"}, {"tracks", "0190", "edit"}}) {
    const Response page = answer(path);
    EXPECT_EQ(body(page), "<app>");
    EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.headers.get("Cache-Control"), "no-cache");
    const std::string_view policy = page.headers.get("Content-Security-Policy");
    EXPECT_EQ(policy.find("default-src 'self'"), 0U) << policy;
    EXPECT_EQ(policy.find("unsafe-inline"), std::string_view::npos) << policy;
  }
}

TEST_F(WebApp, LetsHashedAssetsBeKept) {
  const Response script = answer({"assets", "app-1a2b.js"});
  EXPECT_EQ(body(script), "script");
  EXPECT_EQ(script.headers.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(answer({"favicon.svg"}).headers.get("Cache-Control"), "no-cache");
}

TEST_F(WebApp, SaysThatFilesAreMissingInsteadOfShowingThePage) {
  EXPECT_THROW(answer({"robots.txt"}), NotFound);
  EXPECT_THROW(answer({"assets", "old"}), NotFound);
  EXPECT_THROW(answer({"assets"}), NotFound);
}

TEST_F(WebApp, NeverLeavesItsFolder) {
  for (const std::vector<std::string>& path : {std::vector<std::string>{"..", "outside.txt"},
                                               {"../outside.txt"},
                                               {".secret"},
                                               {"assets", "..", "..", "outside.txt"},
                                               {"", "outside.txt"},
                                               {"..\\outside.txt"}}) {
    EXPECT_THROW(answer(path), NotFound) << path.front();
  }
}

TEST_F(WebApp, SendsCompressedCopiesToWhoReadsThem) {
  write_text_file(folder() / "assets/app-1a2b.js.br", "brotli");
  write_text_file(folder() / "assets/app-1a2b.js.gz", "gzip");
  const auto coding_for = [&](const char* codings) {
    const Response script = answer({"assets", "app-1a2b.js"}, codings);
    EXPECT_EQ(script.headers.get("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(script.headers.get("Vary"), "Accept-Encoding");
    return std::string(script.headers.get("Content-Encoding")) + ":" + body(script);
  };
  EXPECT_EQ(coding_for("gzip, deflate, br"), "br:brotli");
  EXPECT_EQ(coding_for("GZIP"), "gzip:gzip");
  EXPECT_EQ(coding_for("br;q=0, gzip;q=0.5"), "gzip:gzip");
  EXPECT_EQ(coding_for("br;q=0.000"), ":script");
  EXPECT_EQ(coding_for("identity"), ":script");
  EXPECT_EQ(coding_for(""), ":script");
  EXPECT_EQ(answer({"favicon.svg"}, "br").headers.get("Content-Encoding"), "");
}

}  // namespace
}  // namespace musicgen::api::http
