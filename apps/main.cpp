#include <cstdio>
#include <exception>

#include "kernels/core/error.h"

int main() {
  try {
    throw cantus::Error(cantus::Exit::kUsage, "", "no verb given", "cantus VERB ...");
  } catch (const cantus::Error& error) {
    std::fprintf(stderr, "cantus: error: %s\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cantus: error: %s\n", error.what());
    return static_cast<int>(cantus::Exit::kSoftware);
  }
}
