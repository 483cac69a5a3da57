#include "engines/diffrhythm/sing/tokens.h"

#include <sstream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/process.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace process = boost::process;

std::vector<std::int64_t> style_tokens(const fs::path& sentencepiece_model,
                                       const std::string& words) {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "musicgen-tokens";
  if (!fs::exists(program)) {
    throw EngineUnavailable("The program musicgen-tokens, which reads the style, is missing.")
        .advise(
            "Build it with ./scripts/build.sh --neural (it needs libsentencepiece), and keep "
            "it beside musicgen-neural.");
  }
  boost::asio::io_context io;
  std::future<std::string> out;
  std::future<std::string> said;
  process::async_pipe in(io);
  process::child child(process::exe = program.string(),
                       process::args = {sentencepiece_model.string()},
                       process::std_in<in, process::std_out> out, process::std_err > said, io);
  boost::asio::async_write(in, boost::asio::buffer(words),
                           [&in](const boost::system::error_code&, std::size_t) { in.close(); });
  io.run();
  child.wait();
  const std::string ids = out.get();
  if (child.exit_code() != 0) {
    throw EngineUnavailable(
        fmt::format("The style can't be read: {}.", clean_text(std::string(trim(said.get())))))
        .advise("`musicgen models verify` checks the model's files.");
  }
  std::istringstream numbers(ids);
  std::vector<std::int64_t> tokens;
  for (std::int64_t id = 0; numbers >> id;) tokens.push_back(id);
  return tokens;
}

}  // namespace musicgen::diffrhythm
