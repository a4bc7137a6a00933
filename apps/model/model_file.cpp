#include "apps/model/model_file.h"

#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

#include "apps/model/model_path.h"
#include "apps/program/version.h"
#include "data/files/hash.h"
#include "data/files/parse_text.h"
#include "data/files/shape_text.h"
#include "data/frontend/front_end.h"
#include "kernels/core/error.h"
#include "kernels/core/half.h"

namespace cantus {

std::vector<std::int64_t> dimensions(const Shape& shape) {
  std::vector<std::int64_t> extents;
  for (int axis = 0; axis < shape.rank(); ++axis) extents.push_back(shape[axis]);
  return extents;
}

namespace {

constexpr const char* kSchema = "cantus.model/1";
constexpr const char* kMean = "input.mean";
constexpr const char* kInvStd = "input.inv_std";

[[noreturn]] void refuse(const std::string& file, const std::string& found,
                         const std::string& expected) {
  throw Error(Exit::kBadData, file, found, expected, "use a model file written by this version");
}

std::string fact(const std::string& file, const Checkpoint& checkpoint, const std::string& key) {
  const auto found = checkpoint.metadata.find(key);
  if (found == checkpoint.metadata.end()) refuse(file, "no `" + key + "` in the metadata", kSchema);
  return found->second;
}

// Calls visit(key, member) for every option that a model file holds.
template <typename Options, typename Visit>
void for_each_option(Options& options, const Visit& visit) {
  visit("network.num_frames", options.num_frames);
  visit("network.num_bands", options.num_bands);
  visit("network.dropout", options.dropout);
  visit("network.batch_norm_momentum", options.batch_norm_momentum);
  visit("network.reset", options.reset);
  visit("network.head", options.head);
}

template <typename Option>
std::string fact_of(const Option& option) {
  if constexpr (std::is_enum_v<Option>)
    return to_string(option);
  else
    return fmt::format("{}", option);
}

// Keeps a hostile file from asking for a network that fills the memory.
constexpr double kLargestOption = 4096;

template <typename Option>
void take_fact(const std::string& file, const std::string& key, const std::string& text,
               Option& option) {
  const auto refuse_text = [&](const std::string& expected) {
    refuse(file, "`" + key + "` is \"" + text.substr(0, 40) + "\"", expected);
  };
  if constexpr (std::is_enum_v<Option>) {
    const auto value = named<Option>(text);
    if (!value) refuse_text(join(names_of<Option>()));
    option = *value;
  } else {
    const auto number = parsed<Option>(text);
    if (!number || !(*number >= -1 && *number <= static_cast<Option>(kLargestOption)))
      refuse_text(fmt::format("a number from -1 to {:g}", kLargestOption));
    option = *number;
  }
}

// The float32 tensor of exactly this shape.
const NamedTensor& tensor_of(const std::string& file, const Checkpoint& checkpoint,
                             const std::string& name, const std::vector<std::int64_t>& shape) {
  const NamedTensor* tensor = checkpoint.find(name);
  if (tensor == nullptr) refuse(file, "tensor \"" + name + "\" is missing", shape_text(shape));
  if (tensor->shape != shape || tensor->dtype != DType::kF32) {
    refuse(file,
           fmt::format("tensor \"{}\" is {} {}", name, to_string(tensor->dtype),
                       shape_text(tensor->shape)),
           "F32 " + shape_text(shape));
  }
  return *tensor;
}

}  // namespace

Checkpoint model_checkpoint(const ModelFacts& facts, const Parameters& parameters,
                            const Standardization& standardization) {
  Checkpoint checkpoint;
  auto& metadata = checkpoint.metadata;
  metadata["schema"] = kSchema;
  metadata["tool"] = tool();
  metadata["network"] = facts.network;
  for_each_option(facts.options,
                  [&](const char* key, const auto& option) { metadata[key] = fact_of(option); });
  metadata["front_end"] = facts.front_end;
  metadata["front_end.text"] = canonical_text(front_end_preset(facts.front_end));
  metadata["positive_label"] = facts.positive_label;
  metadata["training_config"] = facts.training_config;
  const auto& specs = parameters.specs();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    checkpoint.tensors.push_back(
        NamedTensor::of(specs[i].name, dimensions(specs[i].shape), parameters.values(i)));
  }
  const auto num_bands = static_cast<std::int64_t>(standardization.mean.size());
  checkpoint.tensors.push_back(NamedTensor::of(kMean, {num_bands}, standardization.mean));
  checkpoint.tensors.push_back(NamedTensor::of(kInvStd, {num_bands}, standardization.inv_std));
  return checkpoint;
}

ModelFacts read_facts(const std::string& file, const Checkpoint& checkpoint) {
  if (checkpoint.fact("schema") != kSchema) {
    refuse(file, "a checkpoint, but not a model of cantus", std::string("schema ") + kSchema);
  }
  ModelFacts facts;
  facts.network = fact(file, checkpoint, "network");
  for_each_option(facts.options, [&](const char* key, auto& option) {
    take_fact(file, key, fact(file, checkpoint, key), option);
  });
  facts.front_end = fact(file, checkpoint, "front_end");
  facts.positive_label = fact(file, checkpoint, "positive_label");
  if (facts.positive_label.empty() || escape_control(facts.positive_label) != facts.positive_label)
    refuse(file, "positive_label \"" + facts.positive_label.substr(0, 40) + "\"",
           "a label without control characters");
  facts.training_config = fact(file, checkpoint, "training_config");

  const auto names = network_names();
  if (std::find(names.begin(), names.end(), facts.network) == names.end()) {
    refuse(file, "network \"" + facts.network + "\"", join(names));
  }
  const auto presets = front_end_preset_names();
  if (std::find(presets.begin(), presets.end(), facts.front_end) == presets.end())
    refuse(file, "front end \"" + facts.front_end + "\"", join(presets));
  if (fact(file, checkpoint, "front_end.text") !=
      canonical_text(front_end_preset(facts.front_end))) {
    refuse(file, "front end \"" + facts.front_end + "\" with other numbers than this version's",
           "the same numbers");
  }
  return facts;
}

Standardization read_standardization(const std::string& file, const Checkpoint& checkpoint,
                                     std::int64_t num_bands) {
  Standardization standardization;
  standardization.mean = tensor_of(file, checkpoint, kMean, {num_bands}).values<float>();
  standardization.inv_std = tensor_of(file, checkpoint, kInvStd, {num_bands}).values<float>();
  return standardization;
}

bool is_parameter(const std::string& tensor) {
  return tensor != kMean && tensor != kInvStd && tensor.rfind("optimizer.", 0) != 0 &&
         tensor.rfind("state.", 0) != 0;
}

void read_parameters(const std::string& file, const Checkpoint& checkpoint,
                     Parameters& parameters) {
  const auto& specs = parameters.specs();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const NamedTensor& tensor =
        tensor_of(file, checkpoint, specs[i].name, dimensions(specs[i].shape));
    parameters.set_values(i, tensor.values<float>());
  }
}

std::vector<float> standard_silence(const Model& model, StoredFloat type) {
  float silence = silent_feature(front_end_preset(model.facts.front_end));
  if (type == StoredFloat::kFloat16) silence = rounded_to_half(silence);
  std::vector<float> frame(model.standardization.mean.size());
  for (std::size_t band = 0; band < frame.size(); ++band)
    frame[band] =
        (silence - model.standardization.mean[band]) * model.standardization.inv_std[band];
  return frame;
}

namespace {

Network network_of(const std::string& file, const ModelFacts& facts) {
  Network network = make_network(facts.network, facts.options);
  const std::int64_t num_bands = front_end_preset(facts.front_end).num_bands();
  if (network.num_bands != num_bands)
    refuse(file, fmt::format("a network of {} bands", network.num_bands),
           fmt::format("{}, as front end \"{}\" has", num_bands, facts.front_end));
  if (network.num_frames < network.least_frames)
    refuse(file, fmt::format("a network of {} frames", network.num_frames),
           fmt::format("{} or more", network.least_frames));
  return network;
}

// Also the parameters that only training needs: a checkpoint holds them.
std::vector<ParameterSpec> trained_specs(const ModelFacts& facts) {
  NetworkOptions options = facts.options;
  options.has_attention = true;
  return parameter_specs(make_network(facts.network, options), Mode::kTraining);
}

void refuse_other_tensors(const std::string& file, const Checkpoint& checkpoint,
                          const std::vector<ParameterSpec>& specs) {
  for (const auto& tensor : checkpoint.tensors) {
    const auto has_name = [&](const ParameterSpec& spec) { return spec.name == tensor.name; };
    if (is_parameter(tensor.name) && std::none_of(specs.begin(), specs.end(), has_name))
      refuse(file, "tensor \"" + tensor.name + "\" belongs to no layer", "none left over");
  }
}

}  // namespace

Model load_model(Queue& queue, const std::filesystem::path& named) {
  const std::filesystem::path path = model_path(named);
  const std::string file = path.string();
  const InputFile opened(path);  // the hash is of what was read, even if the name is replaced later
  const Checkpoint checkpoint = read_checkpoint(opened);
  ModelFacts facts = read_facts(file, checkpoint);
  Network network = network_of(file, facts);
  std::vector<ParameterSpec> specs = parameter_specs(network);
  for (const ParameterSpec& spec : specs)  // before their memory is allocated
    tensor_of(file, checkpoint, spec.name, dimensions(spec.shape));
  Parameters parameters(queue, std::move(specs));
  read_parameters(file, checkpoint, parameters);
  refuse_other_tensors(file, checkpoint, trained_specs(facts));
  Standardization standardization = read_standardization(file, checkpoint, network.num_bands);
  return {std::move(facts),           std::move(network),     std::move(parameters),
          std::move(standardization), sha256_of_file(opened), file};
}

}  // namespace cantus
