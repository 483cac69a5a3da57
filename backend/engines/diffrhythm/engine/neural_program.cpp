#include "engines/diffrhythm/engine/neural_program.h"

#include <mutex>

#include <boost/asio/io_context.hpp>
#include <boost/process.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace process = boost::process;
namespace {

// Loading libtorch and waking a GPU take seconds.
constexpr std::chrono::seconds kPatience{60};

EngineUnavailable silent(const fs::path& program, const std::string& why) {
  return EngineUnavailable(fmt::format("{} can't be used: {}.", program.string(), why));
}

std::optional<NeuralFacts> ask_or_log(const fs::path& program) {
  try {
    return ask_neural_program(program);
  } catch (const Error& error) {
    log::warning("{}", error.what());
    return std::nullopt;
  }
}

}  // namespace

std::optional<fs::path> find_neural_program() {
  std::error_code error;
  const fs::path program =
      fs::read_symlink("/proc/self/exe", error).parent_path() / "musicgen-neural";
  if (error || ::access(program.c_str(), X_OK) != 0) return std::nullopt;
  return program;
}

NeuralFacts ask_neural_program(const fs::path& program) {
  boost::asio::io_context io;
  std::future<std::string> out;
  std::future<std::string> said;
  std::error_code failed;
  process::child child(process::exe = program.string(), process::args = {"devices", "--json"},
                       process::std_in<process::null, process::std_out> out,
                       process::std_err > said, io, failed);
  if (failed) throw silent(program, failed.message());
  io.run_for(kPatience);
  if (!io.stopped()) {
    child.terminate();
    throw silent(program, "it doesn't answer");
  }
  child.wait();
  if (child.exit_code() != 0) throw silent(program, clean_text(std::string(trim(said.get()))));
  try {
    return from_json<NeuralFacts>(parse_json(out.get()));
  } catch (const Error& error) {
    throw silent(program, error.what());
  }
}

std::optional<NeuralFacts> neural_facts() {
  static std::mutex asking;
  static std::optional<NeuralFacts> facts;
  static fs::file_time_type asked;
  const std::optional<fs::path> program = find_neural_program();
  if (!program) return std::nullopt;
  std::error_code error;
  const fs::file_time_type written = fs::last_write_time(*program, error);
  const std::lock_guard lock(asking);
  if (error || written != asked) {
    facts = ask_or_log(*program);
    asked = written;
  }
  return facts;
}

}  // namespace musicgen::diffrhythm
