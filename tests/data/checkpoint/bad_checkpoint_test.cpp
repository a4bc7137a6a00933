#include <gtest/gtest.h>

#include <cstdint>

#include "data/checkpoint/checkpoint.h"
#include "data/files/hash.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

// A small file as the writer makes it, and ways to damage it.
class BadCheckpoint : public ::testing::Test {
 protected:
  BadCheckpoint() {
    Checkpoint checkpoint;
    checkpoint.metadata = {{"note", "n"}};
    checkpoint.tensors = {NamedTensor::of<float>("w", {2}, {1.0f, 2.0f}),
                          NamedTensor::of<std::uint64_t>("b", {1}, {7})};
    write_checkpoint(scratch_ / "good.ckpt", checkpoint);
    good_ = content_of(scratch_ / "good.ckpt");
    header_end_ = good_.size() - 16;
  }

  static void set_length(std::string* bytes, std::uint64_t length) {
    for (int i = 0; i < 8; ++i) (*bytes)[i] = static_cast<char>(length >> (8 * i));
  }

  // The file with `from` replaced by `to` in its header, and its length and CRC corrected.
  std::string forged(const std::string& from, const std::string& to) const {
    std::string header = good_.substr(0, header_end_);
    const std::size_t at = header.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    header.replace(at, from.size(), to);
    set_length(&header, header.size() - 8);
    const std::string key = "\"cantus.header_crc32c\":\"";
    if (const std::size_t field = header.find(key); field != std::string::npos) {
      header.replace(field + key.size(), 8, "00000000");
      header.replace(field + key.size(), 8, crc_text(crc32c(header)));
    }
    return header + good_.substr(header_end_);
  }

  // Removes the old file first: some file systems flush a file that is overwritten.
  std::filesystem::path written(const std::string& bytes) const {
    std::filesystem::remove(scratch_ / "bad.ckpt");
    return scratch_.file("bad.ckpt", bytes);
  }

  void expect_refused(const std::string& bytes, const std::string& message) {
    SCOPED_TRACE(message);
    const auto path = written(bytes);
    expect_error(Exit::kBadData, message, [&] { read_checkpoint(path); });
  }

  Scratch scratch_;
  std::string good_;
  std::size_t header_end_ = 0;
};

TEST_F(BadCheckpoint, IsRefusedAtEveryTruncation) {
  for (std::size_t length = 0; length < good_.size(); ++length) {
    const auto path = written(good_.substr(0, length));
    expect_error(Exit::kBadData, "bad.ckpt", [&] { read_checkpoint(path); });
  }
  expect_refused("", "bad.ckpt: is empty");
  expect_refused("1234", "bad.ckpt@4: the file ends (expected 8 bytes of header length)");
  expect_refused(good_ + "x", "the tensors take 16 bytes (expected 17");
}

TEST_F(BadCheckpoint, IsRefusedAtEveryFlippedBit) {
  for (std::size_t byte = 0; byte < good_.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = good_;
      bytes[byte] = static_cast<char>(bytes[byte] ^ (1 << bit));
      const auto path = written(bytes);
      expect_error(Exit::kBadData, "bad.ckpt@", [&] { read_checkpoint(path); });
    }
  }
}

TEST_F(BadCheckpoint, IsRefusedForItsHeaderLength) {
  std::string bytes = good_;
  set_length(&bytes, good_.size() - 7);
  expect_refused(bytes, "bad.ckpt@0: no safetensors file: its first 8 bytes promise a header of ");
  set_length(&bytes, ~std::uint64_t{0});
  expect_refused(bytes,
                 "bad.ckpt@0: no safetensors file: its first 8 bytes promise a header of "
                 "18446744073709551615 (expected at most ");
  set_length(&bytes, 0);
  expect_refused(bytes, "bad.ckpt@8: the header is malformed");
}

TEST_F(BadCheckpoint, IsRefusedForMalformedJson) {
  const std::string malformed = "bad.ckpt@8: the header is malformed";
  expect_refused(forged("\"shape\":[2]", "\"shape\":2"), malformed);
  expect_refused(forged("\"shape\":[2]", "\"shop\":[2]"), malformed);
  for (const char* given : {"\"dtype\":\"F32\",", "\"shape\":[2],"}) {
    expect_refused(forged(given, ""), malformed);
    expect_refused(forged(given, std::string(given) + given), malformed);
  }
  expect_refused(forged("[0,8]", "[0]"), malformed);
  expect_refused(forged("[2]", "[[2]]"), malformed);
  for (const char* shape : {"[\"2\"]", "[-2]", "[2.0]", "[null]", "[true]", "[{}]", "2",
                            "[9223372036854775808]", "[2],\"shape\":[2]", "[2],\"size\":[2]"})
    expect_refused(forged("[2]", shape), malformed);
  expect_refused(forged("[0,8]", "[0,8,8]"), malformed);
  expect_refused(forged("\"note\":", "\"cantus.schema\":"), malformed);
  expect_refused(forged("[2]", "[02]"), malformed);
  expect_refused(forged("\"n\"", "\"\\q\""), malformed);
  expect_refused(forged("\"n\"", "\"\x01\""), malformed);
  expect_refused(forged("\"n\"", "\"\xc0\x80\""), malformed);
  expect_refused(forged("\"n\"", "7"), malformed);
  expect_refused(forged("[8,16]}}", "[8,16]}}{"), malformed);
  expect_refused(forged("[8,16]}}", "[8,16]}"), malformed);
}

TEST_F(BadCheckpoint, IsRefusedForItsMetadata) {
  expect_refused(forged("\"note\":", "\"cantus.other\":"),
                 "field cantus.other belongs to no tensor");
  expect_refused(forged("\"cantus.schema\":\"1\"", "\"cantus.schema\":\"2\""),
                 "schema 2 (expected 1)");
  expect_refused(forged("\"cantus.schema\":\"1\"", "\"schema\":\"1\""),
                 "bad.ckpt@8: no field cantus.schema");
  expect_refused(forged("__metadata__", "metadata"), "bad.ckpt@8: the header is malformed");
  expect_refused(forged("cantus.header_crc32c", "header_crc32c"), "no field cantus.header_crc32c");
  expect_refused(forged("cantus.crc32c.b", "cantus.crc32c.c"), "no field cantus.crc32c.b");
}

TEST_F(BadCheckpoint, IsRefusedForItsTensors) {
  expect_refused(forged("\"b\":{", "\"w\":{"), "no field cantus.crc32c.w in the metadata");
  expect_refused(forged("\"b\":{", "\"b c\":{"), "tensor name \"b c\"");
  expect_refused(forged("\"b\":{", "\"\":{"), "tensor name \"\"");
  expect_refused(forged("\"F32\"", "\"F8\""), "the header is malformed");
  expect_refused(forged("\"F32\"", "\"f32\""), "the header is malformed");
  expect_refused(forged("[2]", "[1,1,1,1,1,1,1,1,2]"), "tensor \"w\" is larger than the file");
  expect_refused(forged("[2]", "[4611686018427387904,4611686018427387904]"),
                 "tensor \"w\" is larger than the file");
  expect_refused(forged("[2]", "[5]"), "tensor \"w\" is larger than the file (expected at most 16");
  expect_refused(forged("[2]", "[1]"),
                 "does not lie where its shape and those before it say "
                 "(expected 0 to 4)");
  expect_refused(forged("[0,8]", "[1,9]"), "tensor \"w\" does not lie where");
  expect_refused(forged("[8,16]", "[7,15]"), "tensor \"b\" does not lie where");
  expect_refused(forged("[8,16]", "[16,8]"), "tensor \"b\" does not lie where");
  expect_refused(forged("[1],\"data_offsets\":[8,16]", "[0],\"data_offsets\":[8,8]"),
                 "the tensors take 8 bytes (expected 16");
}

TEST_F(BadCheckpoint, NamesTheDamagedTensor) {
  std::string bytes = good_;
  bytes[header_end_ + 8] = 6;
  const std::string zeros(7, '\0');
  expect_refused(bytes, "bad.ckpt@" + std::to_string(header_end_ + 8) +
                            ": CRC32C of tensor \"b\" is " + crc_text(crc32c("\x06" + zeros)) +
                            " (expected " + crc_text(crc32c("\x07" + zeros)) +
                            "); the file is damaged");
}

TEST_F(BadCheckpoint, IsRefusedWhenANumberIsNotFinite) {
  const std::string nan("\0\0\xc0\x7f", 4);
  const std::string old_numbers = good_.substr(header_end_, 8);
  std::string bytes =
      forged(crc_text(crc32c(old_numbers)), crc_text(crc32c(old_numbers.substr(0, 4) + nan)));
  bytes.replace(header_end_ + 4, 4, nan);
  expect_refused(bytes, "bad.ckpt@" + std::to_string(header_end_ + 4) +
                            ": tensor \"w\" holds NaN or infinity at index 1");
}

TEST_F(BadCheckpoint, IsNoFileOfAnotherKind) {
  expect_error(Exit::kNoInput, "no such file", [&] { read_checkpoint(scratch_ / "absent.ckpt"); });
  expect_error(Exit::kBadData, "is a directory", [&] { read_checkpoint(scratch_.folder()); });
  expect_refused("RIFF....WAVEfmt and so on",
                 "bad.ckpt@0: no safetensors file: its first 8 bytes promise a header of ");
}

}  // namespace
}  // namespace cantus
