#pragma once
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace musicgen::composer {

// A few threads that share out the items of one list after another. The calling thread is one of
// them, so that a pool of one starts no thread at all. Denormals are flushed while they work.
class WorkerPool {
 public:
  // `threads` 0: as many as the machine has cores.
  explicit WorkerPool(int threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Calls `work` once with each index below `count`, on any thread and in any order, and returns
  // when all are done. The first error is thrown again here.
  void run(std::size_t count, const std::function<void(std::size_t)>& work);

 private:
  void help();
  void take_items();

  std::mutex mutex_;
  std::condition_variable started_;
  std::condition_variable finished_;
  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t count_ = 0;
  std::atomic<std::size_t> next_{0};
  std::size_t round_ = 0;
  std::size_t helping_ = 0;
  bool closing_ = false;
  std::exception_ptr error_;
  std::vector<std::jthread> threads_;
};

}  // namespace musicgen::composer
