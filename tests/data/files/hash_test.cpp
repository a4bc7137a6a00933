#include "data/files/hash.h"

#include <gtest/gtest.h>

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

// FIPS 180-4 example digests.
TEST(Sha256, AgreesWithTheStandard) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnThePieces) {
  const std::string text(300, 'x');
  for (std::size_t size = 0; size <= text.size(); size += 7) {
    Sha256 hash;
    hash.update(std::string_view(text).substr(0, size));
    hash.update(std::string_view(text).substr(size));
    EXPECT_EQ(hash.hex(), sha256_hex(text));
  }
}

TEST(Sha256, OfAFileIsThatOfItsContent) {
  const Scratch scratch;
  const std::string content(3000000, 'q');
  EXPECT_EQ(sha256_of_file(scratch.file("q", content)), sha256_hex(content));
  expect_error(Exit::kNoInput, "no such file", [&] { sha256_of_file(scratch / "none"); });
}

// RFC 3720 B.4.
TEST(Crc32c, AgreesWithTheStandard) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
}

TEST(Crc32c, GoesOnFromWhatCameBefore) {
  const std::string text = "The old woman sang until the lamp went out.";
  for (std::size_t i = 0; i <= text.size(); ++i) {
    EXPECT_EQ(crc32c(text.substr(i), crc32c(text.substr(0, i))), crc32c(text));
  }
}

}  // namespace
}  // namespace cantus
