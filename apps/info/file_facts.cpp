#include "apps/info/file_facts.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include <fmt/format.h>

#include "apps/info/label_facts.h"
#include "apps/info/text_facts.h"
#include "apps/model/model_file.h"
#include "data/audio/audio_format.h"
#include "data/audio/read_audio.h"
#include "data/audio/sound_facts.h"
#include "data/checkpoint/checkpoint.h"
#include "data/curves/npz.h"
#include "data/files/input_file.h"
#include "data/files/list_files.h"
#include "data/frontend/front_end.h"
#include "data/hdf5/summary.h"
#include "data/labels/read_labels.h"
#include "data/picture/png_file.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

FileFacts facts_of_checkpoint(const fs::path& path) {
  const Checkpoint checkpoint = read_checkpoint(path);
  FileFacts facts;
  std::size_t num_bytes = 0;
  for (const auto& tensor : checkpoint.tensors) num_bytes += tensor.bytes.size();
  facts.details = {{"tensors", fmt::format("{}", checkpoint.tensors.size())},
                   {"tensor bytes", fmt::format("{}", num_bytes)}};
  const bool is_model = checkpoint.fact("schema").starts_with("cantus.model/");
  const NamedTensor* counters = checkpoint.find("state.counters");
  facts.kind = is_model && counters == nullptr ? "model" : "checkpoint";
  if (counters != nullptr && counters->bytes.size() == 3 * sizeof(std::uint64_t)) {
    facts.details.emplace_back("step", fmt::format("{}", counters->values<std::uint64_t>()[0]));
  }
  if (is_model) {
    Queue queue(Device{}, 1);
    const Model model = load_model(queue, path);
    const ParameterCount count = count_parameters(model.parameters.specs());
    facts.details.emplace_back("parameters", fmt::format("{}", count.weights));
    facts.numbers.emplace_back("num_parameters", std::int64_t{count.weights});
    facts.details.emplace_back("sha256", model.sha256);
  }
  for (const auto& [name, value] : checkpoint.metadata) {
    if (value.size() <= 100 && value.find('\n') == std::string::npos) {
      facts.details.emplace_back(name, value);
    }
  }
  return facts;
}

FileFacts facts_of_npz(const fs::path& path) {
  FileFacts facts{"NPZ", {}};
  const auto arrays = read_npz(path);
  if (arrays.size() == 2 && arrays[0].name == "time" && arrays[1].name == "prob") {
    return facts_of_curve("NPZ curve", read_curve_npz(path));
  }
  for (const NpzArray& array : arrays) {
    facts.details.emplace_back(array.name,
                               fmt::format("{} [{}]", array.type, fmt::join(array.shape, ", ")));
  }
  return facts;
}

FileFacts facts_of_audio(const fs::path& path, AudioFormat format) {
  int sample_rate = 0;
  std::int64_t num_samples = 0;
  float peak = 0;
  read_audio_pieces(path, {}, [&](int rate, std::span<const float> piece) {
    sample_rate = rate;
    num_samples += std::ssize(piece);
    for (const float sample : piece) peak = std::max(peak, std::abs(sample));
  });
  const double duration_s = static_cast<double>(num_samples) / sample_rate;
  FileFacts facts{to_string(format),
                  {{"sample_rate", fmt::format("{} Hz", sample_rate)},
                   {"samples", fmt::format("{}", num_samples)},
                   {"duration", fmt::format("{:.3f} s", duration_s)},
                   {"peak", fmt::format("{:.4f}", peak)}},
                  {{"sample_rate_hz", std::int64_t{sample_rate}},
                   {"num_samples", num_samples},
                   {"duration_s", duration_s},
                   {"peak_amplitude", static_cast<double>(peak)}}};
  if (const auto sound = probe_sound_facts(path)) {
    facts.details.emplace_back("channels", fmt::format("{}", sound->num_channels));
    facts.details.emplace_back("coding", sound->coding);
    facts.numbers.emplace_back("num_channels", std::int64_t{sound->num_channels});
  }
  return facts;
}

// The kind of an HDF5 file that cantus wrote, else "HDF5".
std::string kind_of_hdf5(const std::vector<std::pair<std::string, std::string>>& details) {
  std::set<std::string> names;
  for (const auto& [name, value] : details) {
    if (name == "schema" && value.starts_with("cantus.saliency.index/")) return "index of maps";
    if (name == "schema" && value.starts_with("cantus.saliency/")) return "saliency map";
    names.insert(name);
  }
  if (names.count("features") + names.count("front_end") + names.count("track") == 3)
    return "features";
  return names == std::set<std::string>{"prob", "time"} ? "HDF5 curve" : "HDF5";
}

// For features, also names the front end if it is a preset.
FileFacts facts_of_hdf5(const fs::path& path) {
  FileFacts facts{"", summarize_hdf5(path)};
  facts.kind = kind_of_hdf5(facts.details);
  for (auto& [name, value] : facts.details) {
    if (name != "front_end") continue;
    for (const std::string& preset : front_end_preset_names()) {
      std::string text = canonical_text(front_end_preset(preset));
      std::replace(text.begin(), text.end(), '\n', ' ');
      if (text.rfind(value, 0) == 0) value = fmt::format("{} ({})", preset, value);
    }
  }
  return facts;
}

bool looks_like_text(const std::string& head) {
  return std::none_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
  });
}

}  // namespace

FileFacts facts_of_curve(const char* kind, const Curve& curve) {
  FileFacts facts{kind,
                  {{"frames", fmt::format("{}", curve.value.size())}},
                  {{"num_frames", std::ssize(curve.value)}}};
  if (curve.value.empty()) return facts;
  const auto [low, high] = std::minmax_element(curve.value.begin(), curve.value.end());
  facts.details.emplace_back(
      "time", fmt::format("{:.3f} to {:.3f} s", curve.time_s.front(), curve.time_s.back()));
  facts.details.emplace_back("values", fmt::format("{:.4f} to {:.4f}", *low, *high));
  return facts;
}

FileFacts facts_of_file(const fs::path& path) {
  const bool may_be_empty = lower_extension(path) == ".txt";  // an Audacity track without labels
  const InputFile file(path, std::uint64_t{1} << 32,
                       may_be_empty ? WhenEmpty::kAccept : WhenEmpty::kRefuse);
  std::string head(512, '\0');
  head.resize(file.read_at(0, head.data(), head.size()));
  if (head.rfind("\x89HDF\r\n\x1a\n", 0) == 0) return facts_of_hdf5(path);
  if (head.rfind("PK\x03\x04", 0) == 0) return facts_of_npz(path);
  if (head.size() > 8 && head[8] == '{' && head.substr(4, 4) == std::string(4, '\0')) {
    return facts_of_checkpoint(path);
  }
  if (head.rfind("\x89PNG\r\n\x1a\n", 0) == 0) {
    const PictureSize size = read_png_size(path);
    return {"PNG", {{"pixels", fmt::format("{} x {}", size.width, size.height)}}};
  }
  if (head.rfind("<!doctype html>", 0) == 0) return facts_of_page(path);
  if (lower_extension(path) == ".textgrid")  // whose text may be UTF-16
    return facts_of_labels("TextGrid", read_textgrid(path));
  if (looks_like_text(head)) return is_json(path, head) ? facts_of_json(path) : facts_of_text(path);
  return facts_of_audio(path, sniff_audio_format(file));
}

}  // namespace cantus
