#include "models/fetch.h"

#include <deque>
#include <thread>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/files.h"
#include "models/digest.h"
#include "models/download.h"
#include "models/hub.h"
#include "models/size_text.h"

namespace musicgen::models {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kSpareBytes = 4 << 20;  // for lists, journals and the queue
constexpr double kShareOfFetching = 0.95;      // the rest is checking
constexpr std::chrono::milliseconds kSpeedStep{250};
constexpr std::size_t kSpeedSteps = 20;

struct PlannedFile {
  FileSpec spec;
  HubFile hub;
  fs::path target;
};

struct PlannedPart {
  const Part* part;
  std::vector<PlannedFile> files;
};

std::int64_t total_bytes(const std::vector<PlannedPart>& plan) {
  std::int64_t sum = 0;
  for (const PlannedPart& part : plan) {
    for (const PlannedFile& file : part.files) sum += static_cast<std::int64_t>(file.hub.bytes);
  }
  return sum;
}

std::vector<PlannedPart> plan_for(const Store& store, const Config& config, const Model& model,
                                  const ProgressFn& progress, const std::stop_token& stop) {
  const Hub hub(config);
  std::vector<PlannedPart> plan;
  for (const Part* part : store.missing(model)) {
    if (progress) progress(0, "asking the hub for " + part->name);
    PlannedPart planned{part, {}};
    for (const FileSpec& file : part->files) {
      const auto found = hub.look_up(*part, file, stop);
      if (!found) continue;
      planned.files.push_back({file, *found, store.download_folder(*part) / file.name});
    }
    plan.push_back(std::move(planned));
  }
  return plan;
}

// Half-made files have their full size on the disk from the start.
std::int64_t bytes_to_allocate(const std::vector<PlannedPart>& plan) {
  std::int64_t sum = 0;
  for (const PlannedPart& part : plan) {
    for (const PlannedFile& file : part.files) {
      struct stat status {};
      const bool exists = ::stat(file.target.c_str(), &status) == 0;
      const std::int64_t there = exists ? static_cast<std::int64_t>(status.st_blocks) * 512 : 0;
      sum += std::max<std::int64_t>(0, static_cast<std::int64_t>(file.hub.bytes) - there);
    }
  }
  return sum;
}

// How fast bytes came during the last five seconds.
class Speed {
 public:
  // ", 12 MB/s"; empty as long as there is nothing to measure by.
  std::string text_after(std::int64_t bytes) {
    const auto time = std::chrono::steady_clock::now();
    if (points_.empty() || time - points_.back().time >= kSpeedStep) {
      points_.push_back({time, bytes});
      if (points_.size() > kSpeedSteps) points_.pop_front();
    }
    const Seconds passed = points_.back().time - points_.front().time;
    if (passed < Seconds(1)) return "";
    const auto came = static_cast<double>(points_.back().bytes - points_.front().bytes);
    return fmt::format(", {}/s", size_text(static_cast<std::int64_t>(came / passed.count())));
  }

 private:
  struct Point {
    std::chrono::steady_clock::time_point time;
    std::int64_t bytes;
  };
  std::deque<Point> points_;
};

// Turns bytes into progress: the share of what was missing, and words about all of it.
class Meter {
 public:
  Meter(const std::vector<PlannedPart>& plan, const ProgressFn& progress)
      : progress_(progress), total_(total_bytes(plan)) {
    for (const PlannedPart& part : plan) {
      for (const PlannedFile& file : part.files) {
        there_ += static_cast<std::int64_t>(downloaded_bytes(file.hub, file.target));
      }
    }
  }

  void show_downloading(std::int64_t done) {
    if (!progress_) return;
    const std::string speed = speed_.text_after(done);
    const auto missing = static_cast<double>(std::max<std::int64_t>(total_ - there_, 1));
    const double share = std::clamp(static_cast<double>(done - there_) / missing, 0.0, 1.0);
    progress_(share * kShareOfFetching,
              fmt::format("downloading {}{}", share_text(done, total_), speed));
  }

  void show_checking(const std::string& part) const {
    if (progress_) progress_(0, "checking " + part);
  }

 private:
  const ProgressFn& progress_;
  std::int64_t total_;
  std::int64_t there_ = 0;
  Speed speed_;
};

// The seconds in the stage show that the job lives, however long the other one takes.
PartLock wait_for_lock(const Store& store, const Part& part, const ProgressFn& progress,
                       const std::stop_token& stop) {
  const auto start = std::chrono::steady_clock::now();
  while (true) {
    if (auto lock = PartLock::try_lock(store, part)) return std::move(*lock);
    throw_if_stopped(stop);
    const Seconds waited = std::chrono::steady_clock::now() - start;
    if (progress) {
      progress(0, fmt::format("waiting for another download of {}, {:.0f} s", part.name,
                              waited.count()));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

StoredFile checked_file(const PlannedFile& file, const std::stop_token& stop) {
  const std::string sha256 = sha256_of(file.target, {}, stop);
  const std::string& wanted = file.hub.checksum;
  const std::string found = wanted.size() == 64 ? sha256 : git_blob_id_of(file.target, stop);
  if (found != wanted) {
    forget_download(file.target);
    throw DownloadFailed(
        fmt::format("{} arrived with other bytes than the hub has and was thrown away.",
                    file.spec.name))
        .advise(
            "Try again. If it happens again, something between here and the hub changes files; "
            "use another network or HF_ENDPOINT.");
  }
  return {file.spec.name, static_cast<std::int64_t>(file.hub.bytes), sha256};
}

// Nothing but the part's files may stand in the folder that becomes the part.
void remove_strangers(const fs::path& folder, const StoredPart& what) {
  std::vector<fs::path> strangers;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (std::none_of(what.files.begin(), what.files.end(),
                     [&](const StoredFile& file) { return file.name == name; })) {
      strangers.push_back(entry.path());
    }
  }
  for (const fs::path& stranger : strangers) fs::remove_all(stranger);
}

void install_part(Store& store, const PlannedPart& planned, const std::stop_token& stop) {
  StoredPart stored{
      .part = planned.part->name, .source = planned.part->repo, .installed_at = now()};
  for (const PlannedFile& file : planned.files) {
    stored.files.push_back(checked_file(file, stop));
    if (!file.hub.revision.empty()) stored.revision = file.hub.revision;
    if (stored.source.empty()) stored.source = file.spec.url;
  }
  const fs::path gathered = store.download_folder(*planned.part);
  remove_strangers(gathered, stored);
  store.install(*planned.part, gathered, stored);
}

std::int64_t bytes_of(const PlannedPart& planned) {
  return total_bytes({planned});
}

}  // namespace

void check_space(const Store& store, std::int64_t bytes) {
  fs::path folder = store.folder();
  std::error_code error;
  while (!fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  const auto free = static_cast<std::int64_t>(free_bytes(folder));
  if (free >= bytes + kSpareBytes) return;
  throw StorageFull(fmt::format("The download needs {} of disk space, but only {} are free.",
                                size_text(bytes + kSpareBytes), size_text(free)))
      .advise("Free some space, or set MODEL_CACHE_DIR to a folder on a larger disk.");
}

void fetch_model(Store& store, const Config& config, const Model& model, const ProgressFn& progress,
                 const std::stop_token& stop) {
  const std::vector<PlannedPart> plan = plan_for(store, config, model, progress, stop);
  check_space(store, bytes_to_allocate(plan));
  Meter meter(plan, progress);
  std::int64_t done = 0;
  for (const PlannedPart& planned : plan) {
    const PartLock lock = wait_for_lock(store, *planned.part, progress, stop);
    std::int64_t before = done;
    done += bytes_of(planned);
    if (store.is_installed(*planned.part)) continue;  // by the one that was waited for
    fs::create_directories(store.download_folder(*planned.part));
    for (const PlannedFile& file : planned.files) {
      download(
          file.hub, file.target,
          [&](std::uint64_t bytes) {
            meter.show_downloading(before + static_cast<std::int64_t>(bytes));
          },
          stop);
      before += static_cast<std::int64_t>(file.hub.bytes);
    }
    meter.show_checking(planned.part->name);
    install_part(store, planned, stop);
  }
  if (!store.is_installed(model)) {
    throw DownloadFailed(fmt::format("{} was removed while it was downloaded.", model.name))
        .advise(install_command(model));
  }
}

}  // namespace musicgen::models
