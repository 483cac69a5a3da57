#include "models/digest.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace musicgen::models {
namespace {

class Digest : public ::testing::Test {
 protected:
  std::filesystem::path file_with(std::string_view text) {
    write_text_file(folder_.path() / "file", text);
    return folder_.path() / "file";
  }
  ScratchFolder folder_{std::filesystem::temp_directory_path()};
};

// FIPS 180-2, appendix B.1.
TEST_F(Digest, KnowsTheSha256OfTheStandard) {
  EXPECT_EQ(sha256_of(file_with("abc"), {}, {}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// `printf 'test content\n' | git hash-object --stdin`, of the book Pro Git, section 10.2.
TEST_F(Digest, KnowsTheIdThatGitGives) {
  EXPECT_EQ(git_blob_id_of(file_with("test content\n"), {}),
            "d670460b4b4aece5915caf5c68d12f560a9fe3e4");
}

TEST_F(Digest, TellsHowFarItIsAndStops) {
  const auto file = file_with(std::string(3 << 20, 'x'));
  std::vector<std::int64_t> seen;
  sha256_of(file, [&](std::int64_t bytes) { seen.push_back(bytes); }, {});
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1 << 20, 2 << 20, 3 << 20}));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(sha256_of(file, {}, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace musicgen::models
