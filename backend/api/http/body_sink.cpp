#include "api/http/body_sink.h"

#include <cerrno>
#include <charconv>
#include <fstream>
#include <system_error>

#include <fmt/ranges.h>

#include "api/http/multipart.h"
#include "base/error.h"
#include "base/text.h"

namespace musicgen::api::http {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRoomForForm = 64 << 10;

// Old browsers send whole paths as file names.
std::string name_for_people(std::string_view file_name) {
  const std::size_t slash = file_name.find_last_of("/\\");
  if (slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
  return first_characters(clean_text(file_name), 255);
}

void check_disk(const Request& head, const fs::path& folder) {
  const std::string_view announced = head.headers.get("Content-Length");
  std::uint64_t bytes = 0;
  std::from_chars(announced.data(), announced.data() + announced.size(), bytes);
  if (bytes <= free_bytes(folder)) return;
  throw StorageFull("The disk has no room for this file.")
      .advise("Free some space, or set MUSICGEN_HOME to a folder on another disk.");
}

// Counts what comes and refuses what is too much.
class Allowance {
 public:
  Allowance(std::string_view what, std::uint64_t limit) : what_(what), limit_(limit) {}

  void use(std::size_t bytes) {
    used_ += bytes;
    if (used_ <= limit_) return;
    throw PayloadTooLarge(fmt::format("{} is larger than {}.", what_, size_text(limit_)));
  }
  std::uint64_t used() const { return used_; }

 private:
  std::string_view what_;
  std::uint64_t limit_;
  std::uint64_t used_ = 0;
};

class TextBody final : public BodySink {
 public:
  explicit TextBody(const Route& route) : allowance_("The body", max_body_of(route)) {}

  void write(std::string_view bytes) override {
    allowance_.use(bytes.size());
    text_ += bytes;
  }
  void finish(Request& request) override { request.body = std::move(text_); }

 private:
  Allowance allowance_;
  std::string text_;
};

class FileBody final : public BodySink {
 public:
  FileBody(const Request& head, const Route& route, const fs::path& scratch_folder)
      : route_(route), body_("The body", max_body_of(route)), file_("The file", route.max_body) {
    const std::string_view content_type = head.headers.get("Content-Type");
    if (media_type_in(content_type) == "multipart/form-data") {
      form_.emplace(boundary_of(content_type),
                    PartHandler{.begin = [this](const PartHeader& part) { begin(part); },
                                .data = [this](std::string_view bytes) { store(bytes); },
                                .end = [] {}});
    } else {
      take_type(media_type_in(content_type));
      has_file_ = true;
    }
    check_disk(head, scratch_folder);
    upload_.folder = std::make_shared<const ScratchFolder>(scratch_folder);
    upload_.file = upload_.folder->path() / "upload";
    errno = 0;
    out_.open(upload_.file, std::ios::binary);
    if (!out_) throw std::system_error(errno, std::generic_category(), "open");
  }

  void write(std::string_view bytes) override {
    body_.use(bytes.size());
    if (form_) {
      form_->feed(bytes);
    } else {
      store(bytes);
    }
  }

  void finish(Request& request) override {
    if (form_) form_->finish();
    if (!has_file_) {
      throw InvalidParameter("The form has no file.")
          .at("/file")
          .advise("Send the file as the field \"file\", or as the body itself.");
    }
    if (file_.used() == 0) throw InvalidParameter("The file is empty.").at("/file");
    errno = 0;
    out_.close();
    if (!out_) throw std::system_error(errno, std::generic_category(), "write");
    upload_.bytes = file_.used();
    request.upload = std::move(upload_);
  }

 private:
  void begin(const PartHeader& part) {
    if (part.name != "file") {
      const std::string name = first_characters(clean_text(part.name), 100);
      throw InvalidParameter(fmt::format("There is no field {}.", name))
          .at("/" + name)
          .advise("Known fields: file.");
    }
    if (has_file_) throw InvalidParameter("Only one file can be sent at once.").at("/file");
    take_type(part.content_type);
    has_file_ = true;
    upload_.file_name = name_for_people(part.file_name);
  }

  void take_type(const std::string& media_type) {
    const auto fits = [&](const std::string& taken) { return media_type.starts_with(taken); };
    if (!media_type.empty() && std::none_of(route_.takes.begin(), route_.takes.end(), fits)) {
      throw UnsupportedMediaType(fmt::format("Bodies of the type \"{}\" are not taken here.",
                                             first_characters(clean_text(media_type), 100)))
          .advise(fmt::format("Send {}, or multipart/form-data.", fmt::join(route_.takes, ", ")));
    }
    upload_.content_type = media_type;
  }

  void store(std::string_view bytes) {
    file_.use(bytes.size());
    errno = 0;
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out_) throw std::system_error(errno, std::generic_category(), "write");
  }

  const Route& route_;
  Allowance body_;
  Allowance file_;
  Upload upload_;
  std::optional<MultipartParser> form_;
  bool has_file_ = false;
  std::ofstream out_;
};

}  // namespace

std::unique_ptr<BodySink> open_body(const Request& head, const Route& route,
                                    const fs::path& scratch_folder) {
  if (route.body == BodyUse::file) {
    return std::make_unique<FileBody>(head, route, scratch_folder);
  }
  return std::make_unique<TextBody>(route);
}

std::uint64_t max_body_of(const Route& route) {
  return route.max_body + (route.body == BodyUse::file ? kRoomForForm : 0);
}

std::string size_text(std::uint64_t bytes) {
  return bytes >= 1 << 20 ? fmt::format("{} MB", bytes >> 20) : fmt::format("{} bytes", bytes);
}

}  // namespace musicgen::api::http
