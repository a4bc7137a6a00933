#include "models/baselines/logistic.h"

#include <cmath>

#include "kernels/core/blocks.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr double kPenalty = 1e-4;
constexpr int kMaxIterations = 50;
constexpr std::int64_t kFramesAtATime = 512;  // with 64 bands they fit in the L2 cache

// The loss and its derivatives at a point, summed over frames. The bias is the last unknown.
struct Quadratic {
  explicit Quadratic(std::int64_t n) : n(n), gradient(n), hessian(n * n) {}
  std::int64_t n;
  double loss = 0;
  std::vector<double> gradient;
  std::vector<double> hessian;  // [n, n], lower triangle
};

class Fit {
 public:
  Fit(Queue& queue, std::int64_t num_bands, std::span<const float> features,
      std::span<const float> labels)
      : queue_(queue), num_bands_(num_bands), features_(features), labels_(labels) {}

  std::vector<double> run() {
    std::vector<double> point(num_bands_ + 1);
    Quadratic here = expand(point);
    for (int i = 0; i < kMaxIterations; ++i) {
      const std::vector<double> step = newton_step(here);
      double scale = 1;
      Quadratic next = expand(moved(point, step, scale));
      // Far from the minimum a whole step may overshoot; the loss is convex, a shorter one helps.
      while (next.loss > here.loss && scale > 1e-6) {
        scale /= 2;
        next = expand(moved(point, step, scale));
      }
      if (!(next.loss < here.loss)) break;
      point = moved(point, step, scale);
      const bool is_flat = here.loss - next.loss < 1e-9 * here.loss;
      here = std::move(next);
      if (is_flat) break;
    }
    return point;
  }

 private:
  static std::vector<double> moved(std::vector<double> point, const std::vector<double>& step,
                                   double scale) {
    for (std::size_t i = 0; i < point.size(); ++i) point[i] -= scale * step[i];
    return point;
  }

  Quadratic expand(const std::vector<double>& point) {
    const auto num_frames = static_cast<std::int64_t>(labels_.size());
    Quadratic at(num_bands_ + 1);
    std::vector<double> rows(kFramesAtATime * at.n);
    std::vector<double> weighted(kFramesAtATime * at.n);
    for (std::int64_t first = 0; first < num_frames; first += kFramesAtATime) {
      const std::int64_t count = std::min(kFramesAtATime, num_frames - first);
      for (std::int64_t k = 0; k < count; ++k)
        add_frame(point, first + k, &rows[k * at.n], &weighted[k * at.n], at);
      add_curvature(count, rows, weighted, at);
    }
    const auto mean = 1 / static_cast<double>(num_frames);
    at.loss *= mean;
    for (double& g : at.gradient) g *= mean;
    for (double& h : at.hessian) h *= mean;
    for (std::int64_t i = 0; i < num_bands_; ++i) {
      at.loss += kPenalty / 2 * point[i] * point[i];
      at.gradient[i] += kPenalty * point[i];
      at.hessian[i * at.n + i] += kPenalty;
    }
    at.hessian[at.n * at.n - 1] += 1e-12;
    return at;
  }

  void add_frame(const std::vector<double>& point, std::int64_t frame, double* row,
                 double* weighted, Quadratic& at) const {
    for (std::int64_t i = 0; i < num_bands_; ++i) row[i] = features_[frame * num_bands_ + i];
    row[num_bands_] = 1;
    double logit = 0;
    for (std::int64_t i = 0; i < at.n; ++i) logit += point[i] * row[i];
    const double y = labels_[frame];
    const double p = 1 / (1 + std::exp(-logit));
    at.loss += std::fmax(logit, 0) - logit * y + std::log1p(std::exp(-std::fabs(logit)));
    for (std::int64_t i = 0; i < at.n; ++i) {
      at.gradient[i] += (p - y) * row[i];
      weighted[i] = p * (1 - p) * row[i];
    }
  }

  // Each thread owns whole rows of the matrix, so that every sum has one order.
  void add_curvature(std::int64_t count, const std::vector<double>& rows,
                     const std::vector<double>& weighted, Quadratic& at) {
    parallel_for(queue_, at.n, [&](std::int64_t i) {
      double* out = &at.hessian[i * at.n];
      for (std::int64_t k = 0; k < count; ++k) {
        const double w = weighted[k * at.n + i];
        const double* row = &rows[k * at.n];
        for (std::int64_t j = 0; j <= i; ++j) out[j] += w * row[j];
      }
    });
  }

  // Solves hessian * step = gradient by Cholesky's decomposition.
  static std::vector<double> newton_step(const Quadratic& at) {
    const std::int64_t n = at.n;
    std::vector<double> l = at.hessian;
    for (std::int64_t j = 0; j < n; ++j) {
      for (std::int64_t i = j; i < n; ++i) {
        double sum = l[i * n + j];
        for (std::int64_t k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
        l[i * n + j] = i == j ? std::sqrt(std::fmax(sum, 1e-12)) : sum / l[j * n + j];
      }
    }
    std::vector<double> x = at.gradient;
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t k = 0; k < i; ++k) x[i] -= l[i * n + k] * x[k];
      x[i] /= l[i * n + i];
    }
    for (std::int64_t i = n - 1; i >= 0; --i) {
      for (std::int64_t k = i + 1; k < n; ++k) x[i] -= l[k * n + i] * x[k];
      x[i] /= l[i * n + i];
    }
    return x;
  }

  Queue& queue_;
  std::int64_t num_bands_;
  std::span<const float> features_;
  std::span<const float> labels_;
};

}  // namespace

std::vector<float> LogisticRegression::curve(std::span<const float> features) const {
  const std::size_t num_bands = weights.size();
  CANTUS_REQUIRE(num_bands > 0 && features.size() % num_bands == 0, "no whole number of frames");
  std::vector<float> curve(features.size() / num_bands);
  for (std::size_t k = 0; k < curve.size(); ++k) {
    double logit = bias;
    for (std::size_t i = 0; i < num_bands; ++i) logit += weights[i] * features[k * num_bands + i];
    curve[k] = static_cast<float>(1 / (1 + std::exp(-logit)));
  }
  return curve;
}

LogisticRegression fit_logistic(Queue& queue, std::int64_t num_bands,
                                std::span<const float> features, std::span<const float> labels) {
  CANTUS_REQUIRE(!labels.empty() && features.size() == labels.size() * num_bands,
                 "a label for every frame");
  const std::vector<double> point = Fit(queue, num_bands, features, labels).run();
  LogisticRegression regression;
  regression.weights.assign(point.begin(), point.end() - 1);
  regression.bias = static_cast<float>(point.back());
  return regression;
}

}  // namespace cantus
