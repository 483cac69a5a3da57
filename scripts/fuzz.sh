#!/usr/bin/env bash
# Builds the fuzzers with clang and feeds each for a short while, as many at a time as there are
# cores. What one finds is kept in build/fuzz/findings, and the script fails.
#   scripts/fuzz.sh [SECONDS [NAME...]]     25 seconds, all fuzzers
# FUZZ_RUNS=3000 tries 3,000 inputs that come from one seed, as a test must, as far as the seconds
# allow; otherwise the inputs are others each time and build on those of before.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-25}
names=("${@:2}")
[[ ${#names[@]} -gt 0 ]] || names=(audio_fuzz loop_finder_fuzz multipart_fuzz request_fuzz brief_fuzz)

mkdir -p build/fuzz/findings
cmake -B build/fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" -DBUILD_TESTING=OFF -DMUSICGEN_FUZZ=ON \
  -DMUSICGEN_SANITIZE=address,undefined,fuzzer-no-link >build/fuzz/configure.log 2>&1 ||
  { cat build/fuzz/configure.log >&2; exit 1; }
cmake --build build/fuzz --target "${names[@]}"

# Sound in every format to begin with: chance alone finds no header of an audio file.
seeds=build/fuzz/seeds
mkdir -p "${names[@]/#/$seeds/}"
if [[ " ${names[*]} " == *" audio_fuzz "* && ! -f $seeds/audio_fuzz/seed.m4a ]]; then
  for format in wav mp3 flac ogg opus m4a; do
    ffmpeg -v error -y -f lavfi -i "sine=330:duration=0.2" -metadata title=Seed -ar 48000 \
      "$seeds/audio_fuzz/seed.$format"
  done
fi

# A safetensors file and lyrics of both kinds, for the same reason.
if [[ -d $seeds/checkpoint_fuzz ]]; then
  { printf '\x40\0\0\0\0\0\0\0'
    printf '%-64s' '{"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]}}'
    printf '12345678'; } >"$seeds/checkpoint_fuzz/seed.safetensors"
fi
if [[ -d $seeds/lyrics_fuzz ]]; then
  printf '[00:10.00]Moonlight spills 1999\n[00:13.20]月光 shadow\n[00:17.00]\n' >"$seeds/lyrics_fuzz/seed.lrc"
  printf '[verse]\nMoonlight, it'\''s late\n\n[chorus]\n中国\n' >"$seeds/lyrics_fuzz/seed.txt"
fi

feed() {
  local name=$1 log=build/fuzz/$1.log corpus=build/fuzz/corpus/$1 which=()
  if [[ -n ${FUZZ_RUNS:-} ]]; then
    corpus=build/fuzz/corpus/$1.again
    rm -rf "$corpus"
    which=(-seed=1 -runs="$FUZZ_RUNS")
  fi
  mkdir -p "$corpus"
  if "build/fuzz/bin/$name" "${which[@]}" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 \
    -max_len=65536 -artifact_prefix="build/fuzz/findings/$name-" -print_final_stats=1 \
    "$corpus" "build/fuzz/seeds/$name" >"$log" 2>&1; then
    echo "$name: $(grep -o 'executed_units.*' "$log" | grep -o '[0-9]*') inputs"
  else
    tail -n 40 "$log" >&2
    echo "$name failed; what did it lies in build/fuzz/findings" >&2
    return 1
  fi
}
export -f feed
export seconds
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I NAME bash -c 'feed NAME'
