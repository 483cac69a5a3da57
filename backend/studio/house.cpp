#include "studio/house.h"

namespace musicgen::studio {

House::House(const Config& config, std::shared_ptr<diffrhythm::Singer> singer)
    : engines_(config, std::move(singer)),
      library_((prepare_home(config), library::open_library(config))),
      queue_(jobs::open_queue(config)),
      studio_{config, engines_, *library_, *queue_} {}

}  // namespace musicgen::studio
