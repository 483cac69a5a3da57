#include "engines/diffrhythm/style/tokens/tokenizer.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/diffrhythm/checkpoint/json.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace {

using testing::ElementsAre;

const std::filesystem::path kData = MUSICGEN_GOLDEN;

class OfficialTexts : public testing::TestWithParam<const char*> {};

TEST_P(OfficialTexts, HaveTheOfficialIds) {
  const std::filesystem::path folder = kData / GetParam();
  const Tokenizer tokenizer(folder / "sentencepiece.bpe.model");
  const JsonValue texts = JsonValue::read(folder / "texts.json");
  EXPECT_FALSE(texts.array().empty());
  for (const JsonValue& entry : texts.array()) {
    std::vector<std::int64_t> ids;
    for (const JsonValue& id : entry.at("ids").array()) ids.push_back(id.integer());
    EXPECT_EQ(tokenizer.ids_of(entry.at("text").string()), ids) << entry.at("text").string();
  }
}

INSTANTIATE_TEST_SUITE_P(Tokenizer, OfficialTexts, testing::Values("mulan_main", "mulan_proj"));

TEST(Tokenizer, GivesEmptyTextItsTwoEnds) {
  EXPECT_THAT(Tokenizer(kData / "mulan_main/sentencepiece.bpe.model").ids_of(""),
              ElementsAre(0, 2));
}

TEST(Tokenizer, ReadsBrokenUtf8) {
  const Tokenizer tokenizer(kData / "mulan_main/sentencepiece.bpe.model");
  EXPECT_THAT(tokenizer.ids_of("\xff\xfe piano"), testing::Contains(3));
}

TEST(Tokenizer, RefusesAFileThatIsNoModel) {
  const auto file = std::filesystem::path(testing::TempDir()) / "no.model";
  std::ofstream(file) << "not a model at all";
  EXPECT_THROW(Tokenizer{file}, NeuralError);
}

}  // namespace
}  // namespace musicgen::diffrhythm
