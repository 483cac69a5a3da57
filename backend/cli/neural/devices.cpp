#include "cli/neural/devices.h"

#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <torch/version.h>

#include "engines/diffrhythm/checkpoint/torch_device.h"
#include "engines/diffrhythm/dit/products.h"

namespace musicgen::cli {
namespace {

// Names and precisions as the parameters `device` and `precision` have them.
struct Found {
  std::string name;
  bool usable = false;
  std::vector<std::string> precisions;
};

bool can_use(const std::string& name) {
  try {
    diffrhythm::torch_device(name);
    return true;
  } catch (const diffrhythm::NeuralError&) {
    return false;
  }
}

std::vector<Found> find_devices() {
  std::vector<Found> found = {{.name = "cpu", .usable = true, .precisions = {"fp32", "bf16"}},
                              {.name = "cuda", .precisions = {"fp16", "bf16", "fp32"}},
                              {.name = "mps", .precisions = {"fp16", "fp32"}}};
  if (diffrhythm::has_int8()) found.front().precisions.emplace_back("int8");
  for (Found& device : found) device.usable = can_use(device.name);
  return found;
}

std::string joined(const std::vector<std::string>& words, const std::string& mark) {
  std::string all;
  for (const std::string& word : words) {
    if (!all.empty()) all += ", ";
    all.append(mark).append(word).append(mark);
  }
  return all;
}

void print_json(std::ostream& out, const std::vector<Found>& devices, const char* chosen) {
  out << R"({"libtorch": ")" << TORCH_VERSION << R"(", "chosen": ")" << chosen
      << R"(", "devices": [)";
  const char* between = "";
  for (const Found& device : devices) {
    out << between << R"({"name": ")" << device.name << R"(", "usable": )"
        << (device.usable ? "true" : "false") << R"(, "precisions": [)"
        << (device.usable ? joined(device.precisions, "\"") : "") << "]}";
    between = ", ";
  }
  out << "]}\n";
}

}  // namespace

void print_devices(std::ostream& out, bool json) {
  const std::vector<Found> devices = find_devices();
  const char* chosen = at::hasCUDA() ? "cuda" : "cpu";  // as sing/loaded_model chooses
  if (json) return print_json(out, devices, chosen);
  out << "libtorch " << TORCH_VERSION << "\n";
  for (const Found& device : devices) {
    out << device.name << ": " << (device.usable ? joined(device.precisions, "") : "not here")
        << (device.name == "mps" && device.usable ? " (unverified)" : "") << "\n";
  }
  out << "auto: " << chosen << "\n";
}

}  // namespace musicgen::cli
