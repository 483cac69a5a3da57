// /api/tracks/{id}/...: what stands beside a track

#include "api/http/file_response.h"
#include "api/routes/routes.h"
#include "api/types.h"
#include "base/files.h"
#include "studio/tracks.h"

namespace musicgen::api {
namespace {

constexpr std::uint64_t kMaxCover = 10 << 20;

http::Response set_cover(Desk& desk, const http::Request& request) {
  const std::string id = id_in<TrackNotFound>(request);
  const std::string image = read_text_file(request.upload->file, kMaxCover);
  http::Response response = json_response(studio::set_cover(desk.studio, id, image));
  return response;
}

// The file of a track that exists. Throws TrackNotFound, FileNotFound.
http::Response file_of(Desk& desk, const http::Request& request, std::string content_type,
                       std::filesystem::path (*place)(const Config&, const std::string&)) {
  const library::Track track = desk.studio.library.get(id_in<TrackNotFound>(request));
  return http::file_response(request, place(desk.studio.config, track.id),
                             {.content_type = std::move(content_type)});
}

std::string cover_type(const std::filesystem::path& file) {
  const http::OpenFile image(file);
  char first = 0;
  image.read_at(0, std::span(&first, 1));
  return static_cast<unsigned char>(first) == 0x89 ? "image/png" : "image/jpeg";
}

http::Response get_cover(Desk& desk, const http::Request& request) {
  const std::string id = id_in<TrackNotFound>(request);
  desk.studio.library.get(id);
  const auto file = studio::cover_file(desk.studio.config, id);
  return http::file_response(request, file, {.content_type = cover_type(file)});
}

http::Response list_stems(Desk& desk, const http::Request& request) {
  const library::Track track = desk.studio.library.get(id_in<TrackNotFound>(request));
  StemList list;
  for (const studio::StemFile& stem : studio::stems_of(desk.studio.config, track)) {
    list.items.push_back({stem.name, stem.audio_url});
  }
  return json_response(list);
}

}  // namespace

void add_track_file_routes(Api& api, Desk& desk) {
  const std::vector<ErrorCode> missing{ErrorCode::track_not_found, ErrorCode::file_not_found};

  api.add({.method = http::Method::post,
           .path = "/api/tracks/{id}/cover",
           .id = "setCover",
           .tag = "tracks",
           .summary = "Give a track a cover: PNG or JPEG, at most 10 MB.",
           .answer = answer_schema<library::Track>,
           .errors = {ErrorCode::track_not_found, ErrorCode::storage_full},
           .body_use = http::BodyUse::file,
           .max_body = kMaxCover,
           .takes = {"image/png", "image/jpeg"}},
          [&desk](const http::Request& request) { return set_cover(desk, request); });

  api.add(
      {.method = http::Method::post,
       .path = "/api/tracks/{id}/cover/generated",
       .id = "generateCover",
       .tag = "tracks",
       .summary = "Give a track a cover that is drawn from its waveform.",
       .answer = answer_schema<library::Track>,
       .errors = {ErrorCode::track_not_found, ErrorCode::file_not_found, ErrorCode::storage_full}},
      [&desk](const http::Request& request) {
        return json_response(studio::generate_cover(desk.studio, id_in<TrackNotFound>(request)));
      });

  api.add({.path = "/api/tracks/{id}/spectrogram",
           .id = "getSpectrogram",
           .tag = "tracks",
           .summary = "The spectrogram as PNG of 2048 x 480 pixels, 30 Hz to 18 kHz, without axes.",
           .answer_type = "image/png",
           .errors = missing},
          [&desk](const http::Request& request) {
            return http::file_response(
                request, studio::spectrogram_of(desk.studio, id_in<TrackNotFound>(request)));
          });

  api.add({.path = "/api/tracks/{id}/cover",
           .id = "getCover",
           .tag = "tracks",
           .summary = "The cover.",
           .answer_type = "image/*",
           .errors = missing},
          [&desk](const http::Request& request) { return get_cover(desk, request); });

  api.add({.path = "/api/tracks/{id}/peaks",
           .id = "getPeaks",
           .tag = "tracks",
           .summary = "The waveform's peaks as a binary file; docs/api.md describes it.",
           .answer_type = "application/octet-stream",
           .errors = missing},
          [&desk](const http::Request& request) {
            return file_of(desk, request, "application/octet-stream", studio::peaks_file);
          });

  api.add({.path = "/api/tracks/{id}/midi",
           .id = "getMidi",
           .tag = "tracks",
           .summary = "The score as a standard MIDI file.",
           .answer_type = "audio/midi",
           .errors = missing},
          [&desk](const http::Request& request) {
            return file_of(desk, request, "audio/midi", studio::midi_file);
          });

  api.add({.path = "/api/tracks/{id}/stems",
           .id = "listStems",
           .tag = "tracks",
           .summary = "The parts that were kept as files of their own.",
           .answer = answer_schema<StemList>,
           .errors = {ErrorCode::track_not_found}},
          [&desk](const http::Request& request) { return list_stems(desk, request); });
}

}  // namespace musicgen::api
