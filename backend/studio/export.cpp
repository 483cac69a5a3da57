#include "studio/export.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "effects/fade.h"
#include "studio/copy_sound.h"
#include "studio/file_names.h"
#include "studio/tags.h"
#include "studio/tracks.h"
#include "studio/zip_file.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::days kKeepDays{7};
constexpr std::string_view kSuffix = "-export";

// What a job keeps: which tracks, how, and whether an archive was asked for.
struct ExportJob : ArchiveRequest {
  bool archive = false;
};
BOOST_DESCRIBE_STRUCT(ExportJob, (ArchiveRequest), (archive))

// How one track will leave.
struct Plan {
  library::Track track;
  fs::path sound;
  std::string format;
  std::string name;  // without extension
  bool as_it_is = false;
  audio::EncoderOptions encoding;
  std::optional<double> loudness_lufs;
  Frames frames = 0;  // at the rate of `encoding`
  Frames fade_in = 0;
  Frames fade_out = 0;
  std::uint64_t bytes = 0;  // about, and not less

  std::unique_ptr<audio::Source> open() const {
    return effects::fade(audio::open_decoder_as(sound, encoding.input), frames, fade_in, fade_out);
  }
};

bool changes_sound(const ExportOptions& options, const library::Track& track) {
  return options.bitrate > 0 || options.loudness_lufs || options.fade_in.count() > 0 ||
         options.fade_out.count() > 0 ||
         options.sample_rate_hz.value_or(track.sample_rate_hz) != track.sample_rate_hz;
}

void check_fades(const ExportOptions& options, const library::Track& track) {
  if (options.fade_in.count() + options.fade_out.count() <= track.duration) return;
  throw InvalidParameter(fmt::format("The fades are longer than \"{}\" with its {:.1f} seconds.",
                                     first_characters(track.title, 60), track.duration))
      .at(options.fade_out.count() > 0 ? "/fade_out" : "/fade_in")
      .advise("Choose shorter fades.");
}

// Opening an encoder is what checks its options.
void check_encoding(const fs::path& scratch, const Plan& plan) {
  audio::open_encoder(scratch / ("check." + plan.format), plan.encoding);
}

// The rate that the encoder gets: the one asked for, or the track's own where the format has it.
int rate_for(const ExportOptions& options, audio::FileFormat format, int own) {
  if (options.sample_rate_hz) return *options.sample_rate_hz;
  if (format == audio::FileFormat::opus) return 48000;
  const bool common = own == 44100 || own == 48000;
  return audio::info_of(format).lossless || common ? own : own % 11025 == 0 ? 44100 : 48000;
}

std::uint64_t bytes_of(const Plan& plan) {
  const audio::EncoderOptions& encoding = plan.encoding;
  const audio::FormatInfo& info = audio::info_of(encoding.format);
  const int bitrate = encoding.bitrate > 0 ? encoding.bitrate : info.default_bitrate;
  const double per_second =
      info.lossless
          ? encoding.input.sample_rate_hz * encoding.input.channels * encoding.bits_per_sample / 8.0
          : bitrate / 8.0 * 1.2;
  return static_cast<std::uint64_t>(plan.track.duration * per_second) + (1 << 20);
}

void plan_encoding(const ExportOptions& options, const audio::FileInfo& info, Plan& plan) {
  const audio::FileFormat format = audio::format_of(plan.format);
  const int most_channels = format == audio::FileFormat::mp3 ? 2 : 8;
  plan.encoding.format = format;
  plan.encoding.bitrate = options.bitrate;
  plan.encoding.input = {rate_for(options, format, info.format.sample_rate_hz),
                         std::min(info.format.channels, most_channels)};
  if (format == audio::FileFormat::opus && plan.encoding.input.sample_rate_hz != 48000) {
    throw InvalidParameter("opus is always at 48000 Hz.")
        .at("/sample_rate_hz")
        .advise("Leave it out, or choose another format.");
  }
  const int rate = plan.encoding.input.sample_rate_hz;
  plan.loudness_lufs = options.loudness_lufs;
  plan.frames = frames_of(Seconds(plan.track.duration), rate);
  plan.fade_in = frames_of(options.fade_in, rate);
  plan.fade_out = frames_of(options.fade_out, rate);
  plan.bytes = bytes_of(plan);
}

Plan plan_of(const Studio& studio, const std::string& track_id, const ExportOptions& options,
             const fs::path& scratch) {
  Plan plan;
  plan.track = studio.library.get(track_id);
  plan.sound = output_file(studio.config, plan.track.file_url);
  plan.format = options.format.empty() ? plan.track.format : options.format;
  plan.name = file_name_for(plan.track, options.filename);
  plan.as_it_is = plan.format == plan.track.format && !changes_sound(options, plan.track);
  check_fades(options, plan.track);
  const audio::FileInfo info = audio::open_decoder(plan.sound)->info();
  if (plan.as_it_is) {
    plan.bytes = fs::file_size(plan.sound) + (16 << 20);  // and its cover
  } else {
    plan_encoding(options, info, plan);
    check_encoding(scratch, plan);
  }
  return plan;
}

std::vector<Plan> plans_of(const Studio& studio, const ArchiveRequest& request) {
  const ScratchFolder scratch(studio.config.scratch_folder());
  std::vector<Plan> plans;
  for (const std::string& id : request.track_ids) {
    plans.push_back(plan_of(studio, id, request, scratch.path()));
  }
  return plans;
}

void check_disk(const Config& config, const std::vector<Plan>& plans) {
  std::uint64_t needed = 0;
  std::uint64_t largest = 0;
  for (const Plan& plan : plans) {
    needed += plan.bytes;
    largest = std::max(largest, plan.bytes);
  }
  if (plans.size() > 1) needed += largest;  // an archive takes them in one by one
  const std::uint64_t free = free_bytes(config.home);
  if (free >= needed) return;
  throw StorageFull(fmt::format("The export needs {} MB of disk space, but only {} MB are free.",
                                needed / 1000000 + 1, free / 1000000))
      .advise("Free some space, or choose fewer tracks or a smaller format.");
}

void encode(const Plan& plan, const fs::path& target, const ProgressFn& progress,
            const std::stop_token& stop) {
  if (plan.loudness_lufs) {
    master_to_file([&] { return plan.open(); }, plan.frames, target, plan.encoding,
                   *plan.loudness_lufs, progress, stop);
    return;
  }
  const auto in = plan.open();
  const auto out = audio::open_encoder(target, plan.encoding);
  const auto channels = static_cast<std::size_t>(in->format().channels);
  std::vector<float> block(channels << 14);
  Frames done = 0;
  while (const std::size_t frames = in->read(block)) {
    throw_if_stopped(stop);
    out->write(std::span(block).first(frames * channels));
    done += static_cast<Frames>(frames);
    progress(static_cast<double>(done) / static_cast<double>(std::max(plan.frames, done)),
             "encoding");
  }
  out->finish();
}

void write_file(const Config& config, const Plan& plan, const fs::path& target,
                const ProgressFn& progress, const std::stop_token& stop) {
  if (plan.as_it_is) {
    fs::copy_file(plan.sound, target, fs::copy_options::overwrite_existing);
  } else {
    encode(plan, target, progress, stop);
  }
  throw_if_stopped(stop);
  if (holds_tags(plan.format)) audio::write_tags(target, tags_with_cover(config, plan.track));
}

void write_archive(const Config& config, const std::vector<Plan>& plans, const fs::path& target,
                   const ProgressFn& progress, const std::stop_token& stop) {
  const ScratchFolder scratch(config.scratch_folder());
  ZipFile zip(target);
  std::set<std::string> taken;
  const auto share = [&](std::size_t count) {
    return static_cast<double>(count) / static_cast<double>(plans.size());
  };
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const Plan& plan = plans[i];
    progress(share(i), fmt::format("packing {} of {}", i + 1, plans.size()));
    const fs::path file = scratch.path() / ("track." + plan.format);
    write_file(config, plan, file, part_of(progress, share(i), share(i + 1)), stop);
    zip.add(unique_file_name(plan.name, "." + plan.format, taken), file, plan.track.created_at,
            stop);
    fs::remove(file);
  }
  zip.finish();
}

jobs::Job queue_export(Studio& studio, const ExportJob& wanted, const std::string& client) {
  const std::vector<Plan> plans = plans_of(studio, wanted);
  check_disk(studio.config, plans);
  double seconds = 1;
  for (const Plan& plan : plans) {
    seconds += plan.as_it_is ? 0.1 : plan.track.duration / (plan.loudness_lufs ? 20 : 50);
  }
  const std::vector<jobs::NewJob> one{{.kind = "export",
                                       .request = to_json(wanted),
                                       .client = client,
                                       .estimate = Seconds(seconds)}};
  return studio.queue.add(one, "", "").front();
}

ExportResult describe(const ExportJob& wanted, const std::vector<Plan>& plans) {
  ExportResult result;
  for (const Plan& plan : plans) result.duration += plan.track.duration;
  const Plan& first = plans.front();
  if (wanted.archive) {
    result.format = "zip";
    result.file_name =
        plans.size() == 1 ? first.name + ".zip" : fmt::format("{} tracks.zip", plans.size());
  } else {
    result.track_id = first.track.id;
    result.format = first.format;
    result.file_name = first.name + "." + first.format;
  }
  return result;
}

}  // namespace

bool is_export(const fs::path& file) {
  return file.stem().string().ends_with(kSuffix);
}

jobs::Job request_export(Studio& studio, const std::string& track_id, const ExportOptions& options,
                         const std::string& client) {
  return queue_export(studio, {{options, {track_id}}, false}, client);
}

jobs::Job request_archive(Studio& studio, const ArchiveRequest& request,
                          const std::string& client) {
  return queue_export(studio, {request, true}, client);
}

Json make_export(Studio& studio, const jobs::Job& job, const ProgressFn& progress,
                 std::stop_token stop) {
  const auto wanted = from_json<ExportJob>(job.request);
  const std::vector<Plan> plans = plans_of(studio, wanted);
  check_disk(studio.config, plans);
  ExportResult result = describe(wanted, plans);
  result.audio_url = fmt::format("/output/{}{}.{}", job.id, kSuffix, result.format);

  PendingFile file(output_file(studio.config, result.audio_url));
  const ProgressFn making = part_of(progress, 0, 0.98);
  if (wanted.archive) {
    write_archive(studio.config, plans, file.path(), making, stop);
  } else {
    write_file(studio.config, plans.front(), file.path(), making, stop);
  }
  progress(0.99, "saving");
  throw_if_stopped(stop);
  result.bytes = static_cast<std::int64_t>(fs::file_size(file.path()));
  file.publish();
  return to_json(result);
}

void forget_job(Studio& studio, const std::string& id) {
  studio.queue.remove(id);
  for (const auto& entry : fs::directory_iterator(studio.config.output_folder())) {
    if (entry.path().stem() == id + std::string(kSuffix)) fs::remove(entry.path());
  }
}

std::size_t remove_old_exports(Studio& studio) {
  std::size_t removed = 0;
  for (const auto& entry : fs::directory_iterator(studio.config.output_folder())) {
    std::error_code error;
    const auto age = fs::file_time_type::clock::now() - entry.last_write_time(error);
    if (error || age < kKeepDays || !is_export(entry.path())) continue;
    if (fs::remove(entry.path(), error)) ++removed;
    if (error) log::warning("could not remove an old export: {}", error.message());
  }
  return removed;
}

}  // namespace musicgen::studio
