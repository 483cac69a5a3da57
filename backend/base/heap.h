#pragma once

namespace musicgen {

// Lets large buffers go back to the system as soon as they are freed. glibc by itself raises the
// size from which it does so, and the holes that notes of all lengths leave in its heap then grow
// with the length of a song. Call it once, first in main. Large is from half a megabyte on: taking
// a smaller one from the system anew, with a page fault for every 4 kB, costs more than it saves.
void return_large_buffers_at_once();

}  // namespace musicgen
