#include "tests/data/support/tiny_corpora.h"

#include <sndfile.h>

#include <cmath>
#include <fstream>

#include "data/audio/write_wav.h"
#include "data/files/hash.h"
#include "tests/data/support/sound_files.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr int kRate = 8000;
constexpr int kNumSamples = 3 * kRate;

Audio sine(double frequency_hz, double from_s, double to_s) {
  Audio audio{kRate, std::vector<float>(kNumSamples)};
  for (int n = 0; n < kNumSamples; ++n) {
    const double t = static_cast<double>(n) / kRate;
    if (t >= from_s && t < to_s)
      audio.samples[static_cast<std::size_t>(n)] =
          0.3f * static_cast<float>(std::sin(6.2831853 * frequency_hz * t));
  }
  return audio;
}

// A different pitch [Hz] for each name.
double pitch_of(const std::string& name) {
  return 200 + static_cast<double>(crc32c(name)) / 4294967296.0 * 1000;
}

void put_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void put_song(const fs::path& path, const std::string& name) {
  fs::create_directories(path.parent_path());
  write_wav(path, tiny_song(name));
}

void put_vocals(const fs::path& path, const std::string& name) {
  fs::create_directories(path.parent_path());
  write_wav(path, tiny_vocals(name));
}

// A song's metadata in MedleyDB's form.
std::string metadata(const std::string& artist, const std::string& title,
                     const std::vector<std::string>& instruments, const std::string& track,
                     const std::string& has_bleed = "no") {
  std::string text = "album: ''\nartist: " + artist +
                     "\ncomposer:\n- Somebody\n"
                     "excerpt: 'no'\nhas_bleed: '" +
                     has_bleed + "'\ninstrumental: 'no'\nstems:\n";
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    const std::string number = "0" + std::to_string(i + 1);
    text += "  S" + number + ":\n    component: ''\n    filename: " + track + "_STEM_" + number +
            ".wav\n    instrument: " + instruments[i] + "\n    raw:\n      R01:\n" +
            "        filename: y.wav\n        instrument: drum set\n";
  }
  return text + "title: " + title + "\nwebsite:\n- www.example.org\n";
}

// Confidences every 46.4 ms: the second stem is active from 1 s to 2 s.
std::string activations() {
  std::string text = "time,S01,S02,S03\n";
  for (int row = 0; row * 2048 < kNumSamples * 44100LL / kRate; ++row) {
    const double time_s = row * 2048.0 / 44100;
    char line[64];
    std::snprintf(line, sizeof line, "%.4f,0.9990,%.4f,0.0000\n", time_s,
                  time_s >= 1 && time_s < 2 ? 0.5 : 0.4999);
    text += line;
  }
  return text;
}

}  // namespace

Audio tiny_song(const std::string& name) { return sine(pitch_of(name), 0, 3); }

Audio tiny_vocals(const std::string& name) { return sine(pitch_of(name + "'s voice"), 1, 2); }

void make_tiny_folder(const fs::path& folder) {
  for (const std::string split : {"train", "valid", "test"}) {
    for (const std::string name : {"one", "two"}) {
      put_song(folder / split / (name + ".wav"), split + name);
      put_text(folder / split / (name + ".lab"), "0 1 nosing\n1 2 sing\n2 3 nosing\n");
    }
  }
}

void make_tiny_jamendo(const fs::path& folder) {
  for (const std::string split : {"train", "valid", "test"}) {
    const std::string name =
        "01 - \xc3\x9c"
        "ber v1.0 - " +
        split;
    put_song(folder / "audio" / (name + ".ogg"), name);
    put_text(folder / "labels" / (name + ".lab"), "0 1 nosing\n1 2 sing\n2 3 nosing\n");
    put_text(folder / "filelists" / split, name + ".ogg\n");
  }
}

void make_tiny_rwc_pop(const fs::path& folder) {
  put_song(folder / "audio/rwc-p-m01/1.wav", "piece 1");
  put_song(folder / "audio/RWC-MDB-P-2001 Disc 2/01 Title.wav", "piece 17");
  put_song(folder / "audio/RM-P100.wav", "piece 100");
  const fs::path annotations = folder / "annotations/AIST.RWC-MDB-P-2001.VOCA_INST";
  const std::string states =
      "0.000000000\tb\r\n1.000000000\tm:withm\r\n1.5\tf\r\n2.0\ts:guitar\r\n"
      "2.9\te\r\n";
  put_text(annotations / "RM-P001.VOCA_INST.TXT", "Piece No.1\r\n" + states);
  put_text(annotations / "RM-P017.VOCA_INST.TXT", states);
  put_text(annotations / "RM-P100.VOCA_INST.TXT", states);
  put_text(folder / "metadata-master/rwc-p.csv",
           "Piece No.,Cat. Suffix,Tr. No.,Title,Artist (Vocal),Singer Information\n"
           "No. 1,M01,Tr. 01,\"One, two\",Kazuo Nishi,Male\n"
           "No. 17,M02,Tr. 01,Three,Kazuo Nishi,Male\n"
           "No. 100,M07,Tr. 10,Four,Somebody Else,Female\n");
}

void make_tiny_musdb18_hq(const fs::path& folder) {
  for (const std::string track :
       {"train/A Classic Education - NightOwl", "train/Leaf - Summerghost", "test/PR - Oh No"}) {
    put_song(folder / track / "mixture.wav", track);
    put_vocals(folder / track / "vocals.wav", track);
    for (const std::string stem : {"drums", "bass", "other"})
      put_song(folder / track / (stem + ".wav"), track + stem);
  }
}

void make_tiny_medleydb(const fs::path& folder) {
  const auto put = [&](const std::string& artist, const std::string& title,
                       const std::string& track, const std::vector<std::string>& instruments,
                       const std::string& has_bleed = "no") {
    const fs::path place = folder / "Audio" / track;
    put_song(place / (track + "_MIX.wav"), track);
    for (std::size_t i = 0; i < instruments.size(); ++i)
      put_song(place / (track + "_STEMS") / (track + "_STEM_0" + std::to_string(i + 1) + ".wav"),
               track + std::to_string(i + 1));
    put_text(place / (track + "_METADATA.yaml"),
             metadata(artist, title, instruments, track, has_bleed));
  };
  put("A Classic Education", "Night Owl", "AClassicEducation_NightOwl",
      {"drum set", "male singer", "female singer"});
  put("Grants", "Punch Drunk", "Grants_PunchDrunk", {"sampler", "male rapper"}, "yes");
  put("Amar Lal", "Rest", "AmarLal_Rest", {"clean electric guitar", "beatboxing"});
  const fs::path annotations = folder / "Annotations/Instrument_Activations";
  put_text(annotations / "ACTIVATION_CONF/AClassicEducation_NightOwl_ACTIVATION_CONF.lab",
           activations());
  put_text(annotations / "SOURCEID/Grants_PunchDrunk_SOURCEID.lab",
           "start_time,end_time,instrument_label\n0.0,3.0,sampler\n1.5,2.0,male rapper\n"
           "1.0,1.6,male rapper\n");
}

void make_tiny_ccmixter(const fs::path& folder) {
  for (const std::string song : {"one", "two", "three"}) {
    put_song(folder / "ccmixter_corpus" / song / "mix.wav", song);
    put_song(folder / "ccmixter_corpus" / song / "source-01.wav", song + "'s music");
    put_vocals(folder / "ccmixter_corpus" / song / "source-02.wav", song);
  }
}

void make_tiny_mir1k(const fs::path& folder) {
  fs::create_directories(folder / "Wavfile");
  std::string frames;
  for (int frame = 0; frame < 150; ++frame) frames += frame >= 50 && frame < 100 ? "1 \n" : "0 \n";
  for (const std::string singer : {"abjones", "amy", "Kenshin"}) {
    for (const std::string clip : {"_1_01", "_5_02"}) {
      const Audio music = tiny_song(singer + clip);
      const Audio voice = tiny_vocals(singer + clip);
      std::vector<float> both;
      for (std::size_t n = 0; n < music.samples.size(); ++n)
        both.insert(both.end(), {music.samples[n], voice.samples[n]});
      encode(folder / "Wavfile" / (singer + clip + ".wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
             2, both);
      put_text(folder / "vocal-nonvocalLabel" / (singer + clip + ".vocal"), frames);
    }
  }
}

}  // namespace cantus
