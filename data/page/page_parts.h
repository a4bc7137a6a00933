#pragma once

namespace cantus {

// The contents of this folder's page files (HTML, CSS, scripts), compiled into the program so that
// it needs no other file.
extern const char* const kPageHtml;
extern const char* const kPageStyle;
extern const char* const kPageScript;

}  // namespace cantus
