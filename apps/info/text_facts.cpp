#include "apps/info/text_facts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/experiment/experiment.h"
#include "apps/info/label_facts.h"
#include "apps/info/totals.h"
#include "data/curves/curve.h"
#include "data/files/input_file.h"
#include "data/files/list_files.h"
#include "data/files/parse_text.h"
#include "data/files/text_lines.h"
#include "data/labels/csv_fields.h"
#include "data/labels/read_labels.h"
#include "data/manifest/corpus_manifest.h"
#include "data/manifest/song_overlap.h"
#include "data/manifest/weak_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

using Fields = std::vector<std::string>;

// The files that rows name and that do not exist, as the rows name them.
std::set<fs::path> missing_files(const std::vector<CorpusSong>& songs, const fs::path& folder) {
  std::set<fs::path> missing;
  for (const CorpusSong& song : songs) {
    std::vector<fs::path> files = song.vocals;
    files.push_back(song.path);
    if (!song.labels.empty()) files.push_back(song.labels);
    for (const fs::path& file : files)
      if (std::error_code ignored; !fs::exists(file, ignored))
        missing.insert(file.lexically_relative(folder));
  }
  return missing;
}

FileFacts facts_of_corpus(const fs::path& path) {
  const auto songs = read_corpus_manifest(path);
  require_songs_in_one_split(songs);
  FileFacts facts{"corpus manifest", {{"songs", fmt::format("{}", songs.size())}}};
  Totals splits, kinds;
  for (const CorpusSong& song : songs) {
    splits.add(to_string(song.split), 1);
    if (const auto kind = kind_of(song)) kinds.add("kind " + *kind, 1);
  }
  splits.append_to(facts, "{}");
  kinds.append_to(facts, "{}");
  const auto missing = missing_files(songs, path.parent_path());
  facts.numbers.emplace_back("num_missing_files", std::ssize(missing));
  if (!missing.empty())
    facts.details.emplace_back("missing", counted(missing.size(), "file") + ": " +
                                              names_of({missing.begin(), missing.end()}));
  return facts;
}

FileFacts facts_of_weak_labels(const fs::path& path) {
  const auto clips = read_weak_manifest(path);
  const auto num_voices = std::count_if(clips.begin(), clips.end(),
                                        [](const WeakClip& clip) { return clip.has_voice; });
  return {
      "weak-label manifest",
      {{"clips", fmt::format("{}", clips.size())}, {"with voice", fmt::format("{}", num_voices)}}};
}

bool opens(const GivenValues& values, const std::string& prefix) {
  const auto at = values.lower_bound(prefix);
  return at != values.end() && at->first.rfind(prefix, 0) == 0;
}

// A study, or a file that studies include: only `cantus experiment` checks that it is consistent.
FileFacts facts_of_study(const GivenValues& values) {
  FileFacts facts{"study", {}};
  for (const char* section : kStudySections)
    if (opens(values, fmt::format("{}.", section)))
      facts.details.emplace_back("has", fmt::format("[{}]", section));
  if (const auto title = values.find("table.title"); title != values.end())
    facts.details.emplace_back("title", toml_of(title->second.value));
  if (const auto included = values.find("include"); included != values.end())
    facts.details.emplace_back("include", toml_of(included->second.value));
  return facts;
}

FileFacts facts_of_experiment(const fs::path& path) {
  const GivenValues values = read_toml(path);
  if (is_study(values)) return facts_of_study(values);
  const Experiment e = experiment_from(values, path.string());
  Fields manifests;
  for (const auto& manifest : e.manifests) manifests.push_back(manifest.string());
  return {"experiment",
          {{"network", e.model},
           {"front_end", e.front_end},
           {"positive", fmt::format("{}", fmt::join(e.positive, ", "))},
           {"manifest", fmt::format("{}", fmt::join(manifests, ", "))},
           {"epochs", fmt::format("at most {}", e.epochs)},
           {"batch_size", fmt::format("{}", e.batch_size)},
           {"learning_rate", fmt::format("{}", e.optimizer.learning_rate)}}};
}

bool names(const Fields& columns, std::initializer_list<const char*> wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const char* name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  });
}

FileFacts facts_of_table(const fs::path& path, const Fields& columns) {
  TextLines lines(path);
  int num_lines = 0;
  while (lines.next()) {
    if (const auto fields = csv_fields(lines); fields.size() != columns.size()) {
      lines.refuse(fmt::format("{} fields", fields.size()), fmt::format("{}", columns.size()));
    }
    ++num_lines;
  }
  if (names(columns, {"detector", "song", "auroc"})) {
    return {"CSV of an evaluation", {{"rows", fmt::format("{}", num_lines - 1)}}};
  }
  // The meaning of the columns is unknown.
  return {"CSV",
          {{"lines", fmt::format("{}", num_lines)},
           {"first line", fmt::format("{}", fmt::join(columns, ","))}}};
}

FileFacts facts_of_csv(const fs::path& path, const Fields& columns) {
  if (columns == Fields{"time", "prob"}) return facts_of_curve("CSV curve", read_curve_csv(path));
  if (names(columns, {"start_s", "end_s", "label"})) {
    return facts_of_labels("CSV labels", read_segments_csv(path));
  }
  return facts_of_table(path, columns);
}

constexpr const char* kOfTomlKeys =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

bool is_toml_table(std::string_view line) {
  const auto open = line.find_first_not_of(" \t");
  const auto name = line.find_first_not_of("[ \t", open);
  const auto end = line.find_first_not_of(kOfTomlKeys, name);
  const auto close = line.find_first_not_of(" \t", end);
  return open != line.npos && line[open] == '[' && end != line.npos && end > name &&
         close != line.npos && line[close] == ']';
}

bool is_toml_setting(std::string_view line) {
  const auto end = line.find_first_not_of(kOfTomlKeys);
  const auto equals = line.find_first_not_of(' ', end);
  return end > 0 && equals != line.npos && line[equals] == '=';
}

}  // namespace

bool is_json(const fs::path& path, const std::string& head) {
  const auto start = std::min(head.find_first_not_of(" \t\r\n"), head.size());
  if (head[start] == '{') return true;
  const std::string extension = lower_extension(path);
  if (head[start] != '[' || extension == ".toml") return false;
  if (extension == ".json" || !is_toml_table(head.substr(start))) return true;
  return nlohmann::json::accept(InputFile(path, kMaxJsonBytes).read_all());
}

FileFacts facts_of_text(const fs::path& path) {
  const std::string extension = lower_extension(path);
  TextLines lines(path, extension == ".txt" ? WhenEmpty::kAccept : WhenEmpty::kRefuse);
  const std::string line = lines.next() ? std::string(lines.line()) : "";
  const bool is_weak = !line.empty() && is_weak_manifest(path);
  if (resembles_manifest(line)) return is_weak ? facts_of_weak_labels(path) : facts_of_corpus(path);
  if (extension == ".lab") return facts_of_labels("labels", read_lab(path));
  if (extension == ".txt") return facts_of_labels("Audacity labels", read_audacity(path));
  if (extension == ".vocal") return facts_of_labels("MIR-1K labels", read_mir1k_vocal(path));
  if (extension == ".jams") return facts_of_labels("JAMS", read_jams(path));
  if (is_weak) return facts_of_weak_labels(path);
  if (is_toml_table(line) || is_toml_setting(line)) return facts_of_experiment(path);
  if (extension == ".csv" && !line.empty()) return facts_of_csv(path, csv_fields(lines));
  const auto words = split(line, " \t,");
  if (words.size() == 3 && parsed<double>(words[0]) && parsed<double>(words[1])) {
    return facts_of_labels("labels", read_lab(path));
  }
  throw Error(Exit::kBadData, path.string(), "text of a kind that is not known",
              "labels, a curve, a manifest, an experiment, JAMS or other JSON");
}

}  // namespace cantus
