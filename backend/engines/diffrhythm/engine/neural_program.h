#pragma once
// The program that hosts a Singer, beside the running one.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace musicgen::diffrhythm {

// Nothing where it isn't.
std::optional<std::filesystem::path> find_neural_program();

struct NeuralDevice {
  std::string name;  // "cpu", "cuda", "mps"
  bool usable = false;
  std::vector<std::string> precisions;  // the best first
};
BOOST_DESCRIBE_STRUCT(NeuralDevice, (), (name, usable, precisions))

// What `musicgen-neural devices` says of this machine.
struct NeuralFacts {
  std::string libtorch;  // "1.13.1"
  std::string chosen;    // the device that "auto" means
  std::vector<NeuralDevice> devices;
};
BOOST_DESCRIBE_STRUCT(NeuralFacts, (), (libtorch, chosen, devices))

// Asks the program, which loads libtorch. Throws EngineUnavailable where it can't say.
NeuralFacts ask_neural_program(const std::filesystem::path& program);

// The same of find_neural_program(), remembered until that file changes; safe from any thread.
// Nothing where the program isn't or can't say, which is logged.
std::optional<NeuralFacts> neural_facts();

}  // namespace musicgen::diffrhythm
