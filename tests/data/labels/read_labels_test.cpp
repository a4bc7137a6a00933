#include "data/labels/read_labels.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "data/frontend/front_end.h"
#include "data/labels/label_text.h"
#include "data/labels/segment.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

const std::vector<Segment> kTwo{{0, 1.5, "nosing"}, {1.5, 3.25, "sing"}};

class Labels : public ::testing::Test {
 protected:
  void expect_refused(const std::string& text, const std::string& message) {
    expect_error(Exit::kBadData, "a.lab" + message,
                 [&] { read_lab(scratch_.file("a.lab", text), 100.0); });
  }
  const Scratch scratch_;
};

TEST_F(Labels, AcceptTheSeparatorsAndLineEndsOfTheWorld) {
  for (const char* text : {"0 1.5 nosing\n1.5 3.25 sing\n", "0\t1.5\tnosing\n1.5\t3.25\tsing",
                           "0,1.5,nosing\r\n1.5,3.25,sing\r\n",
                           "\xef\xbb\xbf"
                           "0 1.5 nosing\n1.5 3.25 sing\n",
                           "# start end label\n0.000 1.500 nosing \n\n  1.5   3.25 sing\n",
                           "0, 1.5, nosing\n1.5, 3.25, sing\n"}) {
    EXPECT_EQ(read_lab(scratch_.file("a.lab", text)), kTwo) << text;
  }
}

TEST_F(Labels, RefuseSegmentsOutOfOrder) {
  expect_refused("5 6 sing\n1 2 nosing\n",
                 ":2: segment starts at 1.000000 s, before the one above it (expected segments in "
                 "order of time); correct the line");
}

TEST_F(Labels, RefuseOverlap) {
  expect_refused("1 3 sing\n\n2 4 nosing\n",
                 ":3: segment starts at 2.000000 s, inside the one above it (expected 3.000000 s "
                 "or later)");
}

TEST_F(Labels, RefuseSegmentsThatEndBeforeTheyStart) {
  expect_refused("3 1 sing\n", ":1: segment ends at 1.000000 s, before its start at 3.000000 s");
}

TEST_F(Labels, RefuseTimesThatAreNotFiniteNumbers) {
  expect_refused("0 nan sing\n", ":1: end is \"nan\" (expected a finite number)");
  expect_refused("inf 1 sing\n", ":1: start is \"inf\"");
  expect_refused("0 1e999 sing\n", ":1: end is \"1e999\"");
  expect_refused("0 1 sing\nzero 2 sing\n", ":2: start is \"zero\"");
  expect_refused("0 1s sing\n", ":1: end is \"1s\"");
  expect_refused("-1 1 sing\n", ":1: segment starts at -1.000000 s (expected 0 or later)");
}

TEST_F(Labels, RefuseLinesThatAreNotThreeFields) {
  expect_refused("0 1\n", ":1: 2 fields (expected start end label)");
  expect_refused("0 1 lead vocal\n", ":1: 4 fields");
}

TEST_F(Labels, RefuseSegmentsAfterTheEndOfTheSound) {
  expect_refused("0 99 sing\n99 250 nosing\n",
                 ":2: segment ends at 250.000000 s, more than 1 s after the end of the sound at "
                 "100.000000 s (expected at most 101.000000 s)");
  expect_refused("0 99 sing\n100.5 100.6 nosing\n",
                 ":2: segment starts at 100.500000 s, after the end of the sound (expected at most "
                 "100.000000 s)");
  for (const char* text : {"0 100.4 sing\n", "0 100 sing\n100 101 nosing\n"})
    EXPECT_NO_THROW(read_lab(scratch_.file("a.lab", text), 100.0)) << text;
}

TEST_F(Labels, RefuseTimesThatNoSoundHas) {
  const auto expect_late = [&](const std::string& text, const std::string& message) {
    expect_error(Exit::kBadData, message, [&] { read_lab(scratch_.file("a.lab", text)); });
  };
  expect_late("0 1e300 sing\n", "a.lab:1: segment ends at 1e+300 s (expected 24 h at most");
  expect_late("0 1 sing\n1 1e12 nosing\n", "a.lab:2: segment ends at 1e+12 s");
  expect_late("0 86401.5 sing\n", "a.lab:1: segment ends at 86401.5 s");
  EXPECT_EQ(read_lab(scratch_.file("a.lab", "0 86401 sing\n")).size(), 1u);
}

TEST_F(Labels, RefuseFilesWithoutSegments) {
  expect_refused("", ": holds no segments");
  expect_refused("# nothing\n\n", ": holds no segments");
}

TEST_F(Labels, RefuseWhatIsNotText) {
  expect_refused(std::string("0 1 a\0b\n", 8), ":1: NUL byte (expected text)");
  expect_refused("0 1 " + std::string(5000, 'x') + "\n", ":1: line too long");
  expect_error(Exit::kNoInput, "absent.lab: no such file",
               [&] { read_lab(scratch_ / "absent.lab"); });
  expect_error(Exit::kBadData, "is a directory", [&] { read_lab(scratch_.folder()); });
  ASSERT_EQ(::mkfifo((scratch_ / "fifo").c_str(), 0600), 0);
  expect_error(Exit::kBadData, "is a FIFO", [&] { read_lab(scratch_ / "fifo"); });
}

TEST(AudacityLabels, KeepBlanksAndAcceptDecimalCommas) {
  const Scratch scratch;
  const auto path = scratch.file(
      "a.txt", "0,500000\t1,250000\tlead vocal\n\\\t200.0\t4000.0\n1.250000\t2.000000\t\n2\t3\n");
  const std::vector<Segment> expected{{0.5, 1.25, "lead vocal"}, {1.25, 2.0, ""}, {2, 3, ""}};
  EXPECT_EQ(read_audacity(path), expected);
}

TEST(AudacityLabels, MayBeNone) {
  const Scratch scratch;
  EXPECT_TRUE(read_audacity(scratch.file("a.txt", "")).empty());
}

TEST(AudacityLabels, RefuseBlanksForTabsAndWrongOrder) {
  const Scratch scratch;
  expect_error(Exit::kBadData, "a.txt:1: no tab (expected start TAB end TAB label)",
               [&] { read_audacity(scratch.file("a.txt", "0 1 sing\n")); });
  expect_error(Exit::kBadData, "a.txt:2: segment starts at 0.000000 s, before the one above it",
               [&] { read_audacity(scratch.file("a.txt", "1\t2\ta\n0\t1\tb\n")); });
}

TEST(SegmentsCsv, FindsItsColumnsByName) {
  const Scratch scratch;
  const auto path = scratch.file(
      "a.csv", "file,label,end_s,start_s,confidence\nx,\"a, \"\"b\"\"\",2,1,0.5\ny,sing,3,2,1\n");
  const std::vector<Segment> expected{{1, 2, "a, \"b\"", 0.5}, {2, 3, "sing", 1}};
  EXPECT_EQ(read_segments_csv(path), expected);
}

TEST(SegmentsCsv, RefusesMissingColumnsAndBadValues) {
  const Scratch scratch;
  const auto refused = [&](const std::string& text, const std::string& message) {
    expect_error(Exit::kBadData, message, [&] { read_segments_csv(scratch.file("a.csv", text)); });
  };
  refused("start,end,label\n", "a.csv:1: header lacks a column (expected start_s,end_s,label)");
  for (const char* twice : {"start_s", "end_s", "label", "confidence"})
    refused(std::string("start_s,end_s,label,confidence,") + twice + "\n",
            std::string("a.csv:1: column `") + twice + "` twice (expected once)");
  refused("start_s,end_s,label\n1,2\n", "a.csv:2: 2 fields (expected 3 as in the header)");
  refused("start_s,end_s,label\n1,2,\"sing\n", "a.csv:2: a quote that is not closed");
  refused("start_s,end_s,label,confidence\n1,2,sing,7\n", "a.csv:2: confidence is 7");
  refused("start_s,end_s,label\n3,4,sing\n1,2,sing\n", "a.csv:3: segment starts at 1.000000 s");
}

TEST(Mir1kVocal, JoinsRunsOfEqualFrames) {
  const Scratch scratch;
  const auto path = scratch.file("a.vocal", "0 \n0 \n1 \n1 \n1 \n0 \n");
  const auto segments = read_mir1k_vocal(path);
  ASSERT_EQ(segments.size(), 3u);
  const double bounds_s[] = {0, 0.05, 0.11, 0.13};
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(segments[i].start_s, bounds_s[i], 1e-12);
    EXPECT_NEAR(segments[i].end_s, bounds_s[i + 1], 1e-12);
    EXPECT_EQ(segments[i].label, i == 1 ? "sing" : "nosing");
  }
}

// Frames of the front end hou2020 are the same windows as those that were labelled.
TEST(Mir1kVocal, GivesFramesOfItsOwnWindowsTheirLabels) {
  const Scratch scratch;
  std::string text;
  std::vector<float> expected;
  for (int line = 0; line < 400; ++line) {
    const bool is_sung = line * 7919 % 11 < 5;
    text += is_sung ? "1 \n" : "0 \n";
    expected.push_back(is_sung ? 1.0f : 0.0f);
  }
  const FrontEnd& front_end = front_end_preset("hou2020");
  EXPECT_EQ(frame_labels(read_mir1k_vocal(scratch.file("a.vocal", text)), {"sing"},
                         frame_centres_s(front_end, 400)),
            expected);
}

TEST(Mir1kVocal, RefusesOtherValues) {
  const Scratch scratch;
  expect_error(Exit::kBadData, "a.vocal:2: \"2\" (expected 0 or 1)",
               [&] { read_mir1k_vocal(scratch.file("a.vocal", "1\n2\n")); });
  expect_error(Exit::kBadData, "a.vocal: is empty",
               [&] { read_mir1k_vocal(scratch.file("a.vocal", "")); });
}

TEST(StatedDuration, IsThatOfFilesThatHoldAWholeSong) {
  const std::vector<Segment> whole{{0, 1, "sing"}, {1.01, 3, "nosing"}},
      gap{{0, 1, ""}, {2, 3, ""}};
  for (const char* name : {"a.lab", "a.LAB", "a.vocal"}) {
    EXPECT_EQ(stated_duration(name, whole), 3) << name;
    EXPECT_EQ(stated_duration(name, gap), std::nullopt) << name;
    EXPECT_EQ(stated_duration(name, {{0.5, 1, ""}}), std::nullopt) << name;
    EXPECT_EQ(stated_duration(name, {}), std::nullopt) << name;
  }
  for (const char* name : {"a.txt", "a.csv"}) EXPECT_EQ(stated_duration(name, whole), std::nullopt);
  const Scratch scratch;
  const auto jams = scratch.file("a.jams", R"({"file_metadata": {"duration": 7.5}})");
  EXPECT_EQ(stated_duration(jams, whole), 7.5);
  EXPECT_EQ(stated_duration(scratch.file("a.TextGrid", to_textgrid(whole, 8.5)), whole), 8.5);
  EXPECT_EQ(stated_duration("a.xml", whole), std::nullopt);
}

TEST(ReadSegments, TakesTheKindFromTheName) {
  const Scratch scratch;
  const std::vector<Segment> expected{{0.02, 0.06, "sing"}};
  EXPECT_EQ(read_segments(scratch.file("a.lab", "0.02 0.06 sing\n")), expected);
  EXPECT_EQ(read_segments(scratch.file("a.txt", "0.02\t0.06\tsing\n")), expected);
  EXPECT_EQ(read_segments(scratch.file("a.csv", "start_s,end_s,label\n0.02,0.06,sing\n")),
            expected);
  EXPECT_EQ(read_segments(
                scratch.file("a.jams", R"({"annotations": [{"namespace": "segment_open", "data": [
                               {"time": 0.02, "duration": 0.04, "value": "sing"}]}]})")),
            expected);
  EXPECT_EQ(read_segments(scratch.file("a.TextGrid", to_textgrid(expected, 1))), expected);
  EXPECT_NEAR(read_segments(scratch.file("a.vocal", "0\n1\n1\n")).back().start_s, 0.03, 1e-12);
  expect_error(Exit::kBadData,
               "labels of an unknown kind (expected .lab, .txt, .csv, .jams, .vocal or .textgrid)",
               [&] { read_segments(scratch.file("a.xml", "<sing/>")); });
}

}  // namespace
}  // namespace cantus
