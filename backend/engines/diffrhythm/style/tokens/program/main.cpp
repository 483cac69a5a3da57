// musicgen-tokens MODEL: reads a style prompt from standard input and prints its token ids.
//
// A program of its own because SentencePiece carries a copy of Protocol Buffers that can't share a
// process with the one that libtorch loads (Debian's crash at start).

#include <cstdio>
#include <exception>
#include <iostream>
#include <iterator>
#include <string>

#include "engines/diffrhythm/style/tokens/tokenizer.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: musicgen-tokens sentencepiece.bpe.model < prompt\n", stderr);
    return 2;
  }
  try {
    const musicgen::diffrhythm::Tokenizer tokenizer(arguments[1]);
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    for (const std::int64_t id : tokenizer.ids_of(text)) std::cout << id << '\n';
    return std::cout.flush() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
