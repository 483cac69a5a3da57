#include "api/events.h"

#include <charconv>

#include "api/types.h"
#include "base/log.h"
#include "base/text.h"

namespace musicgen::api {
namespace {

constexpr std::chrono::milliseconds kPollPause{200};
constexpr int kBatch = 100;
constexpr std::size_t kEnoughText = 256 << 10;

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size() && value >= 0;
  return whole ? std::optional(value) : std::nullopt;
}

struct Removed {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Removed, (), (id))

Event event_of(const jobs::Job& job, const Position& at) {
  return {job.id, jobs::is_finished(job.status),
          http::event_text("job", to_event_id(at), to_text(to_json(answer_of(job))))};
}

Event event_of(const library::Change& change, const Position& at) {
  const bool removed = !change.track;
  const Json data = removed ? to_json(Removed{change.track_id}) : to_json(*change.track);
  return {"", false,
          http::event_text(removed ? "track_removed" : "track", to_event_id(at), to_text(data))};
}

}  // namespace

std::optional<Position> position_of(std::string_view event_id) {
  const std::vector<std::string> parts = split(event_id, '-');
  if (parts.size() != 3) return std::nullopt;
  const auto jobs = number_in(parts[0]);
  const auto tracks = number_in(parts[1]);
  const auto models = number_in(parts[2]);
  if (!jobs || !tracks || !models) return std::nullopt;
  return Position{*jobs, *tracks, *models};
}

std::string to_event_id(const Position& position) {
  return fmt::format("{}-{}-{}", position.jobs, position.tracks, position.models);
}

// One listener. It keeps its place in the changes and fetches when it can send: nothing piles up
// for a slow one, and what changed twice meanwhile comes once.
class EventFeed final : public http::EventStream {
 public:
  EventFeed(Events& events, Position at, std::string first, std::string job_id, bool over)
      : events_(events),
        at_(at),
        pending_("retry: 2000\n\n" + std::move(first)),
        job_id_(std::move(job_id)),
        over_(over) {
    events_.add(this);
  }
  ~EventFeed() override { events_.remove(this); }

  std::optional<std::string> next() override {
    std::string text = std::exchange(pending_, "");
    while (!over_ && text.size() < kEnoughText) {
      const auto batch = events_.batch_after(at_);
      if (batch->to == at_) break;
      at_ = batch->to;
      for (const Event& event : batch->events) take(event, text);
    }
    if (text.size() >= kEnoughText) wake();
    const bool ended = over_ || events_.is_stopped();
    if (text.empty() && ended) return std::nullopt;
    if (ended) wake();
    return text;
  }

  void on_news(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }

  void wake() {
    const std::lock_guard lock(mutex_);
    if (wake_) wake_();
  }

 private:
  void take(const Event& event, std::string& text) {
    if (over_ || (!job_id_.empty() && event.job_id != job_id_)) return;
    text += event.text;
    over_ = !job_id_.empty() && event.ends_job;
  }

  Events& events_;
  Position at_;
  std::string pending_;
  std::string job_id_;  // empty: everything
  bool over_;
  std::mutex mutex_;
  std::function<void()> wake_;
};

Events::Events(studio::Studio& studio)
    : studio_(studio), poller_([this](std::stop_token stop) { poll(stop); }) {}

Events::~Events() {
  stop();
}

std::shared_ptr<http::EventStream> Events::follow(std::optional<Position> from) {
  return std::make_shared<EventFeed>(*this, from ? *from : present(), "", "", false);
}

std::shared_ptr<http::EventStream> Events::follow_job(const std::string& id,
                                                      std::optional<Position> from) {
  // The position comes first: a change between the two is sent twice rather than never.
  const Position at = from ? *from : present();
  const Event now = event_of(studio_.queue.get(id), at);
  return std::make_shared<EventFeed>(*this, at, now.text, id, now.ends_job);
}

void Events::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (EventFeed* feed : feeds_) feed->wake();
}

Position Events::present() {
  return {studio_.queue.revision(), studio_.library.revision(), studio_.engines.models().state()};
}

// Which of the models changed isn't kept, so all that can be installed are told.
void Events::tell_models(Batch& batch) {
  const std::int64_t state = studio_.engines.models().state();
  if (state == batch.from.models) return;
  batch.to.models = state;
  for (const engines::EngineInfo& engine : studio_.engines.list()) {
    if (engine.parts.empty()) continue;
    batch.events.push_back(
        {"", false,
         http::event_text("model", to_event_id(batch.to), to_text(to_json(answer_of(engine))))});
  }
}

// Listeners that keep up all stand at the same place, so one batch serves them.
std::shared_ptr<const Batch> Events::batch_after(const Position& from) {
  const std::lock_guard lock(batch_mutex_);
  if (batch_ && batch_->from == from && batch_->to != from) return batch_;
  auto batch = std::make_shared<Batch>();
  batch->from = batch->to = from;
  // Models and tracks come first: who hears that a job is done finds what it made.
  tell_models(*batch);
  for (const library::Change& change : studio_.library.changes_since(from.tracks, kBatch)) {
    batch->to.tracks = change.revision;
    batch->events.push_back(event_of(change, batch->to));
  }
  for (const jobs::Change& change : studio_.queue.changes_since(from.jobs, kBatch)) {
    batch->to.jobs = change.revision;
    batch->events.push_back(event_of(change.job, batch->to));
  }
  batch_ = batch;
  return batch;
}

void Events::add(EventFeed* feed) {
  const std::lock_guard lock(mutex_);
  feeds_.insert(feed);
  changed_.notify_all();
}

void Events::remove(EventFeed* feed) {
  const std::lock_guard lock(mutex_);
  feeds_.erase(feed);
}

bool Events::is_stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

// Looks for changes while anyone listens and wakes the listeners.
void Events::poll(std::stop_token stop) {
  Position last;
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !feeds_.empty(); })) {
    lock.unlock();
    Position seen = last;
    try {
      seen = present();
    } catch (const std::exception& error) {
      log::warning("changes can't be read: {}", error.what());
    }
    lock.lock();
    if (seen != last && !stopped_) {
      for (EventFeed* feed : feeds_) feed->wake();
    }
    last = seen;
    changed_.wait_for(lock, stop, kPollPause, [] { return false; });
  }
}

}  // namespace musicgen::api
