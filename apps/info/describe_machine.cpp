#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/info/info.h"
#include "apps/program/commit.h"
#include "apps/program/document.h"
#include "apps/program/instruction_set.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/version.h"
#include "data/audio/audio_format.h"
#include "data/files/process.h"
#include "data/library_versions.h"
#include "kernels/core/error.h"
#include "kernels/core/library_versions.h"

namespace cantus {
namespace {

std::string or_none(const std::string& extensions) {
  return extensions.empty() ? "no extension" : extensions;
}

}  // namespace

Exit describe_machine(const CommonOptions& common) {
  nlohmann::ordered_json facts = begin_document("cantus.info.machine/1");
  facts["device"] = to_string(common.device);
  facts["threads"] = common.num_threads;
  facts["built_for"] = extension_names(kBuiltFor);
  facts["cpu_has"] = extension_names(present_extensions());
  std::string gpu;
  try {
    gpu = describe_gpu({DeviceKind::kCuda, 0});
  } catch (const Error& error) {
    gpu = std::string("none: ") + error.what();
  }
  facts["gpu"] = gpu;
  auto libraries = kernel_library_versions();
  for (auto& library : data_library_versions()) libraries.push_back(std::move(library));
  for (const auto& [name, found] : libraries) facts["libraries"][name] = found;
  const auto ffmpeg = find_program("ffmpeg");
  std::vector<std::string> read, read_by_ffmpeg;
  for (const AudioFormat format : values_of<AudioFormat>())
    (ffmpeg_name_of(format) == nullptr ? read : read_by_ffmpeg).push_back(to_string(format));
  facts["reads"] = read;
  if (ffmpeg)
    for (const std::string& format : read_by_ffmpeg) facts["reads"].push_back(format);
  facts["ffmpeg"] = or_null(ffmpeg ? ffmpeg->string() : "");

  if (common.json) {
    print_document(facts);
    return Exit::kDone;
  }
  std::string text = fmt::format("cantus       {}, commit {}\n", version(), commit());
  text += fmt::format("device       {}, {}\n", to_string(common.device),
                      counted(static_cast<std::size_t>(common.num_threads), "thread"));
  text += fmt::format("GPU          {}\n", gpu);
  text += fmt::format("built for    {}\n", or_none(extension_names(kBuiltFor)));
  text += fmt::format("CPU has      {}\n", or_none(extension_names(present_extensions())));
  for (const auto& [name, found] : libraries) text += fmt::format("{:<12} {}\n", name, found);
  text += "reads        " + join(read);
  text += ffmpeg ? fmt::format("; by {}: {}\n", ffmpeg->string(), join(read_by_ffmpeg))
                 : fmt::format("; {} need the program ffmpeg, which is not installed\n",
                               join(read_by_ffmpeg));
  print_lines(text);
  return Exit::kDone;
}

}  // namespace cantus
