#include "data/files/process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(Process, GivesInputAndReturnsOutputErrorsAndCode) {
  const auto result =
      run_process({"sh", "-c", "tr a-z A-Z; echo oops >&2; exit 3"}, {}, "some words");
  EXPECT_EQ(result.output, "SOME WORDS");
  EXPECT_EQ(result.errors, "oops\n");
  EXPECT_EQ(result.exit_code, 3);
}

TEST(Process, TakesArgumentsAsTheyAre) {
  EXPECT_EQ(run_process({"printf", "%s|", "a b", "$(id)", "*"}).output, "a b|$(id)|*|");
}

TEST(Process, RefusesAnAbsentProgram) {
  expect_error(Exit::kUnavailable, "no-such-program-here: program not found",
               [] { run_process({"no-such-program-here"}); });
}

TEST(Process, RefusesAFileThatIsNoProgram) {
  const Scratch scratch;
  const auto path = scratch.file("prog",
                                 "\x7f"
                                 "ELF, or not");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  expect_error(Exit::kUnavailable, "cannot be started", [&] { run_process({path.string()}); });
}

TEST(Process, StopsAtTheTimeLimitWithItsChildren) {
  const Scratch scratch;
  const auto start = std::chrono::steady_clock::now();
  const std::string late = (scratch / "late").string();
  expect_error(Exit::kUnavailable, "sh: still running after 0.2 s, stopped", [&] {
    run_process({"sh", "-c", "(sleep 1; touch '" + late + "') & sleep 60"}, {.time_s = 0.2});
  });
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  EXPECT_FALSE(std::filesystem::exists(late));
}

TEST(Process, StopsARunawayOutput) {
  expect_error(Exit::kUnavailable, "wrote more than 100000 bytes, stopped", [] {
    run_process({"cat", "/dev/zero"}, {.time_s = 20, .output_bytes = 100000});
  });
}

TEST(Process, StopsARunawayFile) {
  const Scratch scratch;
  const auto path = scratch / "big";
  expect_error(Exit::kUnavailable, "wrote more than 4096 bytes", [&] {
    run_process({"cp", "/dev/zero", path.string()}, {.time_s = 20, .output_bytes = 4096});
  });
  EXPECT_LE(std::filesystem::file_size(path), 4096u);
}

TEST(Process, HoldsTheProgramToItsMemoryAndLetsItDumpNone) {
  const auto result =
      run_process({"sh", "-c", "ulimit -v; ulimit -c"}, {.memory_bytes = std::uint64_t{900} << 20});
  EXPECT_EQ(result.output, std::to_string(900 << 10) + "\n0\n");
}

TEST(Process, IsKilledWithWhoeverWaitsForIt) {
  const Scratch scratch;
  const pid_t waiting = ::fork();
  if (waiting == 0) {
    run_process({"sh", "-c",
                 "echo $$ > '" + (scratch / "new").string() + "'; mv '" +
                     (scratch / "new").string() + "' '" + (scratch / "pid").string() +
                     "'; exec sleep 60"});
    ::_exit(0);
  }
  const auto within_10_s = [](const auto& has_come) {
    for (int i = 0; i < 1000 && !has_come(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return has_come();
  };
  ASSERT_TRUE(within_10_s([&] { return std::filesystem::exists(scratch / "pid"); }));
  const pid_t program = std::stoi(content_of(scratch / "pid"));
  ::kill(waiting, SIGKILL);
  ::waitpid(waiting, nullptr, 0);
  // The process that inherits it may leave it a zombie.
  const auto has_ended = [&] {
    const std::string state = content_of("/proc/" + std::to_string(program) + "/stat");
    return state.empty() || state.find(") Z ") != state.npos;
  };
  EXPECT_TRUE(within_10_s(has_ended));
}

TEST(Process, SaysWhichLimitIsInItsWay) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  expect_error(Exit::kOsError, "cannot be made, Too many open files; raise the limits",
               [] { run_process({"/bin/true"}); });
  ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST(Process, NamesTheSignalInTheCode) {
  const auto killed = run_process({"sh", "-c", "kill -9 $$"});
  EXPECT_EQ(killed.exit_code, 128 + 9);
  EXPECT_EQ(killed.signal, 9);
  EXPECT_EQ(run_process({"sh", "-c", "exit 137"}).signal, 0);
  expect_error(Exit::kUnavailable, "sh: was ended by signal 9; run the same command again",
               [&] { require_success("sh", killed, "install it anew"); });
}

TEST(Process, KeepsTheEndOfManyErrorsAndTellsTheLastLine) {
  const auto talkative =
      run_process({"sh", "-c", "yes 'a warning' | head -n 9000 >&2; echo the fault >&2; exit 3"});
  EXPECT_EQ(talkative.errors.size(), 65536u);
  EXPECT_TRUE(talkative.errors.ends_with("a warning\nthe fault\n"));
  expect_error(Exit::kUnavailable, "sh: exit code 3: the fault (expected 0); install it anew",
               [&] { require_success("sh", talkative, "install it anew"); });
}

}  // namespace
}  // namespace cantus
