#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include "kernels/core/stream.h"

namespace cantus {
namespace {

constexpr std::size_t kAlignment = 64;  // one cache line, one AVX-512 register

struct HostWork final : RecordedWork {
  explicit HostWork(std::function<void()> w) : work(std::move(w)) {}
  void run() override { work(); }
  std::function<void()> work;
};

struct HostMark final : StreamMark {
  void set() override {}
  void wait() override {}
};

class HostStream final : public Stream {
 public:
  void* handle() const override { return nullptr; }
  bool is_host() const override { return true; }

  std::size_t free_bytes() const override { return std::numeric_limits<std::size_t>::max(); }
  void* allocate(std::size_t bytes) override {
    const std::size_t padded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    void* memory = std::aligned_alloc(kAlignment, padded);
    if (memory == nullptr) throw std::bad_alloc();
    return std::memset(memory, 0, padded);
  }
  void release(void* memory) override { std::free(memory); }
  void* allocate_pinned(std::size_t bytes) override { return allocate(bytes); }
  void release_pinned(void* memory) override { release(memory); }

  void copy(void* to, const void* from, std::size_t bytes) override {
    if (bytes > 0) std::memmove(to, from, bytes);  // of nothing, an address may be null
  }
  void synchronize() override {}
  std::unique_ptr<StreamMark> make_mark() override { return std::make_unique<HostMark>(); }
  void begin_after(StreamMark&) override {}
  std::unique_ptr<Stream> make_sibling() const override { return std::make_unique<HostStream>(); }

  std::unique_ptr<RecordedWork> record(const std::function<void()>& work) override {
    return std::make_unique<HostWork>(work);
  }
};

}  // namespace

std::unique_ptr<Stream> make_host_stream() { return std::make_unique<HostStream>(); }

}  // namespace cantus
