#pragma once
// What happens to jobs, tracks and models, as server-sent events for any number of listeners.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "api/http/event_stream.h"
#include "studio/studio.h"

namespace musicgen::api {

// How far a listener is in the changes of the queue and of the library, and which models it knows
// to be installed (Store::state); an event's id, "jobs-tracks-models".
struct Position {
  std::int64_t jobs = 0;
  std::int64_t tracks = 0;
  std::int64_t models = 0;
  bool operator==(const Position&) const = default;
};

// Empty for what is no event id.
std::optional<Position> position_of(std::string_view event_id);
std::string to_event_id(const Position& position);

struct Event {
  std::string job_id;  // empty for events of tracks and models
  bool ends_job = false;
  std::string text;  // as it goes over the wire
};

// The changes after a position, and where they end.
struct Batch {
  Position from;
  Position to;
  std::vector<Event> events;
};

class Events {
 public:
  explicit Events(studio::Studio& studio);
  ~Events();

  // All events from now on, or from a position on. Must end before this object.
  std::shared_ptr<http::EventStream> follow(std::optional<Position> from);

  // A job as it is now and its changes until it is finished. Throws JobNotFound.
  std::shared_ptr<http::EventStream> follow_job(const std::string& id,
                                                std::optional<Position> from);

  // Ends all streams, and those that come later. Wakes no listener afterwards: what runs them may
  // be on its way out.
  void stop();

 private:
  friend class EventFeed;

  Position present();
  void tell_models(Batch& batch);
  std::shared_ptr<const Batch> batch_after(const Position& from);
  void add(class EventFeed* feed);
  void remove(class EventFeed* feed);
  bool is_stopped();
  void poll(std::stop_token stop);

  studio::Studio& studio_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::set<class EventFeed*> feeds_;  // guarded by mutex_
  bool stopped_ = false;              // guarded by mutex_
  std::mutex batch_mutex_;
  std::shared_ptr<const Batch> batch_;  // the latest; guarded by batch_mutex_
  std::jthread poller_;                 // last: ends before what it uses
};

}  // namespace musicgen::api
