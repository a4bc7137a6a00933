#include <map>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "apps/songs/output_names.h"
#include "apps/visualization/embedded_excerpts.h"
#include "data/files/atomic_file.h"
#include "data/files/output_folder.h"
#include "data/labels/csv_fields.h"
#include "data/picture/png_file.h"
#include "data/picture/scatter.h"
#include "models/visualization/tsne.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct EmbedOptions {
  ExcerptDraw draw;
  fs::path output;
  TsneSettings tsne;
};

// A map, and how far apart the domains are in it and in the features themselves: the share of
// excerpts whose nearest excerpt of another song is of their own domain, and that share by chance.
struct Embedding {
  TsneMap map;
  double same_neighbours_by_chance = 0;
  double same_neighbours_in_map = 0;
  double same_neighbours_in_features = 0;
};

Embedding embed(const EmbeddedExcerpts& excerpts, const TsneSettings& settings) {
  Progress progress("embed", settings.num_iterations, "iterations");
  int num_seen = 0;
  Embedding embedding;
  const auto num_points = static_cast<std::int64_t>(excerpts.places.size());
  embedding.map = tsne(excerpts.features, num_points, settings,
                       [&](int done, std::optional<double> divergence) {
                         throw_if_stopped(kRunAgain);
                         if (divergence)
                           progress.note(fmt::format("divergence {:.3f}", *divergence));
                         progress.advance(done - num_seen);
                         num_seen = done;
                       });
  progress.finish();
  std::vector<int> domains, songs;
  std::map<std::pair<int, std::string>, int> numbers;  // song numbers
  for (const ExcerptPlace& place : excerpts.places) {
    domains.push_back(place.domain);
    const auto next = static_cast<int>(numbers.size());
    songs.push_back(numbers.emplace(std::pair(place.domain, place.song), next).first->second);
  }
  embedding.same_neighbours_by_chance = same_class_pairs(domains, songs);
  const std::vector<float> flat(embedding.map.points.begin(), embedding.map.points.end());
  embedding.same_neighbours_in_map =
      same_class_neighbours(squared_distances(flat, num_points), domains, songs);
  embedding.same_neighbours_in_features =
      same_class_neighbours(squared_distances(excerpts.features, num_points), domains, songs);
  return embedding;
}

std::string csv_text(const EmbeddedExcerpts& excerpts, const TsneMap& map) {
  std::string text = "domain,song,time_s,x,y\n";
  for (std::size_t i = 0; i < excerpts.places.size(); ++i) {
    const ExcerptPlace& place = excerpts.places[i];
    text +=
        fmt::format("{},{},{:.6f},{:.6f},{:.6f}\n", kDomains[place.domain], csv_field(place.song),
                    place.time_s, map.points[2 * i], map.points[2 * i + 1]);
  }
  return text;
}

Canvas picture_of(const EmbeddedExcerpts& excerpts, const Embedding& embedding,
                  const EmbedOptions& options) {
  ScatterPicture picture;
  picture.title = "Excerpts with voice, by t-SNE";
  picture.remark = fmt::format(
      "perplexity {:g}, seed {}, divergence {:.3f}; nearest other song of its domain: {:.1f} % "
      "(chance {:.1f} %)",
      options.tsne.perplexity, options.tsne.seed, embedding.map.kl_divergence,
      100 * embedding.same_neighbours_in_map, 100 * embedding.same_neighbours_by_chance);
  for (const char* domain : kDomains) picture.clouds.push_back({domain, {}});
  for (std::size_t i = 0; i < excerpts.places.size(); ++i)
    picture.clouds[static_cast<std::size_t>(excerpts.places[i].domain)].points.push_back(
        {embedding.map.points[2 * i], embedding.map.points[2 * i + 1]});
  return render_scatter(picture);
}

Exit embed_domains(EmbedOptions options, const CommonOptions& common) {
  const double num_points = 2.0 * options.draw.num_points;
  if (3 * options.tsne.perplexity >= num_points - 1) {
    throw Error(Exit::kUsage, "--perplexity", fmt::format("{:g} given", options.tsne.perplexity),
                fmt::format("less than a third of the {:g} points", num_points));
  }
  options.draw.seed = options.tsne.seed = common.seed;
  const fs::path csv = options.output / "embed.csv", png = options.output / "embed.png";
  refuse_to_overwrite(csv, common.force);
  refuse_to_overwrite(png, common.force);
  const OutputFolder output(options.output);
  catch_stop_signals();
  const EmbeddedExcerpts excerpts = embedded_excerpts(options.draw, common);
  const Embedding embedding = embed(excerpts, options.tsne);
  write_file(csv, csv_text(excerpts, embedding.map));
  write_png(png, picture_of(excerpts, embedding, options));
  if (common.json) {
    nlohmann::ordered_json json = begin_document("cantus.embed/1");
    json["csv"] = csv.string();
    json["picture"] = png.string();
    json["points"] = excerpts.places.size();
    json["features"] = excerpts.features.size() / excerpts.places.size();
    json["perplexity"] = options.tsne.perplexity;
    json["seed"] = common.seed;
    json["kl_divergence"] = embedding.map.kl_divergence;
    json["same_domain_neighbours"] = {{"map", embedding.same_neighbours_in_map},
                                      {"features", embedding.same_neighbours_in_features},
                                      {"chance", embedding.same_neighbours_by_chance}};
    print_document(json);
  } else {
    print_lines(fmt::format(
        "{}\n{}\n{} excerpts, divergence {:.3f}; nearest other song of the same "
        "domain: {:.1f} % in the map, {:.1f} % by features, {:.1f} % by chance\n",
        csv.string(), png.string(), excerpts.places.size(), embedding.map.kl_divergence,
        100 * embedding.same_neighbours_in_map, 100 * embedding.same_neighbours_in_features,
        100 * embedding.same_neighbours_by_chance));
  }
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<EmbedOptions>();
  ExcerptDraw& draw = options->draw;
  flags.path("--source", draw.manifests[0], "TSV", "corpus manifest of the source task").require();
  flags.path("--target", draw.manifests[1], "TSV", "corpus manifest of the target task").require();
  flags.path("-o,--output", options->output, "DIR", "folder of embed.csv and embed.png").require();
  flags.path("--features", draw.features, "DIR", "feature store [beside the source's manifest]");
  flags.choice("--split", draw.split, "the songs to draw from");
  flags.list("--positive", draw.positive, "LABEL", "labels that are voice");
  flags.integer("--points", draw.num_points, 10, 5000, "excerpts of each domain");
  flags.integer("--frames", draw.num_frames, 1, 1001, "of an excerpt, 50 a second");
  flags.number("--perplexity", options->tsne.perplexity, {1, 1000}, "neighbours that count");
  flags.integer("--iterations", options->tsne.num_iterations, 1, 100000, "of gradient descent");
  return [options](const CommonOptions& common) { return embed_domains(*options, common); };
}

}  // namespace

const Verb kEmbedVerb = {
    "embed", "map the features of two domains by t-SNE (Hou 2020, Fig. 4)",
    "  cantus embed --source mixes/manifest.tsv --target singing/manifest.tsv -o fig4\n"
    "  cantus embed --source a.tsv --target b.tsv -o map --points 1000 --perplexity 50 --seed 2\n",
    declare, VerbDevices::kGpu};

}  // namespace cantus
