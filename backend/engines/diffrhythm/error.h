#pragma once
// What can go wrong in the numeric rooms, which build without the rest of the product. The engine
// above turns it into musicgen::Error.

#include <stdexcept>
#include <string>

namespace musicgen::diffrhythm {

enum class Fault {
  bad_checkpoint,  // a model file that is damaged, hostile, or not what it should be
  bad_input,       // shapes or values that the model can't take
  unsupported,     // something that this build or machine can't do
  cancelled,
};

class NeuralError : public std::runtime_error {
 public:
  // what: one sentence in the user's words.
  NeuralError(Fault fault, const std::string& what) : std::runtime_error(what), fault_(fault) {}

  Fault fault() const { return fault_; }

 private:
  Fault fault_;
};

}  // namespace musicgen::diffrhythm
