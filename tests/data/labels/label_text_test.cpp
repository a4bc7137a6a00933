#include "data/labels/label_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "data/labels/csv_fields.h"
#include "data/labels/read_labels.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

const std::vector<Segment> kSegments{{0, 1.5, "nosing"}, {1.5, 10.0 / 3, "sing", 0.75}};

TEST(LabelText, LabHasSixDecimalsAndNoHeader) {
  EXPECT_EQ(to_lab(kSegments), "0.000000 1.500000 nosing\n1.500000 3.333333 sing\n");
}

TEST(LabelText, AudacityHasTabs) {
  EXPECT_EQ(to_audacity({kSegments[1]}), "1.500000\t3.333333\tsing\n");
  EXPECT_EQ(to_audacity({}), "");
}

TEST(LabelText, CsvQuotesWhatNeedsIt) {
  EXPECT_EQ(csv_field("line\nbreak"), "\"line\nbreak\"");
  EXPECT_EQ(csv_field("carriage\rreturn"), "\"carriage\rreturn\"");
  EXPECT_EQ(to_csv({{1, 2, "a, \"b\"", 0.5}}),
            "start_s,end_s,label,confidence\n1.000000,2.000000,\"a, \"\"b\"\"\",0.500000\n");
}

TEST(LabelText, ReadsBackAsItWasWritten) {
  const Scratch scratch;
  const std::vector<Segment> segments{{0, 1.5, "nosing"}, {1.5, 3.333333, "sing"}};
  EXPECT_EQ(read_lab(scratch.file("a.lab", to_lab(segments))), segments);
  EXPECT_EQ(read_audacity(scratch.file("a.txt", to_audacity(segments))), segments);
  EXPECT_EQ(read_segments_csv(scratch.file("a.csv", to_csv(segments))), segments);
}

TEST(LabelText, LabHasLabelsOfOneWord) {
  const Scratch scratch;
  const auto file = scratch.file("a.lab", to_lab({{0, 1, "lead vocal, loud"}}));
  EXPECT_EQ(read_lab(file), (std::vector<Segment>{{0, 1, "lead_vocal__loud"}}));
}

TEST(LabelText, RefusesLabelsThatWouldBreakTheFile) {
  expect_error(Exit::kSoftware, "a word", [] { to_lab({{0, 1, ""}}); });
  expect_error(Exit::kSoftware, "control", [] { to_audacity({{0, 1, "a\nb"}}); });
  expect_error(Exit::kSoftware, "control", [] { to_textgrid({{0, 1, "a\nb"}}, 1); });
  expect_error(Exit::kSoftware, "finite", [] { to_csv({{0, NAN, "a"}}); });
}

TEST(LabelText, TextGridCoversTheSong) {
  EXPECT_EQ(to_textgrid({{0.5, 1.5, "sing \"la\""}}, 2),
            R"(File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0.000000
xmax = 2.000000
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "voice"
        xmin = 0.000000
        xmax = 2.000000
        intervals: size = 3
        intervals [1]:
            xmin = 0.000000
            xmax = 0.500000
            text = ""
        intervals [2]:
            xmin = 0.500000
            xmax = 1.500000
            text = "sing ""la"""
        intervals [3]:
            xmin = 1.500000
            xmax = 2.000000
            text = ""
)");
}

TEST(LabelText, JamsHasWhatItsSchemaRequires) {
  const auto jams = nlohmann::json::parse(to_jams(kSegments, {"song \xff", 12.5, "cantus 0.1.0"}));
  EXPECT_EQ(jams["file_metadata"]["duration"], 12.5);
  EXPECT_EQ(jams["file_metadata"]["jams_version"], "0.3.4");
  ASSERT_EQ(jams["annotations"].size(), 1u);
  const auto& annotation = jams["annotations"][0];
  EXPECT_EQ(annotation["namespace"], "segment_open");
  EXPECT_TRUE(annotation["annotation_metadata"]["curator"].contains("email"));
  ASSERT_EQ(annotation["data"].size(), 2u);
  const auto& observation = annotation["data"][1];
  EXPECT_EQ(observation["time"], 1.5);
  EXPECT_EQ(observation["duration"], 1.833333);
  EXPECT_EQ(observation["value"], "sing");
  EXPECT_EQ(observation["confidence"], 0.75);
}

}  // namespace
}  // namespace cantus
