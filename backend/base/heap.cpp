#include "base/heap.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace musicgen {

void return_large_buffers_at_once() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 512 << 10);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 20);
#endif
}

}  // namespace musicgen
