#pragma once

#include <cstdint>

#include "kernels/core/device_table.h"
#include "kernels/core/queue.h"
#include "kernels/mel/filter_bank.h"

namespace cantus {

// A filter bank where a kernel can read it: on the queue's device.
struct FilterBankView {
  std::int64_t num_bins;
  std::int64_t num_bands;
  const std::int32_t* first_bin;  // [num_bands]
  const std::int32_t* offset;     // [num_bands + 1]
  const float* weights;           // [offset[num_bands]]
};

// A filter bank copied to a queue's device, while planning.
class PlacedFilterBank {
 public:
  PlacedFilterBank(Queue& queue, const FilterBank& bank)
      : num_bins_(bank.num_bins),
        num_bands_(bank.num_bands()),
        first_bin_(queue, bank.first_bin),
        offset_(queue, bank.offset),
        weights_(queue, bank.weights) {}

  FilterBankView view() const {
    return {num_bins_, num_bands_, first_bin_.data(), offset_.data(), weights_.data()};
  }

 private:
  std::int64_t num_bins_;
  std::int64_t num_bands_;
  DeviceTable<std::int32_t> first_bin_;
  DeviceTable<std::int32_t> offset_;
  DeviceTable<float> weights_;
};

}  // namespace cantus
