#include "engines/diffrhythm/checkpoint/checkpoint.h"

#include <cstring>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

using testing::HasSubstr;

std::filesystem::path write_file(const std::string& content) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const auto path =
      std::filesystem::path(testing::TempDir()) / (std::string(test->name()) + ".bin");
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string safetensors(const std::string& header, const std::string& data) {
  std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + data;
}

std::string why_refused(const std::string& content) {
  try {
    Checkpoint::open(write_file(content));
  } catch (const NeuralError& error) {
    EXPECT_EQ(error.fault(), Fault::bad_checkpoint);
    return error.what();
  }
  return "it was accepted";
}

const std::string kPair =
    R"({"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},)"
    R"("b.c":{"dtype":"I64","shape":[1],"data_offsets":[8,16]},"__metadata__":{"x":"y"}})";

TEST(Safetensors, GivesEachTensorItsBytes) {
  const Checkpoint file = Checkpoint::open(write_file(safetensors(kPair, std::string(16, 'x'))));
  EXPECT_EQ(file.tensors().size(), 2);
  EXPECT_EQ(file.at("a").shape, (Shape{2, 2}));
  EXPECT_EQ(file.at("a").strides, (Shape{2, 1}));
  EXPECT_EQ(file.at("b.c").bytes.data() - file.at("a").bytes.data(), 8);
}

TEST(Safetensors, RefusesATensorThatReachesOutside) {
  EXPECT_THAT(why_refused(safetensors(kPair, std::string(15, 'x'))),
              HasSubstr("tensor b.c: it lies outside the file"));
}

TEST(Safetensors, RefusesAShapeThatDoesNotFitItsBytes) {
  EXPECT_THAT(why_refused(safetensors(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})",
                                      "12345678")),
              HasSubstr("shape [3] doesn't fit its 8 bytes"));
}

TEST(Safetensors, RefusesAShapeWhoseSizeOverflows) {
  const std::string header =
      R"({"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,0]}})";
  EXPECT_THAT(why_refused(safetensors(header, "")), HasSubstr("doesn't fit its 0 bytes"));
}

TEST(Safetensors, RefusesANegativeSize) {
  EXPECT_THAT(
      why_refused(safetensors(R"({"a":{"dtype":"U8","shape":[-1,-1],"data_offsets":[0,1]}})", "1")),
      HasSubstr("doesn't fit"));
}

TEST(Safetensors, RefusesAHeaderLongerThanTheFile) {
  EXPECT_THAT(why_refused(safetensors(kPair, "").substr(0, 40)), HasSubstr("cut off"));
}

TEST(Safetensors, RefusesAnEmptyFile) {
  EXPECT_THAT(why_refused(""), HasSubstr("is empty"));
}

TEST(Safetensors, RefusesANameThatStandsTwice) {
  EXPECT_THAT(why_refused(safetensors(R"({"a":1,"a":1})", "")), HasSubstr("\"a\" stands twice"));
}

TEST(Checkpoint, NamesEveryKeyThatIsWrong) {
  const Checkpoint file = Checkpoint::open(write_file(safetensors(kPair, std::string(16, 'x'))));
  try {
    file.expect({{"a", {4}}, {"z", {1}}}, "a test model");
    FAIL();
  } catch (const NeuralError& error) {
    EXPECT_THAT(error.what(), HasSubstr("isn't a test model. Missing: z. Unknown: b.c. Of another "
                                        "shape: a is [2, 2] instead of [4]."));
  }
}

TEST(Checkpoint, OpensWhatLiesBelowAPrefix) {
  const Checkpoint file = Checkpoint::open(write_file(safetensors(kPair, std::string(16, 'x'))));
  const Checkpoint part = file.below("b.");
  EXPECT_EQ(part.tensors().size(), 1);
  EXPECT_TRUE(part.contains("c"));
}

TEST(Checkpoint, KeepsItsMemoryWhileACopyLives) {
  Checkpoint part;
  {
    const Checkpoint file = Checkpoint::open(write_file(safetensors(kPair, std::string(16, 'x'))));
    part = file.below("b.");
  }
  EXPECT_EQ(part.at("c").bytes[0], std::byte('x'));
}

}  // namespace
}  // namespace musicgen::diffrhythm
