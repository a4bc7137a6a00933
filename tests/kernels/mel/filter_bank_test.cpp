#include "kernels/mel/filter_bank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/reference/mel_reference.h"
#include "tests/support/expect_error.h"

namespace cantus::testing {
namespace {

std::vector<int> weights_per_band(const FilterBank& bank) {
  std::vector<int> counts;
  for (std::int64_t b = 0; b < bank.num_bands(); ++b)
    counts.push_back(bank.offset[b + 1] - bank.offset[b]);
  return counts;
}

// The expected numbers come from the published code of the 2015 system.
TEST(Ismir2015FilterBank, EqualsThePublishedFilters) {
  const auto bank = ismir2015_filter_bank({22050, 1024, 372, 80, 27.5, 8000});
  EXPECT_EQ(bank.num_bands(), 80);
  EXPECT_EQ(bank.weights.size(), 727u);
  EXPECT_EQ(bank.first_bin[0], 2);
  EXPECT_EQ(bank.first_bin[79] + weights_per_band(bank)[79] - 1, 371);

  const auto counts = weights_per_band(bank);
  EXPECT_EQ(std::vector<int>(counts.begin(), counts.begin() + 12),
            (std::vector<int>{2, 2, 2, 2, 3, 3, 2, 3, 3, 2, 3, 3}));
  EXPECT_EQ(std::vector<int>(counts.end() - 3, counts.end()), (std::vector<int>{23, 23, 24}));

  EXPECT_NEAR(bank.weights[0], 0.637050, 5e-7);
  EXPECT_NEAR(bank.weights[1], 0.362950, 5e-7);
  const auto begin = bank.weights.begin() + bank.offset[79];
  const auto top = std::max_element(begin, bank.weights.end());
  EXPECT_NEAR(*top, 0.0799156, 5e-8);
  EXPECT_EQ(bank.first_bin[79] + (top - begin), 360);
}

TEST(Ismir2015FilterBank, SumsEachFilterToOne) {
  const auto bank = ismir2015_filter_bank({22050, 1024, 372, 80, 27.5, 8000});
  for (std::int64_t b = 0; b < 80; ++b) {
    const double sum = std::accumulate(bank.weights.begin() + bank.offset[b],
                                       bank.weights.begin() + bank.offset[b + 1], 0.0);
    EXPECT_NEAR(sum, 1, 1e-6) << b;
  }
}

// Expected values by the definition of librosa.filters.mel, evaluated in double with numpy.
TEST(SlaneyFilterBank, EqualsLibrosa) {
  const auto bank = slaney_filter_bank({16000, 640, 321, 64, 0, 8000});
  const auto dense = reference::dense_filters(bank);
  const auto weight = [&](int bin, int band) { return dense[bin * 64 + band]; };
  EXPECT_EQ(weight(0, 0), 0);
  EXPECT_NEAR(weight(1, 0), 0.011609025352230287, 1e-9);
  EXPECT_NEAR(weight(2, 0), 0.01988002415227573, 1e-9);
  EXPECT_NEAR(weight(3, 0), 0.008270998800045441, 1e-9);
  EXPECT_EQ(weight(4, 0), 0);
  EXPECT_NEAR(weight(66, 31), 0.012506341447158715, 1e-9);
  EXPECT_NEAR(weight(305, 63), 0.0027300215116008784, 1e-9);
  EXPECT_EQ(bank.first_bin[63], 291);
  EXPECT_NEAR(std::accumulate(dense.begin(), dense.end(), 0.0), 2.5593010766632593, 1e-6);
  EXPECT_NEAR(bank.centre_hz[0], 46.405785099410224, 1e-9);
  EXPECT_NEAR(bank.centre_hz[63], 7626.159210590313, 1e-9);
}

TEST(FilterBank, RefusesFiltersWithoutABin) {
  const std::string found = "a mel filter falls between two bins";
  expect_error(Exit::kSoftware, found, [] { slaney_filter_bank({16000, 64, 33, 64, 0, 8000}); });
  expect_error(Exit::kSoftware, found, [] {
    ismir2015_filter_bank({22050, 1024, 513, 200, 27.5, 8000});
  });
}

TEST(FilterBank, RefusesToCutAFilter) {
  expect_error(Exit::kSoftware, "a mel filter reaches beyond the bins kept", [] {
    ismir2015_filter_bank({22050, 1024, 371, 80, 27.5, 8000});
  });
}

}  // namespace
}  // namespace cantus::testing
