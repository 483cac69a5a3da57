#pragma once
#include <stop_token>

#include "base/config.h"
#include "base/progress.h"
#include "models/store.h"

namespace musicgen::models {

// Downloads what a model lacks: asks the hub for sizes, checks the disk, fetches, compares the
// checksums and installs part by part. What was fetched before a stop, a failure or a crash is used
// by the next call. A part that somebody else is fetching is waited for. Progress is the share of
// the bytes that were missing at the start; the stage counts all of them ("downloading 1.2 of 2.3
// GB, 12 MB/s"). Throws DownloadFailed, StorageFull (with the sizes), Cancelled.
void fetch_model(Store& store, const Config& config, const Model& model, const ProgressFn& progress,
                 const std::stop_token& stop);

// Throws StorageFull where the disk has no room for `bytes` more.
void check_space(const Store& store, std::int64_t bytes);

}  // namespace musicgen::models
