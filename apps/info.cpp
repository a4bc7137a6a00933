#include "apps/info.h"

#include "apps/verb.h"

namespace cantus {
namespace {

RunVerb declare(Flags&) {
  return [](const CommonOptions& common) { return describe_machine(common); };
}

}  // namespace

extern const Verb kInfoVerb;
const Verb kInfoVerb = {"info", "describe this machine",
                        "  cantus info\n"
                        "  cantus info --json\n",
                        declare};

}  // namespace cantus
