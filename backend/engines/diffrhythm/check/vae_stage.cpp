// The autoencoder against the official one: decoding at once and in pieces, encoding, 16 bits.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <regex>

#include "engines/diffrhythm/check/golden_file.h"
#include "engines/diffrhythm/check/stages.h"
#include "engines/diffrhythm/vae/level.h"
#include "engines/diffrhythm/vae/vae.h"

namespace musicgen::diffrhythm {

namespace {

constexpr const char* kModel = "vae_model.pt";
constexpr const char* kFile = "vae.safetensors";
constexpr double kTolerance = 1e-4;
constexpr double kInt16Tolerance = 4;
constexpr double kSoundTolerance = 1e-6;

using Values = std::vector<float>;

// [rows][columns] to [columns][rows].
Values transposed(std::span<const float> values, std::size_t rows) {
  Values result(values.size());
  const std::size_t columns = rows == 0 ? 0 : values.size() / rows;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      result[column * rows + row] = values[row * columns + column];
    }
  }
  return result;
}

// Of every row: positions first, first + step, ... below last.
Values sliced(std::span<const float> values, std::size_t rows, std::size_t first, std::size_t last,
              std::size_t step) {
  Values result;
  const std::size_t length = values.size() / rows;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = first; i < std::min(last, length); i += step) {
      result.push_back(values[row * length + i]);
    }
  }
  return result;
}

// The digits that a name ends with; 0 where it ends with none.
std::size_t number_after(std::string_view name) {
  const std::size_t last = name.find_last_not_of("0123456789");
  const std::string_view digits = name.substr(last == name.npos ? 0 : last + 1);
  return digits.empty() || digits.size() > 9 ? 0 : std::stoul(std::string(digits));
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

// Golden names are CASE '.' WHAT: "dec64.audio_first4096" is of 64 latents decoded at once,
// "chunk300.int16_every16" of 300 latents decoded in pieces.
class DecoderCheck {
 public:
  DecoderCheck(GoldenFile& golden, const Vae& vae)
      : golden_(golden), vae_(vae), channels_(static_cast<std::size_t>(vae.audio_channels())) {}

  void run() {
    for (const std::string& name : golden_.names()) {
      const std::size_t dot = name.find('.');
      if (!name.starts_with("dec") && !name.starts_with("chunk")) continue;
      if (dot == name.npos || name.ends_with(".latents")) continue;
      compare(name, name.substr(0, dot), name.substr(dot + 1));
    }
  }

 private:
  void compare(const std::string& name, const std::string& group, const std::string& what) {
    const std::optional<Values> latents = latents_of(group);
    if (!latents) return golden_.skip(name, "the file has no latents for it");
    if (what.starts_with("layer")) {
      const auto stages = static_cast<std::int64_t>(number_after(what)) + 1;
      return golden_.compare(name, vae_.decode_stages(*latents, stages), kTolerance);
    }
    if (!sounds_.contains(group)) sounds_[group] = vae_.decode(*latents);
    const Values& sound = sounds_[group];
    if (what == "peak") return golden_.compare(name, Values{peak_of(sound)}, kTolerance);
    const std::optional<Values> part = part_of(name, what, sound);
    if (!part) return golden_.skip(name, "this program doesn't know what it is");
    if (!what.starts_with("int16")) return golden_.compare(name, *part, kTolerance);
    const std::vector<std::int16_t> pcm = to_int16(*part, peak_of(sound));
    golden_.compare(name, Values(pcm.begin(), pcm.end()), kInt16Tolerance);
  }

  // Shorter cases use the first frames of the longest latents of their kind.
  std::optional<Values> latents_of(const std::string& group) {
    const std::string kind = group.starts_with("dec") ? "dec" : "chunk";
    const auto rows = static_cast<std::size_t>(vae_.latent_channels());
    const std::size_t frames = number_after(group);
    std::string source;
    std::size_t longest = 0;
    for (const std::string& name : golden_.names()) {
      if (!name.starts_with(kind) || !name.ends_with(".latents")) continue;
      const Shape shape = golden_.shape(name);
      if (shape.size() != 3 || shape[0] != 1 || shape[1] != vae_.latent_channels()) continue;
      const auto length = static_cast<std::size_t>(shape[2]);
      if (name != group + ".latents" && length <= longest) continue;
      source = name;
      longest = length;
      if (name == group + ".latents") break;
    }
    if (longest < frames || frames == 0) return std::nullopt;
    return transposed(sliced(golden_.input(source), rows, 0, frames, 1), rows);
  }

  // "every8": each eighth sample; "at229376": around that sample; "first", "last": from an end.
  std::optional<Values> part_of(const std::string& name, const std::string& what,
                                const Values& sound) const {
    const std::size_t length = sound.size() / channels_;
    const auto count = static_cast<std::size_t>(golden_.shape(name).back());
    if (count == 0 || count > length) return std::nullopt;
    if (contains(what, "_every")) {
      const std::size_t step = number_after(what);
      return sliced(sound, channels_, 0, length, step != 0 ? step : (length + count - 1) / count);
    }
    if (contains(what, "_first")) return sliced(sound, channels_, 0, count, 1);
    if (contains(what, "_last")) return sliced(sound, channels_, length - count, length, 1);
    const std::size_t middle = number_after(what);
    if (!contains(what, "_at") || middle < count / 2) return std::nullopt;
    return sliced(sound, channels_, middle - count / 2, middle - count / 2 + count, 1);
  }

  GoldenFile& golden_;
  const Vae& vae_;
  std::size_t channels_;
  std::map<std::string, Values> sounds_;
};

void check_encoder(GoldenFile& golden, const Vae& vae) {
  const Values sound = golden.input("enc.audio");
  const LatentDistribution latents = vae.encode(sound);
  const auto frames = static_cast<std::size_t>(latents.frames);
  const Values mean = transposed(latents.mean, frames), scale = transposed(latents.scale, frames);
  Values both = mean;
  both.insert(both.end(), scale.begin(), scale.end());
  golden.compare("enc.out128", both, kTolerance);
  golden.compare("enc.mean", mean, kTolerance);
  golden.compare("enc.scale", scale, kTolerance);
  if (golden.has("enc.stdev")) {
    LatentDistribution deviation{Values(latents.mean.size(), 0.0F), latents.scale, latents.frames};
    const Values ones(latents.mean.size(), 1.0F);
    golden.compare("enc.stdev", transposed(deviation.sample(ones), frames), kTolerance);
  }
  if (golden.has("enc.noise") && golden.has("enc.latents")) {
    const auto channels = static_cast<std::size_t>(vae.latent_channels());
    const Values noise = transposed(golden.input("enc.noise"), channels);
    golden.compare("enc.latents", transposed(latents.sample(noise), frames), kTolerance);
  }
  if (golden.has("enc.normalize_m6")) {
    Values normal = sound;
    normalize_peak(normal, -6.0);
    const auto channels = static_cast<std::size_t>(vae.audio_channels());
    const auto count = static_cast<std::size_t>(golden.shape("enc.normalize_m6").back());
    golden.compare("enc.normalize_m6", sliced(normal, channels, 0, count, 1), kTolerance);
  }
  golden.skip("enc.kl", "a training loss, which no song needs");
}

// The long sound is not stored; the manifest says how to make it: two sweeps, in 32-bit arithmetic
// and the official order, a·sin(2π(b + c·t)·t).
std::optional<Values> sweeps_of(const std::string& meaning) {
  static const std::regex kLength(R"(\[1,2,([0-9]{1,5})\*([0-9]{1,5})\+([0-9]{1,5})\])");
  static const std::regex kSweep(R"(ch[01]=([0-9.]+)\*sin\(2pi\(([0-9]+)\+([0-9]+)t\)t\))");
  std::smatch size;
  if (!std::regex_search(meaning, size, kLength)) return std::nullopt;
  const std::size_t length = std::stoul(size[1]) * std::stoul(size[2]) + std::stoul(size[3]);
  Values sound;
  for (std::sregex_iterator it(meaning.begin(), meaning.end(), kSweep), end; it != end; ++it) {
    const float level = std::stof((*it)[1]), start = std::stof((*it)[2]),
                rise = std::stof((*it)[3]);
    for (std::size_t n = 0; n < length; ++n) {
      const float t = static_cast<float>(n) / 44100.0F;
      const float angle = 2 * std::numbers::pi_v<float> * (start + rise * t) * t;
      sound.push_back(level * std::sin(angle));
    }
  }
  return sound.size() == 2 * length ? std::optional(sound) : std::nullopt;
}

void check_long_encoding(GoldenFile& golden, const Vae& vae) {
  const std::string name = "encchunk.out128_every2";
  const std::optional<Values> sound = sweeps_of(golden.meaning(name));
  if (!sound || vae.audio_channels() != 2) {
    return golden.skip(name, "the manifest doesn't say which sound was encoded");
  }
  golden.compare("encchunk.audio_every997", sliced(*sound, 2, 0, sound->size() / 2, 997),
                 kSoundTolerance);
  const LatentDistribution latents = vae.encode(*sound);
  const auto width = static_cast<std::size_t>(vae.latent_channels());
  Values even;  // channels 0, 2, ...: of the means, then of the scales
  for (const Values* half : {&latents.mean, &latents.scale}) {
    for (std::size_t channel = half == &latents.mean ? 0 : width % 2; channel < width;
         channel += 2) {
      for (std::size_t i = channel; i < half->size(); i += width) even.push_back((*half)[i]);
    }
  }
  golden.compare(name, even, kTolerance);
}

void check_vae(GoldenFolder& folder, Report& report) {
  const Vae vae = Vae::open(folder.path() / kModel);
  GoldenFile golden(folder, report, kFile);
  DecoderCheck(golden, vae).run();
  if (golden.has("enc.audio")) check_encoder(golden, vae);
  if (golden.has("encchunk.out128_every2")) check_long_encoding(golden, vae);
}

}  // namespace

Stage vae_stage() {
  return {"vae", [](const GoldenFolder& folder) { return folder.has(kModel) && folder.has(kFile); },
          check_vae};
}

}  // namespace musicgen::diffrhythm
