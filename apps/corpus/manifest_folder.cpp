#include "apps/corpus/manifest_folder.h"

#include <set>

#include <fmt/format.h>

#include "apps/songs/output_names.h"
#include "data/files/atomic_file.h"
#include "data/files/output_folder.h"
#include "data/labels/label_text.h"
#include "data/manifest/corpus_manifest.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

fs::path without_last_slash(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

bool is_empty_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(fs::symlink_status(path, ignored)) && fs::is_empty(path, ignored);
}

const std::string& field(const Recording& recording, const std::string& text) {
  return manifest_field(text, recording.sound);
}

}  // namespace

ManifestFolder::ManifestFolder(const CorpusFolders& folders, const fs::path& output,
                               const std::vector<Recording>& recordings, bool force)
    : output_(output) {
  refuse_to_overwrite(manifest(), force);
  add_link("sound", folders.sound);
  if (!folders.labels.empty()) add_link("labels", folders.labels);
  for (std::size_t i = 0; i < folders.no_voice.size(); ++i)
    add_link(fmt::format("no_voice_{}", i + 1), folders.no_voice[i]);
  std::set<std::string> names;
  for (const Recording& recording : recordings) {
    line_of(recording);
    if (!recording.derive_labels) continue;
    if (!names.insert(recording.name).second) {
      throw Error(Exit::kBadData, recording.sound.string(), "another song has its name",
                  "distinct names", "rename it");
    }
    refuse_to_overwrite(output_ / labels_name(recording), force);
  }
}

void ManifestFolder::add_link(const std::string& name, const fs::path& folder) {
  const fs::path whole = without_last_slash(folder), link = output_ / name;
  if (link_to(whole) != nullptr) return;
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(link, ignored)) && !is_empty_folder(link) &&
      !fs::equivalent(link, whole, ignored))
    throw Error(Exit::kCannotCreate, link.string(), "is there and leads elsewhere",
                "a name that is free", "choose another folder");
  links_.push_back({name, whole});
}

const ManifestFolder::Link* ManifestFolder::link_to(const fs::path& whole) const {
  for (const Link& link : links_)
    if (const fs::path below = whole.lexically_relative(link.folder); *below.begin() != "..")
      return &link;
  return nullptr;
}

std::string ManifestFolder::linked(const fs::path& file) const {
  const fs::path whole = fs::absolute(file).lexically_normal();
  const Link& link = *link_to(whole);
  return (fs::path(link.name) / whole.lexically_relative(link.folder)).string();
}

std::string ManifestFolder::labels_name(const Recording& recording) const {
  return "labels/" + recording.name + ".lab";
}

std::string ManifestFolder::line_of(const Recording& recording) const {
  const auto below = [&](const fs::path& path) { return field(recording, linked(path)); };
  std::string labels;
  if (recording.derive_labels) labels = field(recording, labels_name(recording));
  if (!recording.labels.empty()) labels = below(recording.labels);
  std::string vocals;
  for (const fs::path& stem : recording.vocals) {
    const std::string one = below(stem);
    if (one.find(';') != std::string::npos)
      throw Error(Exit::kBadData, stem.string(), "a semicolon on its way",
                  "none in vocals, which it parts", "rename it");
    vocals += (vocals.empty() ? "" : ";") + one;
  }
  return fmt::format(
      "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", below(recording.sound), labels,
      to_string(*recording.split), recording.channel ? std::to_string(*recording.channel) : "",
      recording.gain_db != 0 ? fmt::format("{:g}", recording.gain_db) : "", recording.kind,
      field(recording, recording.song), field(recording, recording.singer), vocals);
}

void ManifestFolder::write(const std::vector<Recording>& recordings,
                           const std::vector<CheckedRecording>& checked) const {
  std::string text = "path\tlabels\tsplit\tchannel\tgain_db\tkind\tsong\tvoice\tvocals\n";
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    text += line_of(recordings[i]);
    if (!recordings[i].derive_labels) continue;
    make_folder(output_ / "labels");
    write_file(output_ / labels_name(recordings[i]), to_lab(checked[i].derived));
  }
  for (const auto& [name, folder] : links_) {
    const fs::path link = output_ / name;
    std::error_code failure;
    if (is_empty_folder(link)) fs::remove(link, failure);
    if (!fs::exists(fs::symlink_status(link, failure)))
      fs::create_directory_symlink(folder, link, failure);
    if (failure && !fs::exists(link))
      throw Error(Exit::kCannotCreate, link.string(), "no link can be made, " + failure.message(),
                  "", "choose another folder");
  }
  write_file(manifest(), text);
}

}  // namespace cantus
