#include <gtest/gtest.h>

#include "data/labels/label_text.h"
#include "data/labels/read_labels.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

std::string segments(const std::string& data) {
  return R"({"file_metadata": {"duration": 9}, "annotations": [
    {"namespace": "beat", "data": [{"time": 1, "duration": 0, "value": 1, "confidence": null}]},
    {"namespace": "segment_open", "data": [)" +
         data + "]}]}";
}

TEST(ReadJams, ReadsWhatIsWritten) {
  const Scratch scratch;
  const std::vector<Segment> written{{0.02, 0.06, "sing", 0.75}, {0.06, 2.5, "speech", 0.5}};
  EXPECT_EQ(read_jams(scratch.file("a.jams", to_jams(written, {"a", 3, "cantus"}))), written);
  EXPECT_TRUE(read_jams(scratch.file("b.jams", to_jams({}, {"b", 3, "cantus"}))).empty());
}

TEST(ReadJams, TakesTheSegmentsAmongOtherAnnotations) {
  const Scratch scratch;
  const auto found = read_jams(scratch.file(
      "a.jams",
      segments(R"({"time": 1, "duration": 2.5, "value": "two words", "confidence": null})")));
  EXPECT_EQ(found, (std::vector<Segment>{{1, 3.5, "two words", 1}}));
}

// 0.1 + 0.2 is more than 0.3, and six decimals round a start and a duration separately.
TEST(ReadJams, ForgivesRoundingWhereOneSegmentFollowsAnother) {
  const Scratch scratch;
  const auto found =
      read_jams(scratch.file("a.jams", segments(R"({"time": 0.1, "duration": 0.2, "value": "a"},
                            {"time": 0.3, "duration": 0.700001, "value": "b"},
                            {"time": 1.0, "duration": 1, "value": "c"})")));
  EXPECT_EQ(found, (std::vector<Segment>{{0.1, 0.3, "a"}, {0.3, 1.0, "b"}, {1.0, 2.0, "c"}}));
}

TEST(ReadJams, KeepsThePausesBetweenSegments) {
  const Scratch scratch;
  const std::vector<Segment> written{{0, 1, "sing"}, {1.5, 2, "sing"}, {2.5, 3, "sing"}};
  EXPECT_EQ(read_jams(scratch.file("a.jams", to_jams(written, {"a", 3, "cantus"}))), written);
}

// A caller makes frames up to the stated duration.
TEST(ReadJams, RefusesASoundOfMoreThanADay) {
  const Scratch scratch;
  const auto stated = [&](const std::string& duration) {
    return stated_duration_of_jams(
        scratch.file("a.jams", R"({"file_metadata": {"duration": )" + duration + "}}"));
  };
  EXPECT_EQ(stated("86400"), 86400);
  EXPECT_EQ(stated("0"), std::nullopt);
  expect_error(Exit::kBadData, "a.jams: its duration is 1e+300 s (expected 24 h at most",
               [&] { stated("1e300"); });
}

TEST(ReadJams, RefusesEverythingElse) {
  const Scratch scratch;
  const auto expect_refused = [&](const std::string& text, const std::string& message) {
    expect_error(Exit::kBadData, "a.jams: " + message,
                 [&] { read_jams(scratch.file("a.jams", text), 9); });
  };
  const std::string good = R"({"time": 1, "duration": 2, "value": "a"})";
  expect_refused("", "is empty");
  expect_refused("{", "malformed JSON (expected JAMS)");
  const std::string deep = std::string(200000, '[') + std::string(200000, ']');
  expect_refused(R"({"annotations":)" + deep + "}", "no annotation");
  expect_refused(segments(deep), "segment 1: time is no number");
  expect_refused("[]", "no list of annotations");
  expect_refused(R"({"annotations": []})",
                 "no annotation (expected one in segment_open, its data empty where there is no "
                 "voice)");
  expect_refused(R"({"annotations": [{"namespace": "beat", "data": []}, 7]})",
                 "annotations in beat (expected one in segment_open, its data");
  expect_refused(R"({"annotations": [{"namespace": "segment_open", "data": {"time": [1]}}]})",
                 "its data are no list");
  const std::string one = R"({"namespace": "segment_open", "data": []})";
  expect_refused(R"({"annotations": [)" + one + "," + one + "]}", "two annotations");
  expect_refused(segments("7"), "segment 1: time is no number (expected seconds)");
  expect_refused(segments(good + R"(, {"time": 4, "duration": null, "value": "a"})"),
                 "segment 2: duration is no number");
  expect_refused(segments(R"({"time": 1, "duration": 2, "value": 3})"),
                 "segment 1: value is no text");
  expect_refused(segments(R"({"time": 1, "duration": 2, "value": "a", "confidence": 1.5})"),
                 "segment 1: confidence is 1.500000 (expected 0 to 1)");
  expect_refused(segments(R"({"time": -1, "duration": 2, "value": "a"})"),
                 "segment 1: segment starts at -1");
  expect_refused(segments(good + ", " + good), "segment 2: segment starts at 1");
  expect_refused(segments(good + R"(, {"time": 2.9999, "duration": 1, "value": "a"})"),
                 "segment 2: segment starts at 2.999900 s, inside the one above it");
  expect_refused(segments(R"({"time": 1, "duration": 20, "value": "a"})"),
                 "segment 1: segment ends at 21");
  expect_refused(segments(R"({"time": 1, "duration": 1e400, "value": "a"})"), "malformed JSON");
}

}  // namespace
}  // namespace cantus
