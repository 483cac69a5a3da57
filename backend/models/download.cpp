#include "models/download.h"

#include <cerrno>
#include <charconv>
#include <list>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"
#include "models/journal.h"
#include "models/trouble.h"

namespace musicgen::models {
namespace fs = std::filesystem;
namespace {

constexpr int kPollMilliseconds = 100;
constexpr std::uint64_t kNoteBytes = 1 << 20;  // lost at most, per connection, by a kill

fs::path journal_of(const fs::path& target) {
  return target.string() + ".journal";
}

// The half-made file, in its full size from the start, so that a full disk shows at once.
class HalfMadeFile {
 public:
  HalfMadeFile(const fs::path& path, std::uint64_t bytes)
      : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    if (descriptor_ < 0) fail("open");
    if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) fail("ftruncate");
    const bool reserved = ::fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes)) == 0;
    if (!reserved && errno == ENOSPC) fail("fallocate");
  }
  ~HalfMadeFile() { ::close(descriptor_); }
  HalfMadeFile(const HalfMadeFile&) = delete;
  HalfMadeFile& operator=(const HalfMadeFile&) = delete;

  void write(const char* bytes, std::size_t count, std::uint64_t at) {
    while (count > 0) {
      const ssize_t written = ::pwrite(descriptor_, bytes, count, static_cast<off_t>(at));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("write");
      bytes += written;
      at += static_cast<std::uint64_t>(written);
      count -= static_cast<std::size_t>(written);
    }
  }

  void sync() {
    if (::fdatasync(descriptor_) != 0) fail("fdatasync");
  }

 private:
  [[noreturn]] static void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
  }
  int descriptor_;
};

// "bytes 0-99/1234"
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t total = 0;
};

std::optional<ContentRange> range_in(const std::string& text) {
  ContentRange range;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto skip = [&](std::string_view word) {
    if (!std::string_view(at, static_cast<std::size_t>(end - at)).starts_with(word)) return false;
    at += word.size();
    return true;
  };
  const auto number = [&](std::uint64_t& value) {
    const auto [stop, error] = std::from_chars(at, end, value);
    at = stop;
    return error == std::errc();
  };
  const bool good = skip("bytes ") && number(range.first) && skip("-") && number(range.last) &&
                    skip("/") && number(range.total) && at == end;
  return good ? std::optional(range) : std::nullopt;
}

// One connection at work on one piece.
struct Transfer {
  HalfMadeFile& file;
  Journal& journal;
  std::size_t piece;
  bool ranged;  // asks for its piece only

  std::uint64_t received;  // of the piece
  std::uint64_t noted;
  bool checked = false;
  bool ignores_ranges = false;
  std::string refusal;         // why the answer is of no use
  std::exception_ptr failure;  // of our own disk
  AnswerHead head;
  HeaderLines lines;
  Easy easy;

  Transfer(HalfMadeFile& to, Journal& kept, std::size_t which, bool with_range,
           const Target& target)
      : file(to), journal(kept), piece(which), ranged(with_range) {
    received = noted = ranged ? journal.received(piece) : 0;
    easy = easy_for(target, lines, head);
    CURL* const curl = easy.get();
    if (ranged) curl_easy_setopt(curl, CURLOPT_RANGE, range().c_str());
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, this);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  std::uint64_t position() const { return journal.start_of(piece) + received; }
  bool is_done() const { return received == journal.bytes_of(piece); }

  std::string range() const {
    return fmt::format("{}-{}", position(), journal.start_of(piece) + journal.bytes_of(piece) - 1);
  }

  static std::size_t take(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    try {
      return transfer.take_bytes(bytes, size * count) ? size * count : CURL_WRITEFUNC_ERROR;
    } catch (...) {
      transfer.failure = std::current_exception();
      return CURL_WRITEFUNC_ERROR;
    }
  }

  bool take_bytes(const char* bytes, std::size_t count) {
    if (!checked && !check_head()) return false;
    checked = true;
    if (head.status != 200 && head.status != 206) return true;  // the text of an error
    if (received + count > journal.bytes_of(piece)) {
      refusal = "the server sends more bytes than the file has";
      return false;
    }
    file.write(bytes, count, position());
    received += count;
    if (is_done()) file.sync();
    if (ranged && (is_done() || received - noted >= kNoteBytes)) note();
    return true;
  }

  void note() {
    if (received == noted) return;
    journal.note(piece, received);
    noted = received;
  }

  // Whether what comes is what was asked for.
  bool check_head() {
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    head.status = static_cast<int>(status);
    if (status == 200 && ranged) {
      ignores_ranges = true;
      return false;
    }
    if (status != 206) return true;
    const auto range = range_in(head.field("content-range"));
    const std::uint64_t total =
        journal.start_of(journal.pieces() - 1) + journal.bytes_of(journal.pieces() - 1);
    if (!ranged || !range || range->first != position()) {
      refusal = "the server sends another part of the file than it was asked for";
    } else if (range->total != total) {
      refusal = fmt::format("the file has {} bytes at the server, but {} by the hub's account",
                            range->total, total);
    }
    return refusal.empty();
  }
};

class Multi {
 public:
  Multi() : multi_(curl_multi_init()) {
    if (multi_ == nullptr) throw OutOfMemory("The machine ran out of memory.");
  }
  ~Multi() { curl_multi_cleanup(multi_); }
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  void add(Transfer& transfer) { curl_multi_add_handle(multi_, transfer.easy.get()); }
  void remove(Transfer& transfer) { curl_multi_remove_handle(multi_, transfer.easy.get()); }

  void work() {
    int running = 0;
    curl_multi_perform(multi_, &running);
    curl_multi_poll(multi_, nullptr, 0, kPollMilliseconds, nullptr);
    curl_multi_perform(multi_, &running);
  }

  struct Ended {
    Transfer* transfer;
    CURLcode code;
  };
  std::optional<Ended> next_ended() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      char* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      return Ended{reinterpret_cast<Transfer*>(transfer), message->data.result};
    }
    return std::nullopt;
  }

 private:
  CURLM* multi_;
};

class Download {
 public:
  Download(const HubFile& file, const fs::path& target, const DownloadOptions& options)
      : source_(file),
        target_(target),
        connections_(options.connections),
        file_(target, file.bytes),
        patience_(target.filename().string()) {
    open_journal(options.piece_bytes);
  }
  ~Download() {
    for (Transfer& transfer : transfers_) multi_.remove(transfer);
  }

  void run(const std::function<void(std::uint64_t)>& received, const std::stop_token& stop) {
    while (true) {
      begin_transfers();
      if (transfers_.empty() && !next_piece()) break;
      multi_.work();
      while (const auto ended = multi_.next_ended()) end(*ended);
      if (received) received(received_bytes());
      if (stop.stop_requested()) note_all();
      throw_if_stopped(stop);
    }
    if (received) received(source_.bytes);
  }

 private:
  void open_journal(std::uint64_t piece_bytes) {
    journal_.emplace(journal_of(target_), source_.checksum, source_.bytes, piece_bytes);
  }

  std::uint64_t received_bytes() const {
    std::uint64_t sum = journal_->received();
    for (const Transfer& transfer : transfers_) sum += transfer.received - transfer.noted;
    return sum;
  }

  bool is_in_work(std::size_t piece) const {
    return std::any_of(transfers_.begin(), transfers_.end(),
                       [&](const Transfer& transfer) { return transfer.piece == piece; });
  }

  std::optional<std::size_t> next_piece() const {
    for (std::size_t piece = 0; piece < journal_->pieces(); ++piece) {
      const bool done = journal_->received(piece) == journal_->bytes_of(piece);
      if (!done && !is_in_work(piece)) return piece;
    }
    return std::nullopt;
  }

  void begin_transfers() {
    if (std::chrono::steady_clock::now() < patience_.next_try()) return;
    while (static_cast<int>(transfers_.size()) < connections_) {
      const auto piece = next_piece();
      if (!piece) return;
      multi_.add(transfers_.emplace_back(file_, *journal_, *piece, ranged_, source_.target));
    }
  }

  void end(const Multi::Ended& ended) {
    Transfer& transfer = *ended.transfer;
    multi_.remove(transfer);
    if (transfer.failure) std::rethrow_exception(transfer.failure);
    judge(transfer, ended.code);
    transfers_.remove_if([&](const Transfer& one) { return &one == &transfer; });
    if (go_without_ranges_) start_without_ranges();
  }

  void judge(Transfer& transfer, CURLcode code) {
    if (!transfer.refusal.empty()) {
      patience_.fail({.reason = transfer.refusal, .passes = false});
    }
    if (transfer.ignores_ranges) {
      go_without_ranges_ = ranged_;
      return;
    }
    long status = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    transfer.head.status = static_cast<int>(status);
    const bool answered = code == CURLE_OK && !is_passing(transfer.head.status);
    if (answered) {
      refuse_status(transfer.head.status, target_.filename().string(),
                    !source_.target.bearer.empty());
    }
    if (ranged_) {
      transfer.note();
    } else if (transfer.is_done()) {
      journal_->note(transfer.piece, transfer.received);
    }
    if (transfer.is_done()) {
      patience_.reset();
      return;
    }
    // Without ranges a broken connection begins anew, so that bytes that came are no progress.
    if (ranged_ && journal_->received() > received_at_failure_) patience_.reset();
    received_at_failure_ = journal_->received();
    patience_.fail(answered ? Trouble{.reason = "the connection was cut"}
                            : trouble_of(code, transfer.head));
  }

  void start_without_ranges() {
    log::info("{}: the server knows no ranges", target_.filename().string());
    go_without_ranges_ = false;
    ranged_ = false;
    connections_ = 1;
    for (Transfer& transfer : transfers_) multi_.remove(transfer);
    transfers_.clear();
    journal_.reset();
    open_journal(source_.bytes);
  }

  void note_all() {
    if (!ranged_) return;
    for (Transfer& transfer : transfers_) transfer.note();
  }

  const HubFile& source_;
  const fs::path& target_;
  int connections_;
  bool ranged_ = true;
  bool go_without_ranges_ = false;
  HalfMadeFile file_;
  Patience patience_;
  std::uint64_t received_at_failure_ = 0;
  std::optional<Journal> journal_;
  Multi multi_;
  std::list<Transfer> transfers_;
};

}  // namespace

void download(const HubFile& file, const fs::path& target,
              const std::function<void(std::uint64_t)>& received, const std::stop_token& stop,
              const DownloadOptions& options) {
  if (downloaded_bytes(file, target, options) == 0) forget_download(target);
  Download(file, target, options).run(received, stop);
}

std::uint64_t downloaded_bytes(const HubFile& file, const fs::path& target,
                               const DownloadOptions& options) {
  std::error_code error;
  const bool fits = fs::exists(journal_of(target), error) && fs::is_regular_file(target, error) &&
                    fs::file_size(target, error) == file.bytes;
  if (!fits) return 0;
  return Journal(journal_of(target), file.checksum, file.bytes, options.piece_bytes).received();
}

void forget_download(const fs::path& target) {
  fs::remove(target);
  fs::remove(journal_of(target));
}

}  // namespace musicgen::models
