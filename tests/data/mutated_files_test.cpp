// Gives every reader its files after random accidents, which nobody thought of forging by hand.

#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "data/audio/audio_format.h"
#include "data/audio/complete_audio.h"
#include "data/audio/read_audio.h"
#include "data/audio/sound_facts.h"
#include "data/audio/write_wav.h"
#include "data/checkpoint/checkpoint.h"
#include "data/corpora/corpora.h"
#include "data/curves/curve.h"
#include "data/files/list_files.h"
#include "data/files/process.h"
#include "data/hdf5/summary.h"
#include "data/labels/label_text.h"
#include "data/labels/read_labels.h"
#include "data/manifest/corpus_manifest.h"
#include "data/manifest/weak_labels.h"
#include "data/synth/corpus/fluidsynth.h"
#include "data/synth/instruments/soundfont_part.h"
#include "tests/data/support/mutations.h"
#include "tests/data/support/sound_files.h"
#include "tests/data/support/tiny_corpora.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

TEST(MutatedFiles, SoundOfLibsndfile) {
  const std::vector<std::pair<const char*, int>> formats{
      {"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
      {"a.float.wav", SF_FORMAT_WAVEX | SF_FORMAT_FLOAT},
      {"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24},
      {"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
      {"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
      {"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS},
      {"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III},
  };
  const Scratch scratch;
  for (const auto& [name, format] : formats) {
    const auto good = encode(scratch / name, format, 48000, 2, tone(48000, 0.2, {1.0f, 0.5f}));
    expect_survives_mutations(name, content_of(good), 200, [](const fs::path& path) {
      read_sound_facts(path);
      read_audio(path);
    });
  }
}

// Our own parser reads such a file before ffmpeg does.
TEST(MutatedFiles, StructureOfWhatFfmpegReads) {
  if (!find_program("ffmpeg")) GTEST_SKIP() << "needs ffmpeg";
  const std::vector<std::pair<const char*, const char*>> formats{
      {"a.m4a", "aac"}, {"a.mkv", "flac"}, {"a.webm", "libopus"}, {"a.wma", "wmav2"},
      {"a.aac", "aac"}, {"a.ac3", "ac3"},  {"a.wv", "wavpack"},   {"a.oga", "flac"}};
  const Scratch scratch;
  write_wav(scratch / "a.wav", {48000, tone(48000, 1.0)});
  for (const auto& [name, codec] : formats) {
    const auto made = run_process({"ffmpeg", "-v", "error", "-i", (scratch / "a.wav").string(),
                                   "-c:a", codec, (scratch / name).string()});
    ASSERT_EQ(made.exit_code, 0) << made.errors;
    expect_survives_mutations(name, content_of(scratch / name), 500, [](const fs::path& path) {
      const InputFile file(path);
      require_complete(file, sniff_audio_format(file));
    });
  }
}

TEST(MutatedFiles, Labels) {
  const std::vector<Segment> segments{
      {0, 1.25, "sing", 0.75}, {1.25, 2.5, "no, \"sing\"", 1}, {3, 4.125, "speech", 0.5}};
  const auto read = [](const fs::path& path) {
    const auto taken = read_segments(path);
    double now_s = 0;
    for (const Segment& segment : taken) {
      EXPECT_LE(now_s, segment.start_s);
      EXPECT_LE(segment.start_s, segment.end_s);
      now_s = segment.end_s;
    }
    EXPECT_LE(now_s, 24 * 3600 + 1);
    stated_duration(path, taken);
    read_segments(path, 4.0);
  };
  expect_survives_mutations("a.lab", to_lab(segments), 1000, read);
  expect_survives_mutations("a.txt", to_audacity(segments), 1000, read);
  expect_survives_mutations("a.csv", to_csv(segments), 1000, read);
  expect_survives_mutations("a.jams", to_jams(segments, {"a", 4.125, "cantus"}), 1000, read);
  expect_survives_mutations("a.TextGrid", to_textgrid(segments, 4.125), 1000, read);
  expect_survives_mutations("a.vocal", "0 \n1 \n1 \n0 \n", 500, read);
}

TEST(MutatedFiles, Curves) {
  const Curve curve{{0, 0.02, 0.04}, {0.5f, 0.25f, 1}};
  expect_survives_mutations("a.csv", to_csv(curve), 1000,
                            [](const fs::path& path) { read_curve_csv(path); });
  expect_survives_mutations("a.npz", to_npz(curve), 1000,
                            [](const fs::path& path) { read_curve_npz(path); });
  expect_survives_mutations("a.h5", to_hdf5(curve), 200,
                            [](const fs::path& path) { summarize_hdf5(path); });
}

TEST(MutatedFiles, Checkpoints) {
  const Scratch scratch;
  write_checkpoint(scratch / "a.safetensors", {{{"note", "n"}},
                                               {NamedTensor::of<float>("w", {2}, {1.0f, 2.0f}),
                                                NamedTensor::of<float>("b", {}, {3.0f})}});
  expect_survives_mutations("a.safetensors", content_of(scratch / "a.safetensors"), 1000,
                            [](const fs::path& path) { read_checkpoint(path); });
}

TEST(MutatedFiles, Manifests) {
  expect_survives_mutations("manifest.tsv",
                            "path\tlabels\tsplit\tchannel\tgain_db\tvocals\tkind\n"
                            "a.wav\ta.lab\ttrain\t0\t-3.5\tv.wav;w.wav\tsong\n"
                            "b/b.wav\t\ttest\t\t\t\taccompaniment\n",
                            1000, [](const fs::path& path) { read_corpus_manifest(path); });
  expect_survives_mutations("weak.tsv", "a.wav\t1\nb/c.wav\t0\n", 1000, [](const fs::path& path) {
    is_weak_manifest(path);
    read_weak_manifest(path);
  });
}

// Mutates the lists, tables and labels of a public corpus, one at a time, with all else intact.
void expect_corpus_survives(const Corpus& corpus, void (*make)(const fs::path& folder)) {
  const Scratch scratch;
  make(scratch.folder());
  std::vector<fs::path> texts;
  for (const auto& entry : fs::recursive_directory_iterator(scratch.folder()))
    if (entry.is_regular_file() && !has_extension(entry.path(), sound_file_extensions()))
      texts.push_back(entry.path());
  for (const fs::path& text : texts) {
    const std::string good = content_of(text);
    expect_survives_mutations(text.filename(), good, 100, [&](const fs::path& changed) {
      fs::copy_file(changed, text, fs::copy_options::overwrite_existing);
      for (const Recording& recording : corpus.list(scratch.folder(), {}))
        if (recording.derive_labels) recording.derive_labels(3);
    });
    fs::remove(text);
    std::ofstream(text, std::ios::binary) << good;
  }
}

TEST(MutatedFiles, PublicCorpora) {
  const std::pair<std::string, void (*)(const fs::path&)> with_texts[] = {
      {"rwc-pop", make_tiny_rwc_pop},
      {"jamendo", make_tiny_jamendo},
      {"medleydb", make_tiny_medleydb},
      {"mir-1k", make_tiny_mir1k}};
  for (const auto& [name, make] : with_texts) {
    SCOPED_TRACE(name);
    const auto corpus = std::ranges::find(all_corpora(), name, &Corpus::name);
    ASSERT_NE(corpus, all_corpora().end());
    expect_corpus_survives(*corpus, make);
  }
}

TEST(MutatedFiles, Soundfonts) {
  const auto soundfonts = find_soundfonts();
  if (soundfonts.empty()) GTEST_SKIP() << "no soundfont is installed";
  const NotesOfPresets notes{{{0, 0}, {{60, 100}}}};
  const auto part = soundfont_part(soundfonts.front(), notes);
  ASSERT_TRUE(part);
  expect_survives_mutations("a.sf2", *part, 200,
                            [&](const fs::path& path) { soundfont_part(path, notes); });
}

}  // namespace
}  // namespace cantus
