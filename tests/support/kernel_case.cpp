#include "tests/support/kernel_case.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>

#include "kernels/core/error.h"

namespace cantus::testing {
namespace {

template <typename T>
Arrays<T> poisoned(const std::vector<std::int64_t>& sizes) {
  Arrays<T> out;
  for (const auto n : sizes) out.emplace_back(n, std::numeric_limits<T>::quiet_NaN());
  return out;
}

template <class Distribution>
std::vector<double> draw(std::int64_t n, std::uint64_t seed, Distribution distribution) {
  std::mt19937_64 engine(seed);
  std::vector<double> out(n);
  for (auto& x : out) x = static_cast<float>(distribution(engine));
  return out;
}

double largest_magnitude(const std::vector<double>& values) {
  double largest = 0;
  for (const double x : values) largest = std::max(largest, std::abs(x));
  return largest;
}

// NaN where NaN is expected counts as equal; NaN anywhere else is an infinite error.
double deviation(double a, double b) {
  if (std::isnan(a) && std::isnan(b)) return 0;
  if (a == b) return 0;
  const double d = std::abs(a - b);
  return std::isnan(d) ? std::numeric_limits<double>::infinity() : d;
}

// Half a unit in the last place of a bfloat16 as large as `value`: at most 2^-8 of the value.
double half_bfloat16_ulp(double value) {
  return std::isfinite(value) ? std::max(std::abs(value) * 0x1p-8, 0x1p-134) : 0;
}

DeviceArray::Type type_of(std::size_t number, const std::set<std::size_t>& bytes,
                          const std::set<std::size_t>& halves) {
  if (bytes.count(number) > 0) return DeviceArray::Type::kByte;
  return halves.count(number) > 0 ? DeviceArray::Type::kBfloat16 : DeviceArray::Type::kFloat;
}

ParityReport compare(const KernelCase& c, std::size_t o, const std::vector<float>& output,
                     const std::vector<double>& truth, const std::vector<float>& plain) {
  ParityReport report;
  std::vector<double> errors;
  report.largest = largest_magnitude(truth);
  const bool is_rounded = c.bfloat16_outputs.count(o) + c.rounded_outputs.count(o) > 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    report.plain_error = std::max(report.plain_error, deviation(plain[i], truth[i]));
    double stored = is_rounded ? half_bfloat16_ulp(truth[i]) : 0;
    if (c.is_stored_twice) stored += half_bfloat16_ulp(1.5 * report.largest);
    const double error = std::max(deviation(output[i], truth[i]) - stored, 0.0);
    errors.push_back(error);
    if (error <= report.max_error) continue;
    report.max_error = error;
    report.worst = "output " + std::to_string(o) + " [" + std::to_string(i) + "] is " +
                   std::to_string(output[i]) + ", truth " + std::to_string(truth[i]);
  }
  const auto stated = c.largest_terms.find(o);
  const double term =
      stated == c.largest_terms.end() ? report.largest : std::max(report.largest, stated->second);
  const double ulp = std::max<double>(term * std::numeric_limits<float>::epsilon(),
                                      std::numeric_limits<float>::denorm_min());
  report.bound = c.times_plain * report.plain_error + 4 * ulp;
  CANTUS_REQUIRE(std::isfinite(report.bound), "a case whose plain formula has no bound");
  const auto is_beyond = [&](double error) { return !(error <= report.bound); };
  const auto first = std::find_if(errors.begin(), errors.end(), is_beyond);
  report.worst += "; " + std::to_string(std::count_if(first, errors.end(), is_beyond)) + " of " +
                  std::to_string(errors.size()) + " beyond the bound, the first at [" +
                  std::to_string(first - errors.begin()) + "]";
  return report;
}

bool same_bits(const Arrays<float>& a, const Arrays<float>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::memcmp(a[i].data(), b[i].data(), a[i].size() * sizeof(float)) != 0) return false;
  return true;
}

}  // namespace

std::string test_name(std::string case_name) {
  for (auto& c : case_name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return case_name;
}

Values normal_values(std::int64_t n, std::uint64_t seed, double deviation) {
  return Values([=] { return draw(n, seed, std::normal_distribution<double>(0.0, deviation)); });
}

Values uniform_values(std::int64_t n, std::uint64_t seed, double low, double high) {
  return Values([=] { return draw(n, seed, std::uniform_real_distribution<double>(low, high)); });
}

Values as_bfloat16(Values values) {
  return Values([values = std::move(values)] {
    auto rounded = values.get();
    for (double& x : rounded) x = Bfloat16(static_cast<float>(x));
    return rounded;
  });
}

DeviceArrays device_inputs(Queue& queue, const KernelCase& c) {
  DeviceArrays inputs;
  for (const auto& values : make_inputs<float>(c))
    inputs.emplace_back(queue, values, type_of(inputs.size(), c.byte_inputs, c.bfloat16_inputs));
  return inputs;
}

DeviceArrays device_outputs(Queue& queue, const KernelCase& c) {
  DeviceArrays outputs;
  for (const auto& sizes : {c.output_sizes, c.workspace_sizes})
    for (auto& values : poisoned<float>(sizes)) {
      const auto updated = c.updated_outputs.find(outputs.size());
      if (updated != c.updated_outputs.end()) {
        const auto start = c.inputs[updated->second].get();
        values.assign(start.begin(), start.end());
      }
      outputs.emplace_back(queue, values,
                           type_of(outputs.size(), c.byte_outputs, c.bfloat16_outputs));
    }
  return outputs;
}

Arrays<float> run_kernel(Queue& queue, const KernelCase& c) {
  const PlannedCase planned(queue, c);
  const auto inputs = device_inputs(queue, c);
  auto outputs = device_outputs(queue, c);
  planned.run(inputs, outputs);
  Arrays<float> values;
  for (std::size_t o = 0; o < c.output_sizes.size(); ++o) values.push_back(outputs[o].read());
  return values;
}

PlannedCase::PlannedCase(Queue& queue, const KernelCase& kernel_case)
    : queue_(queue),
      case_(kernel_case),
      kernel_(case_.kernel_with_tables ? case_.kernel_with_tables(queue) : case_.kernel) {
  if (case_.scratch_bytes) queue.reserve_scratch(case_.scratch_bytes(queue));
}

PlannedCase::~PlannedCase() {
  if (case_.release) case_.release();
}

std::shared_ptr<DeviceArray> kept_by(Queue& queue, const KernelCase& forward) {
  const DeviceArrays inputs = device_inputs(queue, forward);
  DeviceArrays outputs = device_outputs(queue, forward);
  PlannedCase(queue, forward).run(inputs, outputs);
  queue.synchronize();
  return std::make_shared<DeviceArray>(std::move(outputs.back()));
}

std::vector<ParityReport> check_parity(Queue& queue, const KernelCase& c) {
  const auto outputs = run_kernel(queue, c);
  if (!same_bits(outputs, run_kernel(queue, c)))
    throw std::runtime_error(c.name + ": two runs differ");

  auto truth = poisoned<double>(c.output_sizes);
  c.definition.in_double(make_inputs<double>(c), truth);
  auto plain = poisoned<float>(c.output_sizes);
  c.definition.in_float(make_inputs<float>(c), plain);

  std::vector<ParityReport> reports;
  for (std::size_t o = 0; o < truth.size(); ++o)
    reports.push_back(compare(c, o, outputs[o], truth[o], plain[o]));
  return reports;
}

double check_gradient(Queue& queue, const GradientCase& c) {
  Arrays<double> d_outputs;
  for (std::size_t o = 0; o < c.output_sizes.size(); ++o)
    d_outputs.push_back(normal_values(c.output_sizes[o], 1000 + o));
  const auto loss_at = [&](const Arrays<double>& inputs) {
    auto outputs = poisoned<double>(c.output_sizes);
    c.forward(queue, inputs, outputs);
    double loss = 0;
    for (std::size_t o = 0; o < outputs.size(); ++o)
      for (std::size_t i = 0; i < outputs[o].size(); ++i) loss += d_outputs[o][i] * outputs[o][i];
    return loss;
  };

  std::vector<std::int64_t> gradient_sizes;
  for (const auto i : c.differentiable)
    gradient_sizes.push_back(static_cast<std::int64_t>(c.inputs[i].size()));
  auto d_inputs = poisoned<double>(gradient_sizes);
  c.backward(queue, c.inputs, d_outputs, d_inputs);

  double worst = 0;
  double largest = 0;
  for (std::size_t g = 0; g < c.differentiable.size(); ++g) {
    auto moved = c.inputs;
    auto& x = moved[c.differentiable[g]];
    const std::size_t stride = std::max<std::size_t>(1, x.size() / 64);
    for (std::size_t i = 0; i < x.size(); i += stride) {
      const double h = 1e-5 * std::max(1.0, std::abs(x[i]));
      const double saved = x[i];
      x[i] = saved + h;
      const double above = loss_at(moved);
      x[i] = saved - h;
      const double below = loss_at(moved);
      x[i] = saved;
      const double quotient = (above - below) / (2 * h);
      worst = std::max(worst, deviation(d_inputs[g][i], quotient));
      largest = std::max(largest, std::abs(quotient));
    }
  }
  return largest > 0 ? worst / largest : worst;
}

}  // namespace cantus::testing
