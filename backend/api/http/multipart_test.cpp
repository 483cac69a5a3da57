#include "api/http/multipart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::api::http {
namespace {

using ::testing::ElementsAre;

// Each part as "name|file name|type|data".
std::vector<std::string> read_form(std::string_view boundary, std::string_view body,
                                   std::size_t chunk) {
  std::vector<std::string> parts;
  MultipartParser parser(boundary, {.begin =
                                        [&](const PartHeader& h) {
                                          parts.push_back(fmt::format("{}|{}|{}|", h.name,
                                                                      h.file_name, h.content_type));
                                        },
                                    .data = [&](std::string_view bytes) { parts.back() += bytes; },
                                    .end = [&] { parts.back() += "."; }});
  for (; !body.empty(); body.remove_prefix(std::min(chunk, body.size()))) {
    parser.feed(body.substr(0, chunk));
  }
  parser.finish();
  return parts;
}

constexpr std::string_view kForm =
    "ignored\r\n"
    "--b1\r\n"
    "Content-Disposition: form-data; name=\"title\"\r\n"
    "\r\n"
    "A\r\n--b\r\nB\r\n"
    "--b1 \t\r\n"
    "content-type: Audio/MPEG; x=y\r\n"
    "CONTENT-DISPOSITION: form-data; filename=\"a\\\"b;c.mp3\"; name=file\r\n"
    "\r\n"
    "\r\n\r\n\r\n"
    "--b1\r\n"
    "Content-Disposition: form-data; name=\"empty\"\r\n"
    "\r\n"
    "\r\n"
    "--b1--\r\n"
    "ignored too";

TEST(Multipart, ReadsPartsHoweverTheyAreCut) {
  for (std::size_t chunk = 1; chunk <= kForm.size(); ++chunk) {
    EXPECT_THAT(
        read_form("b1", kForm, chunk),
        ElementsAre("title|||A\r\n--b\r\nB.", "file|a\"b;c.mp3|audio/mpeg|\r\n\r\n.", "empty|||."))
        << "in chunks of " << chunk;
  }
}

TEST(Multipart, KeepsBackslashesOfOldPaths) {
  EXPECT_THAT(read_form("b",
                        "--b\r\nContent-Disposition: form-data; name=\"f\"; "
                        "filename=\"C:\\music\\song.mp3\"\r\n\r\nx\r\n--b--",
                        1000),
              ElementsAre("f|C:\\music\\song.mp3||x."));
}

TEST(Multipart, RefusesWhatIsCutOff) {
  for (const std::size_t size : {0ul, 10ul, 40ul, 75ul, 100ul, kForm.find("--b1--")}) {
    EXPECT_THROW(read_form("b1", kForm.substr(0, size), 1000), InvalidParameter) << size;
  }
}

TEST(Multipart, RefusesBrokenForms) {
  for (const char* body : {
           "--b\r\n\r\nno header\r\n--b--",
           "--b\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--b--",
           "--b\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\nno form\r\n--b--",
           "--b\r\nno colon\r\n\r\nx\r\n--b--",
           "--bX\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nx\r\n--b--",
       }) {
    EXPECT_THROW(read_form("b", body, 1000), InvalidParameter) << body;
  }
}

TEST(Multipart, BoundsHeadersAndParts) {
  const std::string endless = "--b\r\nX: " + std::string(100000, 'x');
  EXPECT_THROW(read_form("b", endless, 1000), InvalidParameter);
  EXPECT_THROW(read_form("b", "--b" + std::string(100000, ' '), 1000), InvalidParameter);
  std::string many;
  for (int i = 0; i < 100; ++i) {
    many += "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nx\r\n";
  }
  EXPECT_THROW(read_form("b", many + "--b--", 1000), InvalidParameter);
}

TEST(Multipart, FindsTheBoundary) {
  EXPECT_EQ(boundary_of("multipart/form-data; boundary=----x_1"), "----x_1");
  EXPECT_EQ(boundary_of("multipart/form-data; charset=utf-8; Boundary=\"a b\""), "a b");
  for (const char* value :
       {"multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=\"a\tb\"",
        "multipart/form-data; boundary="
        "1234567890123456789012345678901234567890123456789012345678901234567890x"}) {
    EXPECT_THROW(boundary_of(value), InvalidParameter) << value;
  }
}

}  // namespace
}  // namespace musicgen::api::http
