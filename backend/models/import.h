#pragma once
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "models/store.h"

namespace musicgen::models {

struct ImportReport {
  std::vector<std::string> imported;  // parts
  std::vector<std::string> present;   // parts that were installed already
  std::vector<std::string> notes;     // what the user should know
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (imported, present, notes))

// Takes what a folder has of the catalogue's parts, by hard links where the disk allows, otherwise
// as copies. Understood are:
//   - the hub's cache (models--ORG--NAME/snapshots/...), also in hub/ or pretrained/ below;
//   - a folder for each repository, named as the repository or as our part;
//   - loose files under their own names, where only one part has such a file, or named by their
//     role: cfm.pt, mulan_config.json, ...; `as` names the model that they are of.
// Each part is installed whole or not at all. Throws FileNotFound where nothing is recognised,
// StorageCorrupt for files that are cut or no checkpoints, InvalidParameter, ModelNotFound for an
// unknown `as`, StorageFull, Cancelled.
ImportReport import_models(Store& store, const std::filesystem::path& folder, const std::string& as,
                           const ProgressFn& progress, const std::stop_token& stop);

}  // namespace musicgen::models
