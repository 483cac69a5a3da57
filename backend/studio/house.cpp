#include "studio/house.h"

namespace musicgen::studio {

House::House(const Config& config)
    : engines_(config),
      library_((prepare_home(config), library::open_library(config))),
      queue_(jobs::open_queue(config)),
      studio_{config, engines_, *library_, *queue_} {}

}  // namespace musicgen::studio
