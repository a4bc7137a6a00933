#include "apps/program/shell_line.h"

#include <gtest/gtest.h>

#include "tests/apps/support/run_cantus.h"

namespace cantus {
namespace {

TEST(ShellLine, IsTakenApartIntoItsWords) {
  const std::vector<std::string> words{"plain", "",  "two words", "it's", "$HOME",  "*",    "`x`",
                                       "a\"b",  "~", "#",         "\\",   "a;b|&<", "ü\nü", "!"};
  Arguments printing = Arguments{"printf", "[%s]"} + words;
  std::string expected;
  for (const std::string& word : words) expected += "[" + word + "]";
  const auto result = run_unlimited({"sh", "-c", shell_line(printing)});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(result.output, expected);
}

TEST(ShellLine, LeavesPlainWordsAsTheyAre) {
  EXPECT_EQ(shell_line({"cantus", "train", "my/a-b_1.toml", "--set", "data.corpus=mine"}),
            "cantus train my/a-b_1.toml --set data.corpus=mine");
  EXPECT_EQ(shell_line({"cantus", "it's", "a b"}), "cantus 'it'\\''s' 'a b'");
}

}  // namespace
}  // namespace cantus
