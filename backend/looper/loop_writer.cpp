#include "looper/loop_writer.h"

#include "looper/prepared_loop.h"

namespace musicgen::looper {
namespace {

// The share of the work before the writing, as measured for ten hours of MP3.
constexpr double kEncodingEnds = 0.7;
// For headers and tables, which are at most a few hundredths of the packets.
constexpr double kWithHeaders = 1.02;
constexpr double kTagRoom = 1e6;

}  // namespace

LoopReport write_loop(const std::filesystem::path& track, const LoopPlan& plan,
                      const LoopOptions& options, const std::filesystem::path& target,
                      const ProgressFn& progress, std::stop_token stop) {
  const PreparedLoop loop = prepare_loop(track, plan, options, folder_of(target),
                                         part_of(progress, 0, kEncodingEnds), stop);
  const auto packet_bytes = static_cast<double>(loop.packets.sequence.bytes(loop.packets.store));
  LoopReport report = loop.report;
  report.bytes = publish(
      target, static_cast<std::uint64_t>(kWithHeaders * packet_bytes + kTagRoom),
      [&](OutputFile& output) { write_loop_file(loop.file(), output); },
      part_of(progress, kEncodingEnds, 1), stop);
  return report;
}

}  // namespace musicgen::looper
