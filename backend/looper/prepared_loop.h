#pragma once
// A loop, encoded and ready to be put into a file.

#include "looper/loop_file.h"
#include "looper/loop_writer.h"

namespace musicgen::looper {

struct PreparedLoop {
  LoopPackets packets;
  LoopReport report;  // but for its bytes
  std::vector<std::uint8_t> tags;

  LoopFile file() const { return {packets, report.frames, tags}; }
};

// Throws as write_loop does. Scratch files lie in `folder` and are gone with the object.
PreparedLoop prepare_loop(const std::filesystem::path& track, const LoopPlan& plan,
                          const LoopOptions& options, const std::filesystem::path& folder,
                          const ProgressFn& progress, const std::stop_token& stop);

// Throws StorageFull where fewer bytes are free.
void require_space(const std::filesystem::path& folder, std::uint64_t bytes);

// Writes a file of about `expected` bytes, syncs it and puts it where it belongs; returns its size.
std::uint64_t publish(const std::filesystem::path& target, std::uint64_t expected,
                      const std::function<void(OutputFile&)>& write, const ProgressFn& progress,
                      const std::stop_token& stop);

// The folder of a file, "." where its path names none.
std::filesystem::path folder_of(const std::filesystem::path& target);

}  // namespace musicgen::looper
