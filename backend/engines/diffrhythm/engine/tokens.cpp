#include "engines/diffrhythm/engine/tokens.h"

#include <algorithm>
#include <sstream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/process.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "engines/diffrhythm/checkpoint/json.h"
#include "engines/diffrhythm/error.h"

namespace musicgen::diffrhythm {
namespace fs = std::filesystem;
namespace process = boost::process;
namespace {

constexpr std::int64_t kUsualPad = 1;
constexpr std::size_t kEnds = 3;  // <s>, </s> and the space that SentencePiece puts before a text

// As style/mulan_config has it: the places up to that of the padding are never used.
std::int64_t most_tokens(const fs::path& text_config) {
  try {
    const JsonValue config = JsonValue::read(text_config);
    const JsonValue* pad = config.find("pad_token_id");
    return config.at("max_position_embeddings").integer() - (pad ? pad->integer() : kUsualPad) - 1;
  } catch (const NeuralError& error) {
    throw StorageCorrupt(error.what())
        .advise(
            "`musicgen models verify` checks the model's files, and `musicgen models pull` mends "
            "them.");
  }
}

// A token of ASCII has at least one character; other characters may be taken apart first.
bool surely_fits(const std::string& words, std::int64_t most) {
  return static_cast<std::int64_t>(words.size() + kEnds) <= most &&
         std::ranges::all_of(words, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

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

void require_style_length(const models::ModelFiles& files, const std::string& words,
                          std::string_view field) {
  const std::int64_t most = most_tokens(files.path("text_config"));
  if (surely_fits(words, most)) return;
  const std::size_t tokens = style_tokens(files.path("tokenizer"), words).size();
  if (static_cast<std::int64_t>(tokens) <= most) return;
  throw InvalidParameter(
      fmt::format("The style has {} tokens; the style model takes {}.", tokens, most))
      .at(std::string(field))
      .advise("Say it in fewer words; what is to be sung belongs into `lyrics`.");
}

}  // namespace musicgen::diffrhythm
