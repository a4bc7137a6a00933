#include <bit>

#include "kernels/conv2d/conv2d_contracts.h"
#include "kernels/conv2d/conv2d_pass.h"
#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/core/error.h"
#include "kernels/core/library_handles.h"

// oneDNN needs its own blocked weights: ours are reordered from and to that layout in scratch at
// each call (weights are small beside activations).
namespace cantus::conv2d_library {
namespace {

using Tag = dnnl::memory::format_tag;
constexpr auto kFloat = dnnl::memory::data_type::f32;
constexpr auto kDirect = dnnl::algorithm::convolution_direct;

// A primitive with its arguments. The C interface runs it without building a container.
struct Call {
  dnnl::primitive primitive;
  std::vector<dnnl_exec_arg_t> args;

  void run(dnnl::stream& stream) const {
    const auto status = dnnl_primitive_execute(primitive.get(), stream.get(),
                                               static_cast<int>(args.size()), args.data());
    CANTUS_REQUIRE(status == dnnl_success, "oneDNN failed to run a convolution");
  }
};

// One pass of one shape, ready to run. `in` and `out` are the activations or gradients that
// the primitive reads and writes; `weights` are ours, [c_out, k_t, k_f, c_in].
struct Convolution : Prepared {
  Call convolution, reorder;
  bool reorders = false;
  dnnl::memory in, out, weights, library_weights, bias, scratchpad;
  std::vector<float> no_bias;

  std::size_t weights_bytes() const {
    return reorders ? (library_weights.get_desc().get_size() + 63) / 64 * 64 : 0;
  }
  std::size_t scratch_bytes() const { return weights_bytes() + scratchpad.get_desc().get_size(); }

  void place(Queue& queue, const float* our_weights) {
    auto* scratch = static_cast<char*>(queue.scratch(scratch_bytes()));
    auto* ours = const_cast<float*>(our_weights);
    if (reorders) weights.set_data_handle(ours);
    library_weights.set_data_handle(reorders ? scratch : static_cast<void*>(ours));
    scratchpad.set_data_handle(scratch + weights_bytes());
  }
};

// If there is a single band, time is passed as the width, along which the library vectorises; the
// memory is the same.
struct Geometry {
  explicit Geometry(const Conv2dShape& s)
      : turned(s.f == 1 && s.k_f == 1),
        x({extents(s.n, s.c_in, s.t, s.f), kFloat, Tag::nhwc}),
        y({extents(s.n, s.c_out, s.out_t(), s.out_f()), kFloat, Tag::nhwc}),
        our_weights({extents(s.c_out, s.c_in, s.k_t, s.k_f), kFloat, Tag::ohwi}),
        any_weights({extents(s.c_out, s.c_in, s.k_t, s.k_f), kFloat, Tag::any}),
        bias({{s.c_out}, kFloat, Tag::x}),
        dilation(in_order(s.dilation_t - 1, 0)),
        padding(in_order(s.pad_t(), s.pad_f())) {}

  bool turned;
  dnnl::memory::desc x, y, our_weights, any_weights, bias;
  dnnl::memory::dims stride{1, 1}, dilation, padding;

 private:
  dnnl::memory::dims extents(std::int64_t a, std::int64_t b, std::int64_t t, std::int64_t f) const {
    return turned ? dnnl::memory::dims{a, b, f, t} : dnnl::memory::dims{a, b, t, f};
  }
  dnnl::memory::dims in_order(std::int64_t t, std::int64_t f) const {
    return turned ? dnnl::memory::dims{f, t} : dnnl::memory::dims{t, f};
  }
};

dnnl::primitive_attr attributes(float slope) {
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (slope != 1.0f) {
    dnnl::post_ops after;
    after.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, slope, 0.0f);
    attr.set_post_ops(after);
  }
  return attr;
}

PreparedForShapes::Key key(Conv2dPass pass, const Conv2dShape& s, float slope) {
  return conv2d_key(pass, s, std::bit_cast<std::int32_t>(slope));
}

dnnl::convolution_forward::primitive_desc describe_forward(const dnnl::engine& engine,
                                                           const Geometry& g, float slope) {
  return {{dnnl::prop_kind::forward_training, kDirect, g.x, g.any_weights, g.bias, g.y, g.stride,
           g.dilation, g.padding, g.padding},
          attributes(slope),
          engine};
}

// Prepares the memories that all passes have.
template <class Description>
std::unique_ptr<Convolution> prepare(const dnnl::engine& engine, const Geometry& g,
                                     const Description& description,
                                     const dnnl::memory::desc& weights, bool from_x) {
  auto made = std::make_unique<Convolution>();
  made->in = {from_x ? g.x : g.y, engine, nullptr};
  made->out = {from_x ? g.y : g.x, engine, nullptr};
  made->weights = {g.our_weights, engine, nullptr};
  made->library_weights = {weights, engine, nullptr};
  made->scratchpad = {description.scratchpad_desc(), engine, nullptr};
  made->reorders = weights != g.our_weights;
  return made;
}

void add_reorder(Convolution& c, const dnnl::memory& from, const dnnl::memory& to) {
  c.reorder = {dnnl::reorder(from, to), {{DNNL_ARG_FROM, from.get()}, {DNNL_ARG_TO, to.get()}}};
}

Convolution& make_forward_ready(Queue& queue, const Conv2dShape& s, float slope) {
  auto& library = queue.library();
  return library.prepared.make_ready<Convolution>(key(Conv2dPass::kForward, s, slope), [&] {
    const Geometry g(s);
    const auto description = describe_forward(library.engine, g, slope);
    auto c = prepare(library.engine, g, description, description.weights_desc(), true);
    c->no_bias.assign(s.c_out, 0.0f);
    c->bias = {g.bias, library.engine, c->no_bias.data()};
    add_reorder(*c, c->weights, c->library_weights);
    c->convolution = {dnnl::convolution_forward(description),
                      {{DNNL_ARG_SRC, c->in.get()},
                       {DNNL_ARG_WEIGHTS, c->library_weights.get()},
                       {DNNL_ARG_BIAS, c->bias.get()},
                       {DNNL_ARG_DST, c->out.get()},
                       {DNNL_ARG_SCRATCHPAD, c->scratchpad.get()}}};
    return c;
  });
}

Convolution& make_backward_data_ready(Queue& queue, const Conv2dShape& s) {
  auto& library = queue.library();
  return library.prepared.make_ready<Convolution>(key(Conv2dPass::kBackwardData, s, 1.0f), [&] {
    const Geometry g(s);
    const dnnl::convolution_backward_data::primitive_desc description(
        {kDirect, g.x, g.any_weights, g.y, g.stride, g.dilation, g.padding, g.padding},
        attributes(1.0f), library.engine, describe_forward(library.engine, g, 1.0f));
    auto c = prepare(library.engine, g, description, description.weights_desc(), false);
    add_reorder(*c, c->weights, c->library_weights);
    c->convolution = {dnnl::convolution_backward_data(description),
                      {{DNNL_ARG_DIFF_DST, c->in.get()},
                       {DNNL_ARG_WEIGHTS, c->library_weights.get()},
                       {DNNL_ARG_DIFF_SRC, c->out.get()},
                       {DNNL_ARG_SCRATCHPAD, c->scratchpad.get()}}};
    return c;
  });
}

Convolution& make_backward_weights_ready(Queue& queue, const Conv2dShape& s) {
  auto& library = queue.library();
  return library.prepared.make_ready<Convolution>(key(Conv2dPass::kBackwardWeights, s, 1.0f), [&] {
    const Geometry g(s);
    const dnnl::convolution_backward_weights::primitive_desc description(
        {kDirect, g.x, g.any_weights, g.y, g.stride, g.dilation, g.padding, g.padding},
        attributes(1.0f), library.engine, describe_forward(library.engine, g, 1.0f));
    auto c = prepare(library.engine, g, description, description.diff_weights_desc(), true);
    add_reorder(*c, c->library_weights, c->weights);
    c->convolution = {dnnl::convolution_backward_weights(description),
                      {{DNNL_ARG_SRC, c->in.get()},
                       {DNNL_ARG_DIFF_DST, c->out.get()},
                       {DNNL_ARG_DIFF_WEIGHTS, c->library_weights.get()},
                       {DNNL_ARG_SCRATCHPAD, c->scratchpad.get()}}};
    return c;
  });
}

// What was prepared for a shape.
Convolution& prepared(Queue& queue, Conv2dPass pass, const Conv2dShape& s, float slope) {
  return queue.library().prepared.find<Convolution>(key(pass, s, slope), [&] {
    return "oneDNN's convolution " + to_string(s) + ", slope " + std::to_string(slope) + ",";
  });
}

bool suits(const Conv2dShape&) { return true; }

std::size_t forward_scratch_bytes(Queue& queue, const Conv2dShape& shape, float slope) {
  return make_forward_ready(queue, shape, slope).scratch_bytes();
}

std::size_t backward_data_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  return make_backward_data_ready(queue, shape).scratch_bytes();
}

std::size_t backward_weights_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  return make_backward_weights_ready(queue, shape).scratch_bytes();
}

void forward(Queue& queue, const Conv2dShape& shape, const float* x, const float* w,
             const float* bias, float slope, float* y) {
  auto& c = prepared(queue, Conv2dPass::kForward, shape, slope);
  c.place(queue, w);
  c.in.set_data_handle(const_cast<float*>(x));
  c.out.set_data_handle(y);
  c.bias.set_data_handle(bias ? const_cast<float*>(bias) : c.no_bias.data());
  if (c.reorders) c.reorder.run(queue.library().stream);
  c.convolution.run(queue.library().stream);
}

void backward_data(Queue& queue, const Conv2dShape& shape, const float* w, const float* d_y,
                   float* d_x) {
  auto& c = prepared(queue, Conv2dPass::kBackwardData, shape, 1.0f);
  c.place(queue, w);
  c.in.set_data_handle(const_cast<float*>(d_y));
  c.out.set_data_handle(d_x);
  if (c.reorders) c.reorder.run(queue.library().stream);
  c.convolution.run(queue.library().stream);
}

void backward_weights(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y,
                      float* d_w) {
  auto& c = prepared(queue, Conv2dPass::kBackwardWeights, shape, 1.0f);
  c.place(queue, d_w);
  c.in.set_data_handle(const_cast<float*>(x));
  c.out.set_data_handle(const_cast<float*>(d_y));
  c.convolution.run(queue.library().stream);
  if (c.reorders) c.reorder.run(queue.library().stream);
}

}  // namespace

const ForwardPath kForward{suits, forward_scratch_bytes, forward};
const BackwardDataPath kBackwardData{suits, backward_data_scratch_bytes, backward_data};
const BackwardWeightsPath kBackwardWeights{suits, backward_weights_scratch_bytes, backward_weights};

}  // namespace cantus::conv2d_library
