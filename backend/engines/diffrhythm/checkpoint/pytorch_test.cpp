#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/diffrhythm/checkpoint/formats.h"
#include "engines/diffrhythm/checkpoint/test_archive.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

using testing::archive;
using ::testing::HasSubstr;
using testing::model;
using testing::number;
using testing::state_dict;
using testing::tensor;
using testing::word;

Checkpoint::Tensors read(const std::string& file) {
  static const std::string kName = "model.pt";
  return read_tensors(std::as_bytes(std::span(file)), kName);
}

std::string why_refused(const std::string& file) {
  try {
    read(file);
  } catch (const NeuralError& error) {
    EXPECT_EQ(error.fault(), Fault::bad_checkpoint);
    return error.what();
  }
  return "it was accepted";
}

const std::string kSixFloats = std::string(24, 'x');

TEST(PyTorch, GivesTensorsTheirPartOfTheStorage) {
  const std::string file = model(state_dict(word("a") + tensor("0", 6, 0, {2, 2}, {2, 1}) +
                                            word("b") + tensor("0", 6, 4, {2}, {1})),
                                 kSixFloats);
  const auto tensors = read(file);
  ASSERT_EQ(tensors.size(), 2);
  EXPECT_EQ(tensors.at("a").shape, (Shape{2, 2}));
  EXPECT_EQ(tensors.at("b").bytes.data() - tensors.at("a").bytes.data(), 16);
  EXPECT_EQ(tensors.at("b").bytes.size(), 8);
}

TEST(PyTorch, KeepsStridesOfATransposedTensor) {
  const auto tensors =
      read(model(state_dict(word("a") + tensor("0", 6, 0, {2, 3}, {1, 2})), kSixFloats));
  EXPECT_EQ(tensors.at("a").strides, (Shape{1, 2}));
}

TEST(PyTorch, OpensWhatATrainingScriptWrapped) {
  const std::string inner = "}(" + word("w") + tensor("0", 6, 0, {6}, {1}) + "u";
  const auto tensors =
      read(model("\x80\x02}" + word("model_state_dict") + inner + "s.", kSixFloats));
  EXPECT_TRUE(tensors.contains("w"));
}

TEST(PyTorch, PassesOverWhatIsNoTensor) {
  const auto tensors = read(model(
      state_dict(word("epoch") + number(3) + word("w") + tensor("0", 6, 0, {6}, {1})), kSixFloats));
  EXPECT_EQ(tensors.size(), 1);
}

TEST(PyTorch, RefusesAPickleThatWouldRunACommand) {
  const std::string pickle =
      "\x80\x02"
      "cposix\nsystem\n(" +
      word("touch /tmp/owned") + "tR.";
  EXPECT_THAT(why_refused(model(pickle, kSixFloats)), HasSubstr("asks for posix.system"));
}

TEST(PyTorch, RefusesAGlobalThatIsNamedOnTheStack) {
  const std::string pickle =
      "\x80\x04\x8c\x08"
      "builtins\x8c\x04"
      "eval\x93.";
  EXPECT_THAT(why_refused(model(pickle, kSixFloats)), HasSubstr("asks for builtins.eval"));
}

TEST(PyTorch, RefusesAGlobalOfAKnownModuleThatIsNotOnTheList) {
  EXPECT_THAT(why_refused(model("\x80\x02"
                                "ctorch\nload\n.",
                                kSixFloats)),
              HasSubstr("asks for torch.load"));
}

TEST(PyTorch, RefusesATensorOutsideItsStorage) {
  EXPECT_THAT(why_refused(model(state_dict(word("a") + tensor("0", 6, 1, {6}, {1})), kSixFloats)),
              HasSubstr("reaches outside"));
  EXPECT_THAT(why_refused(model(state_dict(word("a") + tensor("0", 6, 0, {2}, {6})), kSixFloats)),
              HasSubstr("reaches outside"));
  EXPECT_THAT(why_refused(model(state_dict(word("a") + tensor("0", 6, -1, {2}, {1})), kSixFloats)),
              HasSubstr("outside its data"));
  EXPECT_THAT(why_refused(model(state_dict(word("a") + tensor("0", 6, 0, {-2}, {1})), kSixFloats)),
              HasSubstr("reaches outside"));
}

TEST(PyTorch, RefusesAGiganticShape) {
  const std::int32_t huge = 0x7FFFFFFF;
  EXPECT_THAT(why_refused(model(state_dict(word("a") + tensor("0", 6, 0, {huge, huge, huge, huge},
                                                              {huge, huge, huge, 1})),
                                kSixFloats)),
              HasSubstr("reaches outside"));
}

TEST(PyTorch, RefusesAStorageShorterThanItSays) {
  EXPECT_THAT(why_refused(model(state_dict(word("a") + tensor("0", 7, 0, {7}, {1})), kSixFloats)),
              HasSubstr("the data 0 is shorter"));
}

TEST(PyTorch, RefusesAStorageThatIsNotThere) {
  EXPECT_THAT(why_refused(model(state_dict(word("a") + tensor("9", 6, 0, {6}, {1})), kSixFloats)),
              HasSubstr("lacks the data 9"));
}

TEST(PyTorch, RefusesTwoTensorsOfOneName) {
  const std::string one = word("a") + tensor("0", 6, 0, {6}, {1});
  EXPECT_THAT(why_refused(model(state_dict(one + one), kSixFloats)),
              HasSubstr("two tensors named a"));
}

TEST(PyTorch, SurvivesAListThatContainsItself) {
  EXPECT_THAT(why_refused(model("\x80\x02]q\x01h\x01"
                                "a.",
                                kSixFloats)),
              HasSubstr("doesn't hold a state dict"));
}

TEST(PyTorch, RefusesAStackThatRunsEmpty) {
  for (const std::string pickle :
       {".", "s.", "u.", "t.", "R.", "Q.", "(.", "h\x07.", "b.", "\x87."}) {
    EXPECT_THAT(why_refused(model("\x80\x02" + pickle, kSixFloats)), HasSubstr("has a pickle"))
        << pickle;
  }
}

TEST(PyTorch, RefusesEveryFileThatIsCutOff) {
  const std::string whole = model(state_dict(word("a") + tensor("0", 6, 0, {6}, {1})), kSixFloats);
  EXPECT_EQ(why_refused(whole), "it was accepted");
  for (std::size_t size = 4; size < whole.size(); ++size) {
    EXPECT_NE(why_refused(whole.substr(0, size)), "it was accepted") << size;
  }
}

TEST(PyTorch, RefusesCompressedEntries) {
  EXPECT_THAT(why_refused(archive({{"m/data.pkl", "\x80\x02}."}}, 8)),
              HasSubstr("compressed entry"));
}

TEST(PyTorch, RefusesAnArchiveOfSomethingElse) {
  EXPECT_THAT(why_refused(archive({{"word/document.xml", "<xml/>"}})), HasSubstr("no data.pkl"));
}

TEST(PyTorch, SaysWhatToDoWithAnOldFile) {
  EXPECT_THAT(why_refused(std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46", 8)),
              HasSubstr("convert it to safetensors"));
}

}  // namespace
}  // namespace musicgen::diffrhythm
