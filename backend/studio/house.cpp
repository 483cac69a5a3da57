#include "studio/house.h"

#include "base/files.h"
#include "base/log.h"

namespace musicgen::studio {

void clean_up(const Config& config) {
  const std::size_t removed =
      remove_leftovers(config.output_folder()) + remove_leftovers(config.scratch_folder());
  if (removed > 0) log::info("removed {} half-made files of an earlier run", removed);
}

House::House(const Config& config, std::shared_ptr<diffrhythm::Singer> singer)
    : engines_(config, std::move(singer)),
      library_((prepare_home(config), library::open_library(config))),
      queue_(jobs::open_queue(config)),
      studio_{config, engines_, *library_, *queue_} {
  clean_up(config);
}

}  // namespace musicgen::studio
