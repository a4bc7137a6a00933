#pragma once

namespace cantus {

// The compiler's own type of IEEE half precision. GCC knows _Float16 on AArch64 from version 13 on,
// and __fp16 in all of them, which is stored and converted alike.
#ifdef __aarch64__
using Float16 = __fp16;
#else
using Float16 = _Float16;
#endif

}  // namespace cantus
