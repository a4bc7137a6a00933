#include "apps/info/info.h"

#include <memory>

#include "apps/program/verb.h"

namespace cantus {
namespace {

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<InfoOptions>();
  flags.positional("FILES...", options->files,
                   "files and folders (runs and others) to describe and check; none: this machine");
  flags.text("--model", options->model, "NAME|MODEL",
             "describe a network: glu_cnn, glu_crnn, ..., or that of a model or run");
  flags.list("--freeze", options->frozen, "LAYERS", "its frozen layers: L1,L2");
  return [options](const CommonOptions& common) {
    if (options->model.empty() && !options->frozen.empty())
      throw Error(Exit::kUsage, "--freeze", "given without --model",
                  "--model NAME or a model file");
    if (!options->model.empty() && !options->files.empty())
      throw Error(Exit::kUsage, "--model", "given beside files", "one or the other");
    if (!options->model.empty()) return describe_model(*options, common);
    if (!options->files.empty()) return describe_files(options->files, common);
    return describe_machine(common);
  };
}

}  // namespace

const Verb kInfoVerb = {"info", "describe a network, a file or this machine",
                        "  cantus info --model glu_crnn --freeze L2\n"
                        "  cantus info voice.safetensors song.mp3 song.lab\n",
                        declare};

}  // namespace cantus
