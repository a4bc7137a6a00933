#include "apps/model/transfer_source.h"

#include <set>

#include <fmt/format.h>

#include "apps/model/model_file.h"
#include "data/files/shape_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& found,
                         const std::string& expected, const std::string& remedy) {
  throw Error(Exit::kBadData, file, found, expected, remedy);
}

// "L1" for "L1.conv.weight".
std::string layer_of(const std::string& tensor) { return tensor.substr(0, tensor.find('.')); }

void require_layer(const std::string& file, const Checkpoint& source, const std::string& layer) {
  std::set<std::string> layers;
  for (const NamedTensor& tensor : source.tensors) {
    if (is_parameter(tensor.name)) layers.insert(layer_of(tensor.name));
  }
  if (layers.contains(layer)) return;
  refuse(file, "no layer " + layer, fmt::format("{}", fmt::join(layers, ", ")),
         "transfer layers that both networks have");
}

std::vector<float> weights_for(const std::string& file, const Checkpoint& source,
                               const ParameterSpec& spec) {
  const std::vector<std::int64_t> wanted = dimensions(spec.shape);
  const NamedTensor* tensor = source.find(spec.name);
  if (tensor != nullptr && tensor->shape == wanted) return tensor->values<float>();
  const std::string found = tensor == nullptr
                                ? "no tensor \"" + spec.name + "\""
                                : "tensor \"" + spec.name + "\" is " + shape_text(tensor->shape);
  refuse(file, found, shape_text(wanted), "transfer layers that both networks have in one shape");
}

}  // namespace

void copy_layers(const std::filesystem::path& model, const std::string& front_end,
                 const std::vector<std::string>& layers, Parameters& to) {
  const std::string file = model.string();
  const Checkpoint source = read_checkpoint(model);
  const ModelFacts facts = read_facts(file, source);
  if (facts.front_end != front_end) {
    refuse(file, "a model of front end " + facts.front_end, front_end,
           "choose a source that was trained on the same features");
  }
  for (const std::string& layer : layers) {
    require_layer(file, source, layer);
    for (std::size_t p = 0; p < to.specs().size(); ++p) {
      if (layer_of(to.specs()[p].name) == layer)
        to.set_values(p, weights_for(file, source, to.specs()[p]));
    }
  }
}

}  // namespace cantus
