#pragma once

namespace musicgen::cli {

// musicgen-neural worker [--home DIR] [--only JOB]: does the queue's jobs for DiffRhythm until it
// is told to end, or one of them until that is finished. Returns the exit code.
int neural_worker(int count, char** words);

}  // namespace musicgen::cli
