#include "models/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "models/digest.h"

namespace musicgen::models {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() { config_.home = home_.path(); }

  // Installs a part with a few bytes in each file.
  void install(const std::string& name) {
    Store store(config_);
    for (const Part& part : store.catalogue().parts()) {
      if (part.name != name) continue;
      const fs::path gathered = store.download_folder(part);
      fs::create_directories(gathered);
      StoredPart stored{.part = name, .source = "test"};
      for (const FileSpec& file : part.files) {
        write_text_file(gathered / file.name, name + file.name);
        stored.files.push_back({file.name,
                                static_cast<std::int64_t>(name.size() + file.name.size()),
                                sha256_of(gathered / file.name, {}, {})});
      }
      store.install(part, gathered, stored);
    }
  }

  void install_model(const std::string& name) {
    const Store store(config_);
    for (const Part* part : store.missing(store.catalogue().find(name))) install(part->name);
  }

  ScratchFolder home_{fs::temp_directory_path()};
  Config config_;
};

TEST_F(StoreTest, KnowsTheOfficialModels) {
  const Store store(config_);
  for (const char* name : {"DiffRhythm-1.2-full", "diffrhythm-1.2-BASE", "DiffRhythm-full",
                           "DiffRhythm-base", "ASLP-lab/DiffRhythm-1_2"}) {
    const Model& model = store.catalogue().find(name);
    EXPECT_EQ(store.catalogue().parts_of(model).size(), 6u) << name;
    EXPECT_THAT(store.catalogue().license_of(model), HasSubstr("CC-BY-NC-4.0 (no commercial use)"));
  }
  EXPECT_THROW(store.catalogue().find("Suno"), ModelNotFound);
}

TEST_F(StoreTest, AnAliasPrefersWhatIsInstalled) {
  EXPECT_EQ(Store(config_).resolve("DiffRhythm").name, "DiffRhythm-1.2-full");
  install_model("DiffRhythm-base");
  EXPECT_EQ(Store(config_).resolve("DIFFRHYTHM").name, "DiffRhythm-base");
  EXPECT_EQ(Store(config_).resolve("DiffRhythm-1.2-full").name, "DiffRhythm-1.2-full");
}

TEST_F(StoreTest, SaysWhereEachFileIs) {
  install_model("DiffRhythm-1.2-full");
  const Store store(config_);
  const ModelFiles files = store.files(store.resolve("DiffRhythm"));
  for (const char* role : {"cfm", "cfm_config", "vae", "mulan", "mulan_config", "muq_config",
                           "tokenizer", "text_config", "negative_style"}) {
    EXPECT_TRUE(fs::exists(files.path(role))) << role;
  }
  EXPECT_EQ(files.path("vae"), config_.model_folder() / "diffrhythm-vae/vae_model.pt");
  EXPECT_THROW(files.path("drums"), EngineUnavailable);
}

TEST_F(StoreTest, SaysHowToInstallWhatIsMissing) {
  const Store store(config_);
  try {
    store.files(store.resolve("DiffRhythm-1.2-base"));
    FAIL();
  } catch (const ModelNotFound& error) {
    EXPECT_EQ(error.hint(), "musicgen models pull DiffRhythm-1.2-base");
  }
}

TEST_F(StoreTest, TakesADamagedPartOutOfUse) {
  install_model("DiffRhythm-1.2-full");
  Store store(config_);
  const Model& model = store.resolve("DiffRhythm");
  EXPECT_THAT(store.verify(model, {}, {}), SizeIs(0));
  const fs::path file = store.files(model).path("vae");
  std::string text = read_text_file(file);
  text[0] = 'X';
  write_text_file(file, text);
  EXPECT_TRUE(store.is_installed(model));
  EXPECT_THAT(store.verify(model, {}, {}), SizeIs(1));
  EXPECT_FALSE(store.is_installed(model));
  EXPECT_THAT(store.missing(model), SizeIs(1));
}

TEST_F(StoreTest, RemovesNothingThatAnotherModelNeedsOrSomebodyHolds) {
  install_model("DiffRhythm-full");
  install_model("DiffRhythm-base");
  Store store(config_);
  store.remove(store.catalogue().find("DiffRhythm-full"));
  const Model& base = store.catalogue().find("DiffRhythm-base");
  EXPECT_TRUE(store.is_installed(base));
  {
    const auto lock = PartLock::try_lock(store, *store.catalogue().parts_of(base).back());
    EXPECT_TRUE(lock);
    EXPECT_THROW(store.remove(base), Conflict);
    EXPECT_TRUE(store.is_installed(base));
  }
  store.remove(base);
  EXPECT_THROW(store.remove(base), ModelNotFound);
}

}  // namespace
}  // namespace musicgen::models
