#include "data/files/json_text.h"

#include <ctime>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cantus {
namespace {

using Json = nlohmann::json;

template <class Work>
double seconds_for(const Work& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

TEST(JsonText, GivesTheDocumentThatTheLibraryGives) {
  for (const char* text :
       {R"({"a": [1, -2, 3.5, "é\n", true, null, [], {}], "b": {"c": {"d": [[4]]}}})", "[]", "7",
        "\"text\"", R"([{"a": 1, "a": 2}, 18446744073709551615])"})
    EXPECT_EQ(parse_json(text, 9), Json::parse(text)) << text;
}

TEST(JsonText, ReadsPastWhatNestsDeeper) {
  const char* text = R"({"a": [1, [2, {"x": [3]}], 4], "b": {"c": {"d": 5}}, "e": 6})";
  EXPECT_EQ(parse_json(text, 2), Json::parse(R"({"a": [1, [], 4], "b": {"c": {}}, "e": 6})"));
  EXPECT_EQ(parse_json(text, 1), Json::parse(R"({"a": [], "b": {}, "e": 6})"));
}

TEST(JsonText, ThrowsWhereATextIsNone) {
  for (const char* text : {"", "{", "[1,]", "{\"a\"}", "1 2", "nul", "[[[[[[[[{]]]]]]]]"})
    EXPECT_THROW(parse_json(text, 3), Json::parse_error) << text;
  EXPECT_THROW(parse_json("[1e999]", 3), Json::out_of_range);
}

// A filter that scans the array at the end of every object would take a thousand times as long.
TEST(JsonText, TakesAboutTheTimeThatTheLibraryTakes) {
  std::string text = "[";
  for (int i = 0; i < 100000; ++i) text += "{},";
  text += "{}]";
  const double of_library = seconds_for([&] { return Json::parse(text); });
  EXPECT_LT(seconds_for([&] { return parse_json(text, 5); }), 50 * of_library);
}

}  // namespace
}  // namespace cantus
