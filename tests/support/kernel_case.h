#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus::testing {

template <typename T>
using Arrays = std::vector<std::vector<T>>;

// One kernel on one shape, declared once. It serves the parity test, the error table and the bench.
struct KernelCase {
  std::string name;       // "glu_forward 25x64"
  Arrays<double> inputs;  // every value is exactly a float
  std::vector<std::int64_t> output_sizes;

  std::function<void(Queue&, const Arrays<float>&, Arrays<float>&)> kernel;
  // The naive definition in double, and the same formula in plain float: its own rounding is the
  // measure of what the kernel may lose.
  std::function<void(const Arrays<double>&, Arrays<double>&)> reference;
  std::function<void(const Arrays<float>&, Arrays<float>&)> plain;

  double bytes = 0;  // read and written once each: the compulsory traffic
  double flops = 0;

  // The largest term of the sums behind an output, where it exceeds the largest output.
  double largest_term = 0;
  // A wider bound needs a reason, which the error table prints.
  double tolerance_factor = 1;
  std::string tolerance_reason;
  // The shape the networks use: benched and listed, too slow for the naive definition in every
  // test.
  bool full_size = false;
  // Bytes of scratch to reserve; library kernels build their primitives here.
  std::function<std::size_t(Queue&)> scratch_bytes;
  // Makes `inputs` when they are wanted, where they are too heavy to keep for every case at once.
  std::function<Arrays<double>()> make_inputs;

  Arrays<double> all_inputs() const { return make_inputs ? make_inputs() : inputs; }
};

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
  double tolerance = 1e-6;  // of the largest difference quotient
};

struct CaseList {
  std::vector<KernelCase> kernels;
  std::vector<GradientCase> gradients;
};

// n values, normal with the given deviation, rounded to float; reproducible from the seed.
std::vector<double> normal_values(std::int64_t n, std::uint64_t seed, double deviation = 1.0);
// n values in [low, high), rounded to float.
std::vector<double> uniform_values(std::int64_t n, std::uint64_t seed, double low, double high);

struct ParityReport {
  double max_error = 0;    // of the kernel against the double reference
  double plain_error = 0;  // of the plain float formula against it
  double bound = 0;        // twice the plain error plus 4 ulp of the largest term, times the factor
  double largest = 0;      // largest magnitude of the reference
  std::string worst;       // where the largest error stands
};

// Runs the kernel twice on outputs poisoned with NaN and compares it with the reference; throws
// when two runs differ in any bit.
ParityReport check_parity(Queue& queue, const KernelCase& kernel_case);

// The largest deviation of the backward kernel from central differences, relative to the largest
// difference quotient. Checks every element of small inputs, 64 of larger ones.
double check_gradient(Queue& queue, const GradientCase& gradient_case);

}  // namespace cantus::testing
