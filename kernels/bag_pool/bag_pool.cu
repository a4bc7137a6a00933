#include "kernels/bag_pool/bag_pool.h"

#include "kernels/core/body.h"
#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/core/math.h"

namespace cantus {

// log sigmoid(z); that of 1 - sigmoid(z) is log_sigmoid(-z), and log_sigmoid(z) - log_sigmoid(-z)
// is z.
template <typename T>
CANTUS_BODY T log_sigmoid(T z) {
  const T magnitude = z < 0 ? -z : z;
  return (z < 0 ? z : T(0)) - math::log1p(math::exp(-magnitude));
}

// log sum_i exp(term_i), term by term, as multiples of the largest so far.
template <typename T>
struct LogSum {
  T largest = 0;
  T sum = 0;

  CANTUS_BODY void add(T term) {
    if (sum == 0 || term > largest) {
      sum = sum == 0 ? T(1) : sum * math::exp(largest - term) + 1;
      largest = term;
    } else {
      sum += math::exp(term - largest);
    }
  }
  CANTUS_BODY T value() const { return largest + math::log(sum); }
};

// What an instance adds to the two sums whose quotient is a bag's odds, as logarithms.
template <typename T>
struct BagTerms {
  T yes, no;
};

// mean: p and 1 - p; linear softmax: p p and p (1 - p); attention: e^a p and e^a (1 - p).
template <typename T>
CANTUS_BODY BagTerms<T> bag_terms(BagPooling pooling, T z, T score) {
  const T weight = pooling == BagPooling::kLinearSoftmax ? log_sigmoid(z) : score;
  return {weight + log_sigmoid(z), weight + log_sigmoid(-z)};
}

// Of noisy-or with S = -sum log(1 - p_i): log S, from log(-log(1 - p)), which is z where p is too
// small for 1 - p to show it.
template <typename T>
CANTUS_BODY T log_evidence(T z) {
  return z < -30 ? z : math::log(-log_sigmoid(-z));
}

// log P = log(1 - e^-S) of log S, as tanh(S / 2) (1 + e^-S) does not cancel.
template <typename T>
CANTUS_BODY T log_noisy_or(T log_sum) {
  if (log_sum < -30) return log_sum;
  const T sum = math::exp(log_sum);
  return math::log(math::tanh(sum / 2)) + math::log1p(math::exp(-sum));
}

// Whether a value takes a maximum's place: NaN wins and stays, as in max_pool.
template <typename T>
CANTUS_BODY bool exceeds(T value, T largest) {
  return !(value <= largest) && largest == largest;
}

// Rows are bags.
template <typename T>
struct BagPoolForward {
  BagShape shape;
  const T* z;
  const T* scores;
  T* y;

  CANTUS_BODY T score(std::int64_t i) const { return scores == nullptr ? T(0) : scores[i]; }

  CANTUS_BODY void operator()(std::int64_t bag) const {
    const std::int64_t first = bag * shape.size;
    LogSum<T> yes, no;
    T largest = z[first];
    for (std::int64_t i = first; i < first + shape.size; ++i) {
      if (exceeds(z[i], largest)) largest = z[i];
      if (shape.pooling == BagPooling::kNoisyOr) {
        yes.add(log_evidence(z[i]));
      } else if (shape.pooling != BagPooling::kMax) {
        const BagTerms<T> terms = bag_terms(shape.pooling, z[i], score(i));
        yes.add(terms.yes);
        no.add(terms.no);
      }
    }
    if (shape.pooling == BagPooling::kMax)
      y[bag] = largest;
    else if (shape.pooling == BagPooling::kNoisyOr)
      y[bag] = log_noisy_or(yes.value()) + math::exp(yes.value());
    else
      y[bag] = yes.value() - no.value();
  }
};

// Rows are bags. With the shares s_i, t_i of an instance in the two sums, which are softmaxes of
// its terms, and p' = p (1 - p): d y / d a = s - t, and d y / d z = s (1 - p) + t p for the mean
// and attention, 2 s (1 - p) - t (1 - 2 p) for linear softmax. Of noisy-or, p / P.
template <typename T>
struct BagPoolBackward {
  BagPoolForward<T> forward;
  const T* d_y;
  T* d_z;
  T* d_scores;

  CANTUS_BODY void of_maximum(std::int64_t bag) const {
    const std::int64_t size = forward.shape.size;
    std::int64_t best = bag * size;
    for (std::int64_t i = best; i < (bag + 1) * size; ++i)
      if (exceeds(forward.z[i], forward.z[best])) best = i;
    for (std::int64_t i = bag * size; i < (bag + 1) * size; ++i) d_z[i] = i == best ? d_y[bag] : 0;
  }

  CANTUS_BODY void of_noisy_or(std::int64_t bag) const {
    const std::int64_t size = forward.shape.size;
    LogSum<T> evidence;
    for (std::int64_t i = bag * size; i < (bag + 1) * size; ++i)
      evidence.add(log_evidence(forward.z[i]));
    const T log_p = log_noisy_or(evidence.value());
    for (std::int64_t i = bag * size; i < (bag + 1) * size; ++i)
      d_z[i] = d_y[bag] * math::exp(log_sigmoid(forward.z[i]) - log_p);
  }

  CANTUS_BODY void of_quotient(std::int64_t bag) const {
    const std::int64_t size = forward.shape.size;
    const BagPooling pooling = forward.shape.pooling;
    LogSum<T> yes, no;
    for (std::int64_t i = bag * size; i < (bag + 1) * size; ++i) {
      const BagTerms<T> terms = bag_terms(pooling, forward.z[i], forward.score(i));
      yes.add(terms.yes);
      no.add(terms.no);
    }
    for (std::int64_t i = bag * size; i < (bag + 1) * size; ++i) {
      const BagTerms<T> terms = bag_terms(pooling, forward.z[i], forward.score(i));
      const T of_yes = math::exp(terms.yes - yes.value());
      const T of_no = math::exp(terms.no - no.value());
      const T p = math::sigmoid(forward.z[i]);
      const T not_p = math::sigmoid(-forward.z[i]);
      const T slope = pooling == BagPooling::kLinearSoftmax
                          ? 2 * of_yes * not_p - of_no * (not_p - p)
                          : of_yes * not_p + of_no * p;
      d_z[i] = d_y[bag] * slope;
      if (d_scores != nullptr) d_scores[i] = d_y[bag] * (of_yes - of_no);
    }
  }

  CANTUS_BODY void operator()(std::int64_t bag) const {
    if (forward.shape.pooling == BagPooling::kMax) return of_maximum(bag);
    if (forward.shape.pooling == BagPooling::kNoisyOr) return of_noisy_or(bag);
    of_quotient(bag);
  }
};

namespace {

template <typename T>
void check(const BagShape& shape, const T* scores) {
  CANTUS_REQUIRE(shape.size > 0, "a bag needs instances");
  CANTUS_REQUIRE((shape.pooling == BagPooling::kAttention) == (scores != nullptr),
                 "scores of instances are attention's");
}

}  // namespace

template <typename T>
void bag_pool_forward(Queue& queue, const BagShape& shape, const T* z, const T* scores, T* y) {
  check(shape, scores);
  for_each(queue, shape.num_bags, BagPoolForward<T>{shape, z, scores, y});
}

template <typename T>
void bag_pool_backward(Queue& queue, const BagShape& shape, const T* z, const T* scores,
                       const T* d_y, T* d_z, T* d_scores) {
  check(shape, scores);
  for_each(queue, shape.num_bags,
           BagPoolBackward<T>{{shape, z, scores, nullptr}, d_y, d_z, d_scores});
}

template decltype(bag_pool_forward<float>) bag_pool_forward<float>;
template decltype(bag_pool_forward<double>) bag_pool_forward<double>;
template decltype(bag_pool_backward<float>) bag_pool_backward<float>;
template decltype(bag_pool_backward<double>) bag_pool_backward<double>;

}  // namespace cantus
