// Many clients at once: nobody gets the answer of another, and nothing breaks. The thread sanitizer
// sees here what the server's threads share (scripts/sanitize.sh tsan).

#include <cmath>
#include <thread>

#include "api/testing/app_fixture.h"
#include "audio/encoder.h"

namespace musicgen::api {
namespace {

using musicgen::testing::Answer;
using musicgen::testing::Connection;
using musicgen::testing::Fields;
using musicgen::testing::request_text;

class ParallelApi : public musicgen::testing::AppTest {
 protected:
  // Runs the same on several threads, and fails with the first thing that one of them threw.
  static void on_threads(int count, const std::function<void(int)>& work) {
    std::mutex mutex;
    std::string trouble;
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
          try {
            work(i);
          } catch (const std::exception& error) {
            const std::lock_guard lock(mutex);
            if (trouble.empty()) trouble = error.what();
          }
        });
      }
    }
    EXPECT_EQ(trouble, "");
  }

  // The answer, which must have that status.
  Answer want(int status, std::string_view method, const std::string& target,
              const std::string& json = "") {
    Fields fields;
    if (!json.empty()) fields.emplace_back("Content-Type", "application/json");
    return checked(status, target, call(method, target, fields, json));
  }

  static Answer checked(int status, const std::string& target, Answer answer) {
    if (answer.status == status) return answer;
    throw std::runtime_error(fmt::format("{}: {} {}", target, answer.status, answer.body));
  }

  static std::string text(const Json& json, std::string_view key) {
    return std::string(json.at(key).as_string());
  }

  // Two seconds that repeat themselves every half, as a file's bytes.
  std::string beat() {
    const auto path = home_.path() / "beat.wav";
    const auto out = audio::open_encoder(path, {.format = audio::FileFormat::wav});
    std::vector<float> samples(std::size_t{2} * 2 * 44100);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double second = static_cast<double>(i / 2 % 22050) / 44100;
      samples[i] = static_cast<float>(0.5 * std::exp(-4 * second) * std::sin(1382.3 * second));
    }
    out->write(samples);
    out->finish();
    return read_text_file(path);
  }
};

TEST_F(ParallelApi, QueuesChangesAndCancelsJobs) {
  constexpr int kClients = 6;
  constexpr int kJobs = 8;
  port();
  on_threads(kClients, [&](int client) {
    for (int i = 0; i < kJobs; ++i) {
      const std::string prompt = fmt::format("rain {} {}", client, i);
      const Answer accepted =
          want(200, "POST", "/api/generate", to_text(JsonObject{{"prompt", prompt}}));
      const std::string job = "/api/jobs/" + text(accepted.json(), "job_id");
      const Json queued = want(200, "GET", job).json();
      if (text(queued.at("request"), "prompt") != prompt) throw std::runtime_error(to_text(queued));
      want(200, "GET", "/api/jobs?limit=5");
      want(200, "POST", job + "/cancel");
      if (i % 2 == 0) want(204, "DELETE", job);
      want(200, "GET", i % 2 == 0 ? "/metrics" : "/ready");
    }
  });
  EXPECT_EQ(get("/api/jobs").json().at("total"), Json(kClients * kJobs / 2));
}

TEST_F(ParallelApi, TakesDrawsAnalysesAndRemovesTracks) {
  const std::string sound = beat();
  port();
  on_threads(4, [&](int client) {
    for (int i = 0; i < 3; ++i) {
      const std::string name = fmt::format("beat {} {}", client, i);
      const std::string upload = fmt::format("/api/uploads?filename=beat%20{}%20{}.wav", client, i);
      const Answer taken =
          checked(201, upload, call("POST", upload, {{"Content-Type", "audio/wav"}}, sound));
      const std::string id = text(taken.json(), "id");
      const std::string track = "/api/tracks/" + id;
      if (text(taken.json(), "title") != name) throw std::runtime_error(taken.body);
      want(200, "GET", track + "/spectrogram");
      want(200, "POST", "/api/loop/analyze", to_text(JsonObject{{"trackId", id}}));
      want(200, "PATCH", track, R"({"favorite":true})");
      want(200, "GET", "/api/tracks?q=beat");
      want(200, "GET", text(taken.json(), "file_url"));
      want(204, "DELETE", track + "?permanent=true");
    }
  });
  EXPECT_EQ(get("/api/tracks").json().at("total"), Json(0));
}

TEST_F(ParallelApi, TellsEveryListenerOfEveryJob) {
  constexpr int kListeners = 4;
  port();
  std::vector<std::unique_ptr<Connection>> listeners(kListeners);
  on_threads(kListeners, [&](int i) {
    for (const bool stays : {false, false, true}) {
      auto events = std::make_unique<Connection>(port());
      events->send(request_text("GET", "/api/events"));
      events->read_until("\r\n\r\n");
      if (stays) listeners[static_cast<std::size_t>(i)] = std::move(events);
    }
  });
  std::string last;
  for (int i = 0; i < 20; ++i) last = add_job();
  on_threads(kListeners, [&](int i) {
    const std::string text = listeners.at(static_cast<std::size_t>(i))->read_until(last);
    if (text.find(last) == std::string::npos) throw std::runtime_error("not told: " + text);
  });
}

}  // namespace
}  // namespace musicgen::api
