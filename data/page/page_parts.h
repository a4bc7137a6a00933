#pragma once

namespace cantus {

// The files of this folder that a page is made of, as they are; part of the program, so that it
// needs no other file.
extern const char* const kPageHtml;
extern const char* const kPageStyle;
extern const char* const kPageScript;

}  // namespace cantus
