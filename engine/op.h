#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/shape.h"
#include "kernels/core/bfloat16.h"
#include "kernels/core/error.h"
#include "kernels/core/precision.h"
#include "kernels/core/queue.h"
#include "kernels/core/step_state.h"

namespace cantus {

class GradientContext;  // engine/gradient_context.h

enum class ElementType : std::uint8_t { kFloat32, kUint8, kBfloat16 };

template <typename T>
concept Element =
    std::is_same_v<T, float> || std::is_same_v<T, std::uint8_t> || std::is_same_v<T, Bfloat16>;

template <Element T>
constexpr ElementType kElementTypeOf = std::is_same_v<T, float>          ? ElementType::kFloat32
                                       : std::is_same_v<T, std::uint8_t> ? ElementType::kUint8
                                                                         : ElementType::kBfloat16;

std::size_t element_bytes(ElementType type);

struct TensorSpec {
  Shape shape;
  ElementType type = ElementType::kFloat32;
};

// How an op's first output may use the memory of its first input.
enum class Aliasing {
  kNone,
  kMayOverwrite,  // the kernel allows output and input to be the same memory
  kView,          // the output is the input under another shape; nothing runs
};

// The memory of one node while it runs.
class Io {
 public:
  Io(std::vector<void*> inputs, std::vector<void*> outputs, std::vector<TensorSpec> input_specs,
     std::vector<TensorSpec> output_specs, const StepState* step)
      : inputs_(std::move(inputs)),
        outputs_(std::move(outputs)),
        input_specs_(std::move(input_specs)),
        output_specs_(std::move(output_specs)),
        step_(step) {}

  // T must be the tensor's element type.
  template <Element T = float>
  const T* in(int i) const {
    check(input_specs_[i].type, kElementTypeOf<T>);
    return static_cast<const T*>(inputs_[i]);
  }
  const std::uint8_t* in_bytes(int i) const { return in<std::uint8_t>(i); }
  template <Element T = float>
  T* out(int i) const {
    check(output_specs_[i].type, kElementTypeOf<T>);
    return static_cast<T*>(outputs_[i]);
  }
  std::uint8_t* out_bytes(int i) const { return out<std::uint8_t>(i); }
  // An input that the op changes in place: running statistics, never activations.
  float* changed(int i) const {
    check(input_specs_[i].type, ElementType::kFloat32);
    return static_cast<float*>(inputs_[i]);
  }
  const Shape& in_shape(int i) const { return input_specs_[i].shape; }
  ElementType in_type(int i) const { return input_specs_[i].type; }
  const Shape& out_shape(int i) const { return output_specs_[i].shape; }
  int num_inputs() const { return static_cast<int>(inputs_.size()); }
  const StepState* step() const { return step_; }

 private:
  static void check(ElementType found, ElementType expected) {
    CANTUS_REQUIRE(found == expected, "an op takes a tensor for one of another type");
  }

  std::vector<void*> inputs_;
  std::vector<void*> outputs_;
  std::vector<TensorSpec> input_specs_;
  std::vector<TensorSpec> output_specs_;
  const StepState* step_;
};

class Op;

// An op's form at another precision: the op to record in its place, and the element types in which
// that op reads its inputs.
struct OpAtPrecision {
  std::shared_ptr<const Op> op;
  std::vector<ElementType> input_types;
};

// One operation of the graph: immutable data that knows its shapes, its kernel and its gradient.
// Whatever backward needs from the forward pass is an input of the gradient's nodes.
class Op {
 public:
  virtual ~Op() = default;
  virtual std::string name() const = 0;

  // Shapes and types of the outputs. Throws std::invalid_argument, saying what does not fit; the
  // graph adds the line that built the node.
  virtual std::vector<TensorSpec> infer(std::span<const Shape> inputs) const = 0;

  // Bytes of queue scratch a run needs; library kernels prepare their primitives here.
  virtual std::size_t scratch_bytes(Queue&, std::span<const Shape>) const { return 0; }

  virtual void run(Queue& queue, const Io& io) const = 0;

  // Appends the nodes that compute the gradients of the inputs. Throws for an op without gradient.
  virtual void differentiate(GradientContext& context) const;

  // Whether differentiate() takes the gradient of an output in any storage; for other ops it is
  // cast to the storage of the output.
  virtual bool takes_gradients_in_any_storage() const { return false; }

  // Whether output 0 has the element type of input 0 (float or bfloat16), whatever infer() says;
  // all other inputs are floats.
  virtual bool keeps_storage() const { return false; }

  // The op's form at a precision, for inputs of these types. None for an op with only one form,
  // which reads floats, except that with keeps_storage() it takes input 0 in either storage.
  virtual std::optional<OpAtPrecision> at_precision(Precision, std::span<const TensorSpec>) const {
    return std::nullopt;
  }

  virtual Aliasing aliasing() const { return Aliasing::kNone; }

  // Whether, in inference, each column (frame) of the op's output depends on the same column of its
  // first input alone, so that it does not matter whose excerpt the column is in.
  virtual bool is_by_column() const { return false; }

  // How far the bytes of output 0 are from those that the CPU made of the same inputs: 0 where they
  // agree, 1 where they must agree and do not. None if a checked device does not compare them.
  virtual std::optional<double> distance_of_bytes(const std::byte* /*found*/,
                                                  const std::byte* /*expected*/) const {
    return std::nullopt;
  }

  // Whether the outputs depend on the step as well (random draws). Such a node runs every time.
  virtual bool reads_step() const { return false; }
};

// Throws std::invalid_argument(misfit), as Op::infer does, unless `condition` holds.
void require_fit(bool condition, const std::string& misfit);

}  // namespace cantus
