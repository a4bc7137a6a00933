#include "tests/cuda_emu/kernel_name.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace cuda_emulator {
namespace {

// The function that starts `offset` bytes after the start of a mapped ELF file, from the file's
// symbol table: dladdr() does not know kernels in anonymous namespaces.
std::string symbol_at(const std::string& path, std::uint64_t offset) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  Elf64_Ehdr header;
  if (bytes.size() < sizeof header) return "";
  std::memcpy(&header, bytes.data(), sizeof header);
  const auto section = [&](std::size_t index) {
    Elf64_Shdr found;
    std::memcpy(&found, bytes.data() + header.e_shoff + index * sizeof found, sizeof found);
    return found;
  };
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr symbols = section(i);
    if (symbols.sh_type != SHT_SYMTAB) continue;
    const Elf64_Shdr names = section(symbols.sh_link);
    for (std::size_t at = 0; at < symbols.sh_size; at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, bytes.data() + symbols.sh_offset + at, sizeof symbol);
      if (symbol.st_value == offset && ELF64_ST_TYPE(symbol.st_info) == STT_FUNC)
        return bytes.data() + names.sh_offset + symbol.st_name;
    }
  }
  return "";
}

std::string find_name(const void* kernel) {
  Dl_info info;
  if (dladdr(kernel, &info) == 0) return "";
  if (info.dli_saddr == kernel && info.dli_sname != nullptr) return info.dli_sname;
  const auto offset = static_cast<std::uint64_t>(static_cast<const char*>(kernel) -
                                                 static_cast<const char*>(info.dli_fbase));
  return symbol_at(info.dli_fname, offset);
}

// "void a::b<float>(int)" -> "a::b<float>": drops the return type and the parameters.
std::string without_signature(const std::string& name) {
  std::size_t end = name.size();
  int depth = 0;
  for (std::size_t i = name.size(); i-- > 0;) {
    if (name[i] == ')') ++depth;
    if (name[i] == '(' && --depth == 0) {
      end = i;
      break;
    }
  }
  std::size_t begin = 0;
  depth = 0;
  for (std::size_t i = 0; i < end; ++i) {
    if (name[i] == '<' || name[i] == '(') ++depth;
    if (name[i] == '>' || name[i] == ')') --depth;
    if (name[i] == ' ' && depth == 0) begin = i + 1;
  }
  return name.substr(begin, end - begin);
}

}  // namespace

const char* mangled_kernel_name(const void* kernel) {
  static std::mutex mutex;
  static std::map<const void*, std::string> names;  // CUDA's callers keep the pointers
  const std::lock_guard<std::mutex> lock(mutex);
  const auto [place, is_new] = names.try_emplace(kernel);
  if (is_new) place->second = find_name(kernel);
  return place->second.c_str();
}

std::string short_kernel_name(const void* kernel) {
  const std::string mangled = mangled_kernel_name(kernel);
  char* name = abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, nullptr);
  const std::string text = name == nullptr ? mangled : without_signature(name);
  std::free(name);
  return text.empty() ? "a kernel" : text;
}

}  // namespace cuda_emulator
