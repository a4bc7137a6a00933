#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/core/queue.h"
#include "tests/support/device_array.h"

namespace cantus::testing {

template <typename T>
using Arrays = std::vector<std::vector<T>>;

// The type of the numbers in such arrays.
template <typename Inputs>
using Scalar = typename std::decay_t<Inputs>::value_type::value_type;

// The naive definition of a kernel, [](const auto& in, auto& out), in double and in float. In
// double it is the truth; the rounding error of the plain float version, times `times_plain`, is
// what the kernel may lose.
struct Definition {
  Definition() = default;
  template <typename Formula>
  Definition(Formula formula) : in_double(formula), in_float(formula) {}

  std::function<void(const Arrays<double>&, Arrays<double>&)> in_double;
  std::function<void(const Arrays<float>&, Arrays<float>&)> in_float;
};

// The values of one input. Those of a full-size case fill gigabytes, so they are made on demand.
class Values {
 public:
  Values(std::vector<double> values) : values_(std::move(values)) {}
  Values(std::initializer_list<double> values) : values_(values) {}
  explicit Values(std::function<std::vector<double>()> make) : make_(std::move(make)) {}

  std::vector<double> get() const { return make_ ? make_() : values_; }
  operator std::vector<double>() const { return get(); }

 private:
  std::vector<double> values_;
  std::function<std::vector<double>()> make_;
};

// One kernel on one shape, declared once for the parity test, the error table and the bench.
struct KernelCase {
  using Kernel = std::function<void(Queue&, const DeviceArrays&, DeviceArrays&)>;

  std::string name;            // "glu_forward 25x64"
  std::vector<Values> inputs;  // every value is exactly a float
  std::vector<std::int64_t> output_sizes;
  // Outputs that are updated in place, each with the input that holds its initial values.
  std::map<std::size_t, std::size_t> updated_outputs;

  // Runs the kernel on arrays of the queue's device; workspaces follow the outputs. A bench times
  // only this.
  Kernel kernel;
  // Used instead of `kernel` where the kernel reads device memory besides its inputs: uploads that
  // memory and returns the kernel, which owns it.
  std::function<Kernel(Queue&)> kernel_with_tables;
  Definition definition;
  double times_plain = 2;

  // The compulsory traffic: every array once, or twice where a separate pass comes first.
  double bytes = 0;
  double flops = 0;

  // For outputs whose sums nearly cancel: their largest term, which replaces the output's largest
  // value in the bound. State the reason.
  std::map<std::size_t, double> largest_terms;
  // Inputs and outputs that the kernel takes as bytes.
  std::set<std::size_t> byte_inputs;
  std::set<std::size_t> byte_outputs;
  // Inputs and outputs stored in bfloat16. Inputs hold exact bfloat16 values; storing an output may
  // cost half a unit in the last place. Only a GPU's kernels store bfloat16.
  std::set<std::size_t> bfloat16_inputs;
  std::set<std::size_t> bfloat16_outputs;
  std::set<std::size_t> rounded_outputs;  // floats that were bfloat16 on their way
  // The outputs are stored, read and stored again: the first store may lose as much as it does on
  // the largest of them.
  bool is_stored_twice = false;
  std::vector<std::int64_t> workspace_sizes;  // in floats
  // For kernels whose contract covers CPU queues only.
  bool cpu_only = false;
  bool gpu_only = false;
  bool is_gpu_only() const {
    return gpu_only || !bfloat16_inputs.empty() || !bfloat16_outputs.empty();
  }
  // The shape that the networks use: benched and listed, but too slow for the naive definition in
  // every test.
  bool full_size = false;
  // Bytes of scratch to reserve. Kernels that call a library build their primitives here.
  std::function<std::size_t(Queue&)> scratch_bytes;
  // Frees the plans that scratch_bytes made and the case keeps.
  std::function<void()> release;
};

// A case ready to run on a queue, which must outlive it.
class PlannedCase {
 public:
  PlannedCase(Queue& queue, const KernelCase& kernel_case);
  ~PlannedCase();
  void run(const DeviceArrays& inputs, DeviceArrays& outputs) const {
    kernel_(queue_, inputs, outputs);
  }
  PlannedCase(const PlannedCase&) = delete;
  PlannedCase& operator=(const PlannedCase&) = delete;

 private:
  Queue& queue_;
  const KernelCase& case_;
  KernelCase::Kernel kernel_;
};

// A case's name as a test name: letters, digits and '_'.
std::string test_name(std::string case_name);
// What a failing test prints for a case.
inline void PrintTo(const KernelCase& kernel_case, std::ostream* out) { *out << kernel_case.name; }

// A backward kernel, compared with central differences of its forward kernel, both in double.
struct GradientCase {
  std::string name;
  Arrays<double> inputs;
  std::vector<std::int64_t> output_sizes;
  std::vector<std::size_t> differentiable;  // which inputs have a gradient, in d_inputs' order

  std::function<void(Queue&, const Arrays<double>& inputs, Arrays<double>& outputs)> forward;
  std::function<void(Queue&, const Arrays<double>& inputs, const Arrays<double>& d_outputs,
                     Arrays<double>& d_inputs)>
      backward;
};

struct CaseList {
  std::vector<KernelCase> kernels;
  std::vector<GradientCase> gradients;
};

// The case with the numbers of these inputs and outputs stored as T.
template <typename T>
KernelCase stored_as(KernelCase kernel_case, std::set<std::size_t> inputs,
                     std::set<std::size_t> outputs) {
  if constexpr (std::is_same_v<T, Bfloat16>) {
    kernel_case.name += " bfloat16";
    kernel_case.bfloat16_inputs = std::move(inputs);
    kernel_case.bfloat16_outputs = std::move(outputs);
  }
  return kernel_case;
}

// n values, normal with the given standard deviation, rounded to float; reproducible from the seed.
Values normal_values(std::int64_t n, std::uint64_t seed, double deviation = 1.0);
// n values, uniform in [low, high), rounded to float.
Values uniform_values(std::int64_t n, std::uint64_t seed, double low, double high);
// The values rounded to bfloat16, which tensor cores take without further rounding.
Values as_bfloat16(Values values);

// Generates the inputs of a case.
template <typename T>
Arrays<T> make_inputs(const KernelCase& kernel_case) {
  Arrays<T> inputs;
  for (const auto& values : kernel_case.inputs) {
    auto made = values.get();
    if (kernel_case.bfloat16_inputs.count(inputs.size()) > 0)
      for (double& x : made) x = Bfloat16(static_cast<float>(x));
    inputs.emplace_back(made.begin(), made.end());
  }
  return inputs;
}

// A case's inputs on the queue's device; its outputs and workspaces there, filled with NaN except
// for those that are updated in place.
DeviceArrays device_inputs(Queue& queue, const KernelCase& kernel_case);
DeviceArrays device_outputs(Queue& queue, const KernelCase& kernel_case);

// The last workspace of a forward pass, on the queue's device: what the forward pass keeps for the
// backward pass. The backward kernel's case owns it.
std::shared_ptr<DeviceArray> kept_by(Queue& queue, const KernelCase& forward);

// Runs the kernel once on arrays from device_inputs() and device_outputs().
Arrays<float> run_kernel(Queue& queue, const KernelCase& kernel_case);

// For one output of a case. Each output has its own bound, so that one with large numbers cannot
// hide the error of another.
struct ParityReport {
  double max_error = 0;    // of the kernel against the double reference, beyond that of storage
  double plain_error = 0;  // of the plain float formula against the double reference
  double bound = 0;        // times_plain of the plain error plus 4 ulp of the largest term
  double largest = 0;      // largest magnitude of the reference
  std::string worst;       // the element with the largest error
};

// Runs the kernel twice on outputs filled with NaN and compares each output with the reference;
// throws when the two runs differ in any bit.
std::vector<ParityReport> check_parity(Queue& queue, const KernelCase& kernel_case);

// The largest deviation of the backward kernel from central differences, relative to the largest
// difference quotient. Checks every element of small inputs and 64 elements of larger ones.
double check_gradient(Queue& queue, const GradientCase& gradient_case);

}  // namespace cantus::testing
