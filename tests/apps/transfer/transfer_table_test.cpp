#include "apps/transfer/transfer_table.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(TransferTable, IsToldFromOtherFilesAndDamage) {
  const Scratch scratch;
  const std::string schema = "{\"schema\": \"cantus.transfer/1\"";
  for (const std::string& text : {std::string(), std::string("{}"), std::string("[]"), schema + "}",
                                  std::string(R"({"schema": "other", "ways": [], "seeds": []})"),
                                  schema + ", \"ways\": [{}], \"seeds\": [1]}",
                                  schema + ", \"ways\": [], \"seeds\": [\"x\"]}"})
    expect_error(Exit::kCannotCreate, "table.json: is no table of transfer", [&] {
      require_all_of_table(scratch.file("table.json", text), "test", {{"none", false}}, {1});
    });
}

TEST(TransferTable, HasAllScoresAlsoWhereTheyAreUndefined) {
  const TransferRow row{{"none", false}, 1, {{{"f", 0.5}}}};
  const auto way = nlohmann::json::parse(to_json({}, {row})).at("ways").at(0);
  EXPECT_EQ(way.at("f").at("mean"), 0.5);
  EXPECT_TRUE(way.at("precision").is_null());
}

TEST(TransferTable, SaysWhereAMeanIsOfFewerRunsThanWereAskedFor) {
  TransferSubject subject;
  subject.seeds = {1, 2, 3};
  const TransferRow row{
      {"none", false}, 1, {{{"f", 0.5}, {"auroc", 0.5}}, {{"auroc", 0.5}}, {{"auroc", 0.5}}}};
  const std::string table = to_markdown(subject, {row});
  EXPECT_NE(table.find("| none | - | 1 | 0.5000 (1 of 3) | - |"), std::string::npos) << table;
  EXPECT_NE(table.find("| 0.5000 ± 0.0000 |"), std::string::npos) << table;
}

}  // namespace
}  // namespace cantus
