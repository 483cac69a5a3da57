#pragma once
// For a loop that is worth compiling for each kind of processor; the one that fits is chosen when
// the program starts. Sanitizers can't start under the choosing function.

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define MUSICGEN_EACH_PROCESSOR \
  __attribute__((target_clones("arch=skylake-avx512", "avx2", "default")))
// Without fused products: to the last bit the same on every processor.
#define MUSICGEN_EACH_PROCESSOR_ALIKE __attribute__((target_clones("avx2", "default")))
#else
#define MUSICGEN_EACH_PROCESSOR
#define MUSICGEN_EACH_PROCESSOR_ALIKE
#endif
