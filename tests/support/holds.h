#pragma once

#include <string>

#include <gtest/gtest.h>

namespace cantus {

// Whether a text contains a part. If the assertion fails, it shows the text.
inline ::testing::AssertionResult holds(const std::string& text, const std::string& part) {
  const bool is_there = text.find(part) != std::string::npos;
  return (is_there ? ::testing::AssertionSuccess() : ::testing::AssertionFailure())
         << "\"" << part << "\" in\n"
         << text;
}

}  // namespace cantus
