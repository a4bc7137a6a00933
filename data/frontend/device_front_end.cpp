#include "data/frontend/device_front_end.h"

#include <algorithm>
#include <cstring>

#include "engine/buffer.h"
#include "kernels/stft/log_spectrogram.h"

namespace cantus {
namespace {

constexpr std::int64_t kPiecesAtOnce = 256;

// Frames per chunk: `wanted`, or fewer so that two chunks take 1/16 of the device's free memory.
std::int64_t fitting_frames(const Queue& queue, const FrontEnd& front_end, std::int64_t wanted) {
  const std::int64_t bytes_of_frame =
      2 * static_cast<std::int64_t>(sizeof(float)) *
      (front_end.stft.window_samples + 2 * front_end.stft.hop_samples + front_end.num_bands());
  const auto fits = static_cast<std::int64_t>(queue.memory().free_bytes() / 16) / bytes_of_frame;
  return std::clamp<std::int64_t>(fits, 1, wanted);
}

}  // namespace

// One chunk's memory on host and device, and the state of its work.
struct DeviceFrontEnd::Slot {
  Slot(Queue& queue, Stream& copies, std::int64_t samples, std::int64_t features)
      : host_sound(queue, samples * sizeof(float)),
        host_features(queue, features * sizeof(float)),
        host_tables(queue, 2 * (kPiecesAtOnce + 1) * sizeof(std::int64_t)),
        sound(queue, samples * sizeof(float)),
        values(queue, features * sizeof(float)),
        tables(queue, 2 * (kPiecesAtOnce + 1) * sizeof(std::int64_t)),
        brought(copies.make_mark()),
        computed(queue.memory().make_mark()),
        fetched(copies.make_mark()) {}

  // Where each piece's samples and frames begin, then where the last piece's end.
  std::int64_t* first_samples() { return reinterpret_cast<std::int64_t*>(host_tables.data()); }
  std::int64_t* first_frames() { return first_samples() + kPiecesAtOnce + 1; }

  PinnedBuffer host_sound, host_features, host_tables;
  Buffer sound, values, tables;
  std::unique_ptr<StreamMark> brought, computed, fetched;
  std::vector<Piece> pieces;  // empty: no work in flight
};

DeviceFrontEnd::DeviceFrontEnd(Queue& queue, const FrontEnd& front_end, const FilterBank& bank,
                               std::int64_t frames_at_once)
    : queue_(queue),
      copies_(queue.memory().make_sibling()),
      front_end_(front_end),
      frames_at_once_(fitting_frames(queue, front_end, frames_at_once)),
      plan_(queue, front_end.stft),
      bank_(queue, bank) {
  // The most samples per frame are those of pieces of one frame.
  const std::int64_t samples = span_samples(frames_at_once_) +
                               std::min(kPiecesAtOnce, frames_at_once_) *
                                   (front_end.stft.window_samples + front_end.stft.hop_samples);
  for (auto& slot : slots_)
    slot =
        std::make_unique<Slot>(queue, *copies_, samples, frames_at_once_ * front_end.num_bands());
  queue.synchronize();  // the memory must be cleared before the second queue fills it
}

DeviceFrontEnd::~DeviceFrontEnd() = default;
DeviceFrontEnd::DeviceFrontEnd(DeviceFrontEnd&&) noexcept = default;

std::int64_t DeviceFrontEnd::span_samples(std::int64_t num_frames) const {
  return (num_frames - 1) * front_end_.stft.hop_samples + front_end_.stft.window_samples;
}

std::vector<std::vector<DeviceFrontEnd::Piece>> DeviceFrontEnd::chunks_of(
    std::span<const Sound> sounds) const {
  std::vector<std::vector<Piece>> chunks;
  std::int64_t room = 0;
  for (const Sound& sound : sounds) {
    const std::int64_t num_frames = front_end_.stft.num_frames(sound.num_samples);
    for (std::int64_t first = 0; first < num_frames;) {
      if (room == 0 || static_cast<std::int64_t>(chunks.back().size()) == kPiecesAtOnce) {
        chunks.emplace_back();
        room = frames_at_once_;
      }
      const std::int64_t count = std::min(room, num_frames - first);
      chunks.back().push_back({&sound, first, count});
      first += count;
      room -= count;
    }
  }
  return chunks;
}

void DeviceFrontEnd::extract(std::span<const Sound> sounds) {
  forget_unfinished();
  const auto chunks = chunks_of(sounds);
  if (!chunks.empty()) bring(*slots_[0], chunks[0]);
  for (std::size_t s = 0; s < chunks.size(); ++s) {
    Slot& slot = *slots_[s % 2];
    Slot& next = *slots_[(s + 1) % 2];
    if (s + 1 < chunks.size()) {
      finish(next);
      bring(next, chunks[s + 1]);
    }
    compute(slot);
    fetch(slot);
  }
  for (auto& slot : slots_) finish(*slot);
}

// A call that threw may have left pieces of its own sounds behind.
void DeviceFrontEnd::forget_unfinished() {
  for (auto& slot : slots_) {
    if (slot->pieces.empty()) continue;
    queue_.synchronize();
    copies_->synchronize();
    slot->pieces.clear();
  }
}

void DeviceFrontEnd::bring(Slot& slot, const std::vector<Piece>& pieces) {
  slot.pieces = pieces;
  auto* sound = reinterpret_cast<float*>(slot.host_sound.data());
  std::int64_t num_samples = 0;
  std::int64_t num_frames = 0;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    const Piece& piece = pieces[p];
    const std::int64_t length = span_samples(piece.num_frames);
    slot.first_samples()[p] = num_samples;
    slot.first_frames()[p] = num_frames;
    std::memcpy(sound + num_samples,
                piece.sound->samples + piece.first_frame * front_end_.stft.hop_samples,
                length * sizeof(float));
    num_samples += length;
    num_frames += piece.num_frames;
  }
  slot.first_samples()[pieces.size()] = num_samples;
  slot.first_frames()[pieces.size()] = num_frames;
  copies_->copy(slot.sound.data(), sound, num_samples * sizeof(float));
  copies_->copy(slot.tables.data(), slot.host_tables.data(), slot.tables.size_bytes());
  slot.brought->set();
}

void DeviceFrontEnd::compute(Slot& slot) {
  queue_.memory().begin_after(*slot.brought);
  const auto* tables = reinterpret_cast<const std::int64_t*>(slot.tables.data());
  const auto num_pieces = static_cast<std::int64_t>(slot.pieces.size());
  const SongBatch batch{num_pieces, slot.first_frames()[num_pieces], tables,
                        tables + kPiecesAtOnce + 1};
  const FilterBankView view = bank_.view();
  log_spectrograms(queue_, plan_, front_end_.mel == MelKind::kNone ? nullptr : &view,
                   front_end_.compression, batch, slot.sound.floats(), slot.values.floats());
  slot.computed->set();
}

void DeviceFrontEnd::fetch(Slot& slot) {
  copies_->begin_after(*slot.computed);
  const std::int64_t num_frames = slot.first_frames()[slot.pieces.size()];
  copies_->copy(slot.host_features.data(), slot.values.data(),
                num_frames * front_end_.num_bands() * sizeof(float));
  slot.fetched->set();
}

void DeviceFrontEnd::finish(Slot& slot) {
  if (slot.pieces.empty()) return;
  slot.fetched->wait();
  const std::int64_t num_bands = front_end_.num_bands();
  const auto* from = reinterpret_cast<const float*>(slot.host_features.data());
  for (const Piece& piece : slot.pieces) {
    const std::int64_t size = piece.num_frames * num_bands;
    std::copy_n(from, size, piece.sound->features + piece.first_frame * num_bands);
    from += size;
  }
  slot.pieces.clear();
}

}  // namespace cantus
