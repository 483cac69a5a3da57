#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace musicgen::bench {

struct Cost {
  double seconds = 0;  // wall clock
  double cpu_seconds = 0;
  double peak_mb = 0;
};

// Runs work in a child process of its own, so that its peak memory is its own too.
template <class Work>
Cost cost_of(const Work& work) {
  std::fflush(stdout);  // what is still in the buffer is not the child's to write
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    try {
      work();
      ::_exit(0);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ::_exit(1);
    }
  }
  int status = 0;
  struct rusage usage {};
  ::wait4(child, &status, 0, &usage);
  if (status != 0) throw std::runtime_error("the measured work failed");
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) * 1e-6; };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          seconds(usage.ru_utime) + seconds(usage.ru_stime), double(usage.ru_maxrss) / 1024};
}

// Runs the program to its end with its output thrown away; use it inside cost_of.
inline void run_program(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (std::freopen("/dev/null", "w", stdout) == nullptr) throw std::runtime_error("freopen failed");
  ::execvp(arguments[0], arguments.data());
  throw std::runtime_error("can't run " + words[0]);
}

inline double median_of(std::vector<Cost> costs, double Cost::*what) {
  std::sort(costs.begin(), costs.end(),
            [what](const Cost& a, const Cost& b) { return a.*what < b.*what; });
  return costs[costs.size() / 2].*what;
}

inline Cost median(std::vector<Cost> costs) {
  std::sort(costs.begin(), costs.end(),
            [](const Cost& a, const Cost& b) { return a.seconds < b.seconds; });
  return costs[costs.size() / 2];
}

}  // namespace musicgen::bench
