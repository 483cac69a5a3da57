#include "engines/composer/sound/worker_pool.h"

#include "engines/composer/sound/denormals.h"

namespace musicgen::composer {

WorkerPool::WorkerPool(int threads) {
  const auto wanted = threads > 0 ? static_cast<unsigned>(threads)
                                  : std::max(1u, std::thread::hardware_concurrency());
  for (unsigned i = 1; i < wanted; ++i) threads_.emplace_back([this] { help(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  started_.notify_all();
}

void WorkerPool::run(std::size_t count, const std::function<void(std::size_t)>& work) {
  {
    const std::lock_guard lock(mutex_);
    work_ = &work;
    count_ = count;
    next_ = 0;
    helping_ = threads_.size();
    ++round_;
  }
  started_.notify_all();
  take_items();
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [this] { return helping_ == 0; });
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void WorkerPool::help() {
  std::size_t seen = 0;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      started_.wait(lock, [&] { return closing_ || round_ != seen; });
      if (closing_) return;
      seen = round_;
    }
    take_items();
    const std::lock_guard lock(mutex_);
    if (--helping_ == 0) finished_.notify_one();
  }
}

void WorkerPool::take_items() {
  const FlushDenormals guard;
  for (std::size_t i = next_++; i < count_; i = next_++) {
    try {
      (*work_)(i);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
  }
}

}  // namespace musicgen::composer
