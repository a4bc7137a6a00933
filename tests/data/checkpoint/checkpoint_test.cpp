#include "data/checkpoint/checkpoint.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <limits>

#include "tests/data/support/file_size_limit.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

Checkpoint small_checkpoint() {
  Checkpoint checkpoint;
  checkpoint.metadata = {{"config", "rate = 0.001\nname = \"A \\ B\"\t\x01"}, {"song", "Föhn ♪"}};
  checkpoint.tensors = {
      NamedTensor::of<float>("conv1/w", {2, 3}, {1.5f, -2.0f, 0.0f, -0.0f, 3e-40f, 1e38f}),
      NamedTensor::of<std::uint64_t>("state.step", {}, {0xfedcba9876543210u}),
      NamedTensor::of<float>("odd", {3}, {1, 2, 255}),
      NamedTensor::of<std::int64_t>("counts", {2}, {-1, std::numeric_limits<std::int64_t>::max()}),
      NamedTensor::of<std::int64_t>("codes", {1, 1}, {-7}),
      NamedTensor::of<double>("mean", {1}, {0.1}),
      NamedTensor::of<float>("none", {0, 5}, {})};
  return checkpoint;
}

void expect_equal(const Checkpoint& a, const Checkpoint& b) {
  EXPECT_EQ(a.metadata, b.metadata);
  ASSERT_EQ(a.tensors.size(), b.tensors.size());
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    EXPECT_EQ(a.tensors[i].name, b.tensors[i].name);
    EXPECT_EQ(a.tensors[i].shape, b.tensors[i].shape);
    EXPECT_EQ(a.tensors[i].dtype, b.tensors[i].dtype);
    EXPECT_EQ(a.tensors[i].bytes, b.tensors[i].bytes);
  }
}

TEST(Checkpoint, ReturnsWhatWasWritten) {
  const Scratch scratch;
  const Checkpoint checkpoint = small_checkpoint();
  write_checkpoint(scratch / "a.ckpt", checkpoint);
  const Checkpoint read = read_checkpoint(scratch / "a.ckpt");
  expect_equal(read, checkpoint);
  EXPECT_EQ(read.find("codes")->values<std::int64_t>(), std::vector<std::int64_t>{-7});
  EXPECT_EQ(read.find("absent"), nullptr);
  expect_error(Exit::kBadData, "tensor \"codes\" holds I64 (expected F32)",
               [&] { (void)read.find("codes")->values<float>(); });
}

TEST(Checkpoint, ReturnsAnEmptyOne) {
  const Scratch scratch;
  write_checkpoint(scratch / "a.ckpt", {});
  expect_equal(read_checkpoint(scratch / "a.ckpt"), {});
}

TEST(Checkpoint, GivesEqualBytesForEqualContent) {
  const Scratch scratch;
  write_checkpoint(scratch / "a.ckpt", small_checkpoint());
  write_checkpoint(scratch / "b.ckpt", small_checkpoint());
  EXPECT_EQ(content_of(scratch / "a.ckpt"), content_of(scratch / "b.ckpt"));
}

TEST(Checkpoint, HasTheSafetensorsLayout) {
  const Scratch scratch;
  Checkpoint checkpoint;
  checkpoint.tensors = {NamedTensor::of<float>("w", {2}, {1.0f, 2.0f}),
                        NamedTensor::of<std::uint64_t>("b", {1}, {7})};
  write_checkpoint(scratch / "a.ckpt", checkpoint);
  const std::string bytes = content_of(scratch / "a.ckpt");
  const auto length =
      static_cast<unsigned char>(bytes[0]) + 256u * static_cast<unsigned char>(bytes[1]);
  EXPECT_EQ(bytes.substr(2, 6), std::string(6, '\0'));
  EXPECT_EQ(length % 8, 0u);
  ASSERT_EQ(bytes.size(), 8 + length + 16);
  EXPECT_EQ(bytes.substr(8, 18), "{\"__metadata__\":{\"");
  EXPECT_TRUE(holds(bytes,
                    "},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                    "\"b\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[8,16]}}"));
  EXPECT_EQ(bytes.substr(8 + length), std::string("\0\0\x80\x3f\0\0\0\x40\x07\0\0\0\0\0\0\0", 16));
}

TEST(Checkpoint, RefusesToWriteWhatIsNotFinite) {
  const Scratch scratch;
  write_checkpoint(scratch / "a.ckpt", small_checkpoint());
  const std::string before = content_of(scratch / "a.ckpt");
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    Checkpoint checkpoint = small_checkpoint();
    checkpoint.tensors[0] = NamedTensor::of<float>("conv1/w", {3}, {0.0f, 1.0f, bad});
    expect_error(Exit::kAnswerIsNo, "tensor \"conv1/w\" holds NaN or infinity at index 2",
                 [&] { write_checkpoint(scratch / "a.ckpt", checkpoint); });
  }
  Checkpoint checkpoint = small_checkpoint();
  checkpoint.tensors[6] = {"wide", {1}, DType::kF64, {0, 0, 0, 0, 0, 0, 0xf0, 0x7f}};
  expect_error(Exit::kAnswerIsNo, "tensor \"wide\" holds NaN or infinity at index 0",
               [&] { write_checkpoint(scratch / "a.ckpt", checkpoint); });
  EXPECT_EQ(content_of(scratch / "a.ckpt"), before);
}

TEST(Checkpoint, RefusesContentThatItsReaderWouldRefuse) {
  const Scratch scratch;
  const auto expect_refused = [&](const Checkpoint& checkpoint, const std::string& message) {
    expect_error(Exit::kSoftware, message,
                 [&] { write_checkpoint(scratch / "a.ckpt", checkpoint); });
    EXPECT_FALSE(std::filesystem::exists(scratch / "a.ckpt"));
  };
  expect_refused({{{"cantus.schema", "2"}}, {}}, "do not start with cantus.");
  expect_refused({{{"a", "\xff"}}, {}}, "UTF-8");
  expect_refused({{}, {NamedTensor::of<float>("a b", {1}, {1})}}, "tensor name a b is a legal one");
  expect_refused({{}, {NamedTensor::of<float>("a", {2}, {1})}}, "has the bytes of its shape");
  const auto tensor = NamedTensor::of<float>("a", {1}, {1});
  expect_refused({{}, {tensor, tensor}}, "has its own name");
}

TEST(Checkpoint, KeepsTheOldFileWhenTheDiskIsFull) {
  const Scratch scratch;
  write_checkpoint(scratch / "a.ckpt", small_checkpoint());
  const std::string before = content_of(scratch / "a.ckpt");
  Checkpoint large = small_checkpoint();
  large.tensors.push_back(NamedTensor::of<float>("big", {4096}, std::vector<float>(4096, 1.0f)));
  expect_error(Exit::kIoError, "a.ckpt: larger than the file-size limit", [&] {
    const FileSizeLimit limit(8192);
    write_checkpoint(scratch / "a.ckpt", large);
  });
  EXPECT_EQ(content_of(scratch / "a.ckpt"), before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.folder()), {}), 1);
}

TEST(Checkpoint, IsReadBackBeforeItTakesItsName) {
  const Scratch scratch;
  write_checkpoint(scratch / "a.ckpt", small_checkpoint());
  const std::string before = content_of(scratch / "a.ckpt");
  Checkpoint other = small_checkpoint();
  other.metadata["song"] = "another";
  const WatchSystemCalls damage([](const CallEvent& event) {
    if (event.call == SystemCall::kFsync && ::pwrite(event.fd, "?", 1, 0) < 0) return EIO;
    return kGoOn;
  });
  expect_error(Exit::kBadData, "the file is damaged",
               [&] { write_checkpoint(scratch / "a.ckpt", other); });
  EXPECT_EQ(content_of(scratch / "a.ckpt"), before);
}

TEST(Checkpoint, NamesAMissingFolder) {
  const Scratch scratch;
  expect_error(Exit::kCannotCreate, "there is no such folder",
               [&] { write_checkpoint(scratch / "absent/a.ckpt", small_checkpoint()); });
}

}  // namespace
}  // namespace cantus
