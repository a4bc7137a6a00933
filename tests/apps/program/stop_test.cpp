#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "apps/program/stop.h"
#include "data/files/list_files.h"
#include "data/files/lock.h"
#include "data/files/process.h"
#include "data/synth/corpus/fluidsynth.h"
#include "tests/apps/support/background.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/terminal.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/sound_files.h"
#include "tests/data/support/stand_ins.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

class Stop : public ::testing::Test {
 protected:
  Scratch scratch_;
  std::filesystem::path log_ = scratch_ / "log";
};

// A model, and a song that takes it much longer than two seconds.
class StopInASong : public Stop {
 protected:
  StopInASong() {
    write_random_model(model_);
    Audio audio{16000, {}};
    for (std::uint32_t n = 0; n < 16000 * 900; ++n)
      audio.samples.push_back(static_cast<float>(n * 2654435761u >> 16) / 65536.0f - 0.5f);
    write_wav(song_, audio);
  }

  // Sends SIGINT once the bar of this name shows that part of the song is done. Returns the exit
  // code and the processor seconds from the signal to the end.
  std::pair<int, double> interrupt(const Arguments& arguments, const std::string& bar) {
    Background process(arguments, terminal_.name());
    const auto is_under_way = [&] {
      const auto begun = terminal_.text().find(bar + " [");
      return begun != std::string::npos &&
             terminal_.text().find(" left", begun) != std::string::npos;
    };
    while (process.is_running() && !is_under_way())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const double before_s = process.cpu_s();
    const int code = process.end(SIGINT);
    return {code, process.cpu_s() - before_s};
  }

  std::filesystem::path model_ = scratch_ / "m.safetensors";
  std::filesystem::path song_ = scratch_ / "long.wav";
  Terminal terminal_;
};

TEST_F(StopInASong, DetectEndsInTheMidstOfASong) {
  const auto out = scratch_ / "out";
  const auto [code, went_on_s] = interrupt(
      {"detect", "-m", model_.string(), song_.string(), "-o", out.string(), "--threads", "1"},
      "detect");
  EXPECT_EQ(code, 75) << terminal_.text();
  EXPECT_LT(went_on_s, 2);
  EXPECT_TRUE(holds(terminal_.text(),
                    "stopped on request; run the same command again with "
                    "--skip-existing, finished songs stay"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

// With --force, everything would be done again.
TEST_F(StopInASong, SaysWhatForceKeepsOfWhatIsDone) {
  const auto out = (scratch_ / "out").string();
  const auto maps = write_random_model(scratch_ / "maps.safetensors", "spectrogram_cnn").string();
  interrupt({"saliency", "-m", maps, song_.string(), "-o", out, "--force", "--threads", "1"},
            "saliency");
  EXPECT_TRUE(
      holds(terminal_.text(), "run the same command again without --force, finished maps stay"));
  interrupt(
      {"detect", "-m", model_.string(), song_.string(), "-o", out, "--force", "--threads", "1"},
      "detect");
  EXPECT_TRUE(
      holds(terminal_.text(), "with --skip-existing in place of --force finished songs stay"));
}

// Even while a song is decoded, the verb itself says how to go on.
TEST_F(Stop, DetectEndsWhileASongIsDecoded) {
  const auto under_way = scratch_ / "under_way";
  const StandIns programs;
  programs.put("ffmpeg", "touch " + under_way.string() + "\nexec sleep 60");
  const auto model = write_random_model(scratch_ / "m.safetensors");
  Background process({"detect", "-m", model.string(), "-o", (scratch_ / "out").string(),
                      scratch_.file("a.m4a", mp4_outline()).string()},
                     log_.string());
  while (process.is_running() && !std::filesystem::exists(under_way))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(process.end(SIGTERM), 75);
  EXPECT_TRUE(holds(content_of(log_),
                    "stopped on request; run the same command again with "
                    "--skip-existing, finished songs stay"));
}

// Rendered items stay, and the folder is unlocked again; a study's child process has ended too.
TEST_F(Stop, RenderingEndsBehindAnItem) {
  const auto corpus = scratch_ / "corpus";
  const std::string make = "synth --voices builtin --songs 200 --song-s 30 --speech 0";
  const auto stop = [&](const Arguments& arguments) {
    Background process(arguments, log_.string());
    const auto items = corpus / ".items";
    while (process.is_running() &&
           (!std::filesystem::exists(items) || list_files(corpus, {".lab"}).empty()))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(process.end(SIGTERM), 75);
    EXPECT_TRUE(holds(content_of(log_), "stopped on request; run the same command again"));
    EXPECT_FALSE(list_files(corpus, {".lab"}).empty());
    EXPECT_FALSE(std::filesystem::exists(corpus / "manifest.tsv"));
    const FileLock free(corpus / ".lock");
  };
  stop({"synth", "-o", corpus.string(), "--threads", "1", "--voices", "builtin", "--songs", "200",
        "--song-s", "30"});
  std::filesystem::remove_all(corpus);
  const auto study = scratch_.file(
      "study.toml",
      "[table]\ncolumns = \"f\"\nrows = [{ name = \"a\" }]\n[data]\ncorpus = \"songs\"\n"
      "positive = \"sing\"\n[corpora.songs]\nroot = \"corpus\"\nmake = \"" +
          make + "\"\n");
  stop({"experiment", study.string(), "-o", (scratch_ / "out").string(), "--threads", "1"});
}

// As when a queue signals all processes: a speech program that ends then is not badly installed.
TEST_F(Stop, RenderingEndsWithTheProgramsThatSpeak) {
  for (const char* program : {"espeak-ng", "flite", "fluidsynth"})
    if (!find_program(program)) GTEST_SKIP() << program << " is not installed";
  if (find_soundfonts().empty()) GTEST_SKIP() << "no soundfont is installed";
  const auto pid = scratch_ / "pid", new_pid = scratch_ / "new";
  const StandIns programs;
  for (const char* program : {"espeak-ng", "flite"})
    programs.put(program, "case $1 in --v*) exec " + find_program(program)->string() +
                              " \"$@\";; esac\n" + "echo $$ > " + new_pid.string() + "\nmv " +
                              new_pid.string() + " " + pid.string() + "\nexec sleep 60");
  Background process(
      {"synth", "-o", (scratch_ / "corpus").string(), "--songs", "0", "--speech", "1"},
      log_.string());
  while (process.is_running() && !std::filesystem::exists(pid))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  ASSERT_TRUE(std::filesystem::exists(pid)) << content_of(log_);
  process.send(SIGTERM);
  ::kill(std::stoi(content_of(pid)), SIGTERM);
  EXPECT_EQ(process.end(0), 75);
  EXPECT_TRUE(holds(content_of(log_), "stopped on request; run the same command again, what is "));
}

// A verb with nothing to save says so too.
TEST_F(Stop, EndsAnyVerbWithItsCode) {
  std::string songs;
  for (int song = 0; song < 2000; ++song)
    songs += std::string(songs.empty() ? "" : ",") + "{\"song\":\"a\",\"recording\":\"" +
             std::to_string(song) +
             "\",\"auroc\":null,\"true_positive\":1,\"false_positive\":1,\"true_negative\":1,"
             "\"false_negative\":1}";
  const auto scores = scratch_.file("scores.json",
                                    "{\"schema\":\"cantus.evaluate/1\",\"detectors\":[{"
                                    "\"detector\":\"m\",\"threshold\":0.5,\"songs\":[" +
                                        songs + "]}]}");
  Background process({"compare", scores.string(), "--resamples", "1000000"}, log_.string());
  const auto far = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!process.catches(SIGTERM) && std::chrono::steady_clock::now() < far)
    std::this_thread::yield();
  EXPECT_EQ(process.end(SIGTERM), 75);
  EXPECT_TRUE(holds(content_of(log_), "stopped on request"));
}

// A process that is suspended while it writes keeps the store locked for good.
TEST_F(Stop, EndsTheWaitForAFeatureStore) {
  const TinyCorpus corpus(scratch_ / "corpus");
  const auto store = scratch_ / "store";
  const auto features = [&](int song) {
    return Arguments{"features", corpus.song(song).string(), "-o", store.string()};
  };
  ASSERT_EQ(run_cantus(features(0)).exit_code, 0);
  const FileLock lock(list_files(store, {".h5"}).front().parent_path() / ".lock");
  Background process(features(1), log_.string());
  const auto waits = [&] {
    return std::filesystem::exists(log_) &&
           content_of(log_).find("waiting for process") != std::string::npos;
  };
  while (process.is_running() && !waits())
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(process.end(SIGTERM), 75) << content_of(log_);
  EXPECT_TRUE(holds(content_of(log_), "stopped on request"));
}

TEST_F(StopInASong, EvaluateEndsInTheMidstOfASong) {
  const auto manifest =
      scratch_.file("manifest.tsv", "path\tlabels\tsplit\nlong.wav\t\ttest\n").string();
  const auto [code, went_on_s] = interrupt(
      {"evaluate", "-m", model_.string(), "--manifest", manifest, "--threads", "1"}, "evaluate");
  EXPECT_EQ(code, 75) << terminal_.text();
  EXPECT_LT(went_on_s, 2);
}

// A computing library may have its stack pointer in the heap (docs/decisions.md): a signal
// handler's frame there would overwrite data.
TEST(StopSignals, TakeNothingFromTheStackOfTheWork) {
  constexpr std::size_t kAllBytes = std::size_t{1} << 18, kOwnBytes = 1024;
  const ::pid_t process = ::fork();
  ASSERT_GE(process, 0);
  if (process == 0) {
    catch_stop_signals();
    std::vector<unsigned char> memory(kAllBytes, 0xA5);
    ::ucontext_t here, work;
    ::getcontext(&work);
    work.uc_stack = {memory.data(), 0, memory.size()};
    work.uc_link = &here;
    static const long process_id = ::syscall(SYS_getpid);  // binds syscall(), which takes stack
    ::makecontext(
        &work, [] { ::syscall(SYS_kill, process_id, SIGTERM); }, 0);
    ::swapcontext(&here, &work);
    const auto is_kept = [](unsigned char byte) { return byte == 0xA5; };
    const bool is_whole = std::all_of(memory.begin(), memory.end() - kOwnBytes, is_kept);
    ::_exit(!stop_requested() ? 2 : is_whole ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(process, &status, 0), process);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "1: overwritten; 2: no signal was seen";
}

}  // namespace
}  // namespace cantus
