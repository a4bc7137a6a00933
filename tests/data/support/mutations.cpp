#include "tests/data/support/mutations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <utility>

#include "kernels/core/error.h"
#include "tests/data/support/added_memory.h"

namespace cantus {
namespace {

constexpr double kLongestRead_s = 10;
constexpr long kMostMemory_kb = 1 << 20;

class Mutation {
 public:
  Mutation(std::string bytes, unsigned seed) : bytes_(std::move(bytes)), random_(seed) {}

  std::string result() {
    for (std::size_t left = 1 + below(4); left > 0; --left) (this->*one_of(kAccidents))();
    return bytes_;
  }

 private:
  using Accident = void (Mutation::*)();

  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  // Short pieces are as likely as long ones, because most of what matters is a short field.
  std::size_t length() { return below(std::size_t{1} << below(12)); }
  template <typename T, std::size_t num>
  T one_of(const T (&list)[num]) {
    return list[below(num)];
  }

  void flip_bit() {
    if (!bytes_.empty()) bytes_[below(bytes_.size())] ^= static_cast<char>(1 << below(8));
  }
  void replace_byte() {
    constexpr char kSigns[] = "\0\x01\x7f\x80\xff\n\r\t \"'[]{}(),;:.-+=#\\/e";
    if (!bytes_.empty()) bytes_[below(bytes_.size())] = one_of(kSigns);
  }
  void replace_binary_number() {
    const std::size_t width = std::size_t{1} << below(4);
    if (bytes_.size() < width) return;
    const std::uint64_t size = bytes_.size();
    const std::uint64_t numbers[] = {0,
                                     1,
                                     size - 1,
                                     size,
                                     size + 1,
                                     0x7fff,
                                     0x8000,
                                     0xffff,
                                     0x7fffffff,
                                     0x80000000,
                                     0xffffffff,
                                     ~std::uint64_t{0},
                                     ~std::uint64_t{0} >> 1,
                                     random_()};
    const std::uint64_t number = one_of(numbers);
    const std::size_t at = below(bytes_.size() - width + 1);
    const bool is_big_endian = below(2) == 1;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t place = is_big_endian ? width - 1 - i : i;
      bytes_[at + place] = static_cast<char>(number >> (8 * i));
    }
  }
  void replace_written_number() {
    constexpr const char* kNumbers[] = {"",     "-1",   "1e999", "nan",  "inf",
                                        "0x10", "1e-9", "1e18",  "-0.0", "99999999999999999999"};
    constexpr const char* kDigits = "0123456789.";
    const std::size_t first = bytes_.find_first_of(kDigits, below(bytes_.size()));
    if (first == std::string::npos) return;
    const std::size_t last = std::min(bytes_.find_first_not_of(kDigits, first), bytes_.size());
    bytes_.replace(first, last - first, one_of(kNumbers));
  }
  void lose_piece() {
    if (!bytes_.empty()) bytes_.erase(below(bytes_.size()), length());
  }
  void repeat_piece() {
    const std::string piece = bytes_.substr(below(bytes_.size()), length());
    std::size_t times = 1 + below(3);
    if (piece.size() <= 2 && below(4) == 0) times = 2000;  // nests openings of lists or groups
    const std::size_t at = below(bytes_.size() + 1);
    for (; times > 0; --times) bytes_.insert(at, piece);
  }
  void move_piece() {
    const std::size_t at = below(bytes_.size());
    const std::string piece = bytes_.substr(at, length());
    bytes_.erase(at, piece.size());
    bytes_.insert(below(bytes_.size() + 1), piece);
  }
  void cut_end() { bytes_.resize(below(bytes_.size() + 1)); }

  static constexpr Accident kAccidents[] = {
      &Mutation::flip_bit,
      &Mutation::replace_byte,
      &Mutation::replace_binary_number,
      &Mutation::replace_written_number,
      &Mutation::lose_piece,
      &Mutation::repeat_piece,
      &Mutation::move_piece,
      &Mutation::cut_end,
  };

  std::string bytes_;
  std::mt19937_64 random_;
};

int times_asked_for() {
  const char* asked = std::getenv("CANTUS_MUTATIONS");
  return asked == nullptr ? 1 : std::atoi(asked);
}

void expect_survives(const std::filesystem::path& path,
                     const std::function<void(const std::filesystem::path&)>& read) {
  const auto start = std::chrono::steady_clock::now();
  try {
    read(path);
  } catch (const Error& error) {
    EXPECT_NE(error.code(), Exit::kSoftware) << error.what();
    EXPECT_NE(error.code(), Exit::kOsError) << error.what();
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  EXPECT_LT(taken.count(), kLongestRead_s);
}

}  // namespace

std::string mutated(std::string bytes, unsigned seed) {
  return Mutation(std::move(bytes), seed).result();
}

void expect_survives_mutations(const std::string& name, const std::string& good, int num_mutations,
                               const std::function<void(const std::filesystem::path&)>& read) {
  const Scratch scratch;
  ASSERT_FALSE(good.empty());
  ASSERT_NO_THROW(read(scratch.file(name, good))) << "what is mutated was read before";
  const int last = num_mutations * times_asked_for();
  const long added_kb = added_memory_kb([&] {
    for (int seed = 1; seed <= last && !::testing::Test::HasFailure(); ++seed) {
      SCOPED_TRACE(name + ", seed " + std::to_string(seed));
      expect_survives(scratch.file(name, mutated(good, static_cast<unsigned>(seed))), read);
    }
  });
  EXPECT_LT(added_kb, kMostMemory_kb);
}

}  // namespace cantus
