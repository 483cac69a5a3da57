#pragma once
// The whole server over an empty data directory, for tests.

#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/server_app.h"
#include "api/testing/http_client.h"
#include "base/files.h"
#include "base/ids.h"
#include "studio/house.h"

namespace musicgen::testing {

class AppTest : public ::testing::Test {
 protected:
  AppTest() {
    config_.home = home_.path();
    config_.port = 0;
    config_.cors_origins = {"http://localhost:3000"};
    config_.rate_limit_per_minute = 0;
  }
  ~AppTest() override { stop(); }

  // Change `config_` before the first call of these.
  studio::Studio& studio() {
    if (!house_) house_.emplace(config_);
    return house_->studio();
  }
  int port() {
    if (!app_) {
      app_.emplace(studio(), api::AppOptions{.limits = {}, .web = {}});
      thread_ = std::jthread([this](std::stop_token stop) { app_->run(std::move(stop)); });
    }
    return app_->port();
  }
  void stop() {
    if (thread_.joinable()) {
      thread_.request_stop();
      thread_.join();
    }
    app_.reset();
  }

  Answer get(std::string_view target, const Fields& fields = {}) {
    return testing::get(port(), target, fields);
  }
  Answer post(std::string_view target, std::string_view json, const Fields& fields = {}) {
    return post_json(port(), target, json, fields);
  }
  Answer call(std::string_view method, std::string_view target, const Fields& fields = {},
              std::string_view body = "") {
    return fetch(port(), method, target, fields, body);
  }

  // Queues a job and returns its id.
  std::string add_job() {
    const std::vector<jobs::NewJob> wanted{
        {.kind = "generate", .model = "composer", .request = JsonObject{{"prompt", "rain"}}}};
    return studio().queue.add(wanted, "", "").front().id;
  }

  // A track without a file of sound behind it.
  library::Track add_track(const std::string& title) {
    library::Track track;
    track.id = new_id();
    track.title = title;
    track.genre = "Lo-fi";
    track.file_url = fmt::format("/output/{}.xyz", track.id);
    track.format = "xyz";
    track.duration = 10;
    track.created_at = track.updated_at = now();
    return studio().library.add(track, track.id, "main");
  }

  // A file in the library's folder.
  void add_file(const std::string& name, std::string_view bytes) {
    studio();
    write_text_file(config_.output_folder() / name, bytes);
  }

  ScratchFolder home_{std::filesystem::temp_directory_path()};
  Config config_;
  std::optional<studio::House> house_;
  std::optional<api::App> app_;
  std::jthread thread_;
};

}  // namespace musicgen::testing
