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

// What such arrays hold.
template <typename Inputs>
using Scalar = typename std::decay_t<Inputs>::value_type::value_type;

// The naive definition of a kernel, [](const auto& in, auto& out), in both. In double it is the
// truth; in plain float its own rounding, so many times, is the measure of what the kernel may
// lose.
struct Definition {
  Definition() = default;
  template <typename Formula>
  Definition(Formula formula) : in_double(formula), in_float(formula) {}

  std::function<void(const Arrays<double>&, Arrays<double>&)> in_double;
  std::function<void(const Arrays<float>&, Arrays<float>&)> in_float;
};

// The values of one input. Those of a full-size case fill gigabytes: they are made when asked for.
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

// One kernel on one shape, declared once. It serves the parity test, the error table and the bench.
struct KernelCase {
  using Kernel = std::function<void(Queue&, const DeviceArrays&, DeviceArrays&)>;

  std::string name;            // "glu_forward 25x64"
  std::vector<Values> inputs;  // every value is exactly a float
  std::vector<std::int64_t> output_sizes;
  // Outputs that are updated in place, each with the input whose values it begins with.
  std::map<std::size_t, std::size_t> updated_outputs;

  // The kernel on arrays of the queue's device; workspaces stand behind the outputs. It is all that
  // a bench times.
  Kernel kernel;
  // In its place, where the kernel reads more of the device than its inputs: puts that there, and
  // gives the kernel that owns it.
  std::function<Kernel(Queue&)> kernel_with_tables;
  Definition definition;
  double times_plain = 2;

  // The compulsory traffic: every array once, twice where a pass over all of it comes first.
  double bytes = 0;
  double flops = 0;

  // Of outputs whose sums nearly cancel: the largest term, where the bound takes the largest value
  // of the others. Give the reason.
  std::map<std::size_t, double> largest_terms;
  // Which inputs and outputs the kernel takes as bytes, and arrays of floats it needs besides.
  std::set<std::size_t> byte_inputs;
  std::set<std::size_t> byte_outputs;
  // Which are stored in bfloat16: inputs hold such values exactly; of outputs half a unit of the
  // last place is what storing them costs. Kernels that store so are a GPU's.
  std::set<std::size_t> bfloat16_inputs;
  std::set<std::size_t> bfloat16_outputs;
  std::set<std::size_t> rounded_outputs;  // floats that were bfloat16 on their way
  // The outputs are stored, read, and stored again: what is lost first may be as much as the
  // largest of them loses.
  bool is_stored_twice = false;
  std::vector<std::int64_t> workspace_sizes;
  // Of kernels whose contract is for CPU queues alone.
  bool cpu_only = false;
  bool gpu_only = false;
  bool is_gpu_only() const {
    return gpu_only || !bfloat16_inputs.empty() || !bfloat16_outputs.empty();
  }
  // The shape the networks use: benched and listed, too slow for the naive definition in every
  // test.
  bool full_size = false;
  // Bytes of scratch to reserve; library kernels build their primitives here.
  std::function<std::size_t(Queue&)> scratch_bytes;
  // Lets go of the plans that scratch_bytes made and the case keeps.
  std::function<void()> release;
};

// A case ready to run on a queue, which outlives this.
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

// The name of a case as one of a test: letters, digits and '_'.
std::string test_name(std::string case_name);
// What a failing test prints of a case.
inline void PrintTo(const KernelCase& kernel_case, std::ostream* out) { *out << kernel_case.name; }

// A backward kernel held to central differences of its forward kernel, both in double.
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

// The case of a kernel whose numbers are stored as T: which inputs and outputs those are.
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

// n values, normal with the given deviation, rounded to float; reproducible from the seed.
Values normal_values(std::int64_t n, std::uint64_t seed, double deviation = 1.0);
// n values in [low, high), rounded to float.
Values uniform_values(std::int64_t n, std::uint64_t seed, double low, double high);
// The values rounded to bfloat16, which tensor cores take as they are.
Values as_bfloat16(Values values);

// The inputs of a case, made.
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

// The inputs on a queue's device, and outputs and workspaces there: poisoned with NaN, but for
// those that are updated.
DeviceArrays device_inputs(Queue& queue, const KernelCase& kernel_case);
DeviceArrays device_outputs(Queue& queue, const KernelCase& kernel_case);

// What a forward pass keeps for the backward pass, its last workspace, on the queue's device: for a
// case of the latter's kernel, which owns it.
std::shared_ptr<DeviceArray> kept_by(Queue& queue, const KernelCase& forward);

// Runs the kernel once on such outputs.
Arrays<float> run_kernel(Queue& queue, const KernelCase& kernel_case);

// Of one output of a case. Each has its own bound: one of large numbers must not hide what another
// loses.
struct ParityReport {
  double max_error = 0;    // of the kernel against the double reference, beyond that of storage
  double plain_error = 0;  // of the plain float formula against it
  double bound = 0;        // times_plain of the plain error plus 4 ulp of the largest term
  double largest = 0;      // largest magnitude of the reference
  std::string worst;       // where the largest error stands
};

// Runs the kernel twice on outputs poisoned with NaN and compares each output with the reference;
// throws when two runs differ in any bit.
std::vector<ParityReport> check_parity(Queue& queue, const KernelCase& kernel_case);

// The largest deviation of the backward kernel from central differences, relative to the largest
// difference quotient. Checks every element of small inputs, 64 of larger ones.
double check_gradient(Queue& queue, const GradientCase& gradient_case);

}  // namespace cantus::testing
