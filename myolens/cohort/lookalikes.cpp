#include "myolens/cohort/lookalikes.h"

#include <algorithm>
#include <numeric>

namespace myolens {
namespace {

constexpr uint8_t kSameWithin = 8;
constexpr size_t kAllowedPerHundred = 1;
constexpr size_t kAllowedPerHundredWithHash = 5;
constexpr double kVaryingDeviation = 3;
// Fewer pictures, or fewer varying cells, say too little about what is common to all.
constexpr size_t kFewestPictures = 20;
constexpr size_t kFewestCells = 8;
constexpr size_t kBlock = 64;

// The cells that vary over the pictures; none where that cannot be told.
std::vector<size_t> varying_cells(std::span<const Fingerprint> fingerprints) {
  std::vector<uint64_t> sums(3 * Fingerprint::kCells);
  std::vector<uint64_t> squares(sums.size());
  size_t count = 0;
  for (const Fingerprint& print : fingerprints) {
    if (print.cells.empty()) continue;
    ++count;
    for (size_t i = 0; i < sums.size(); ++i) {
      sums[i] += print.cells[i];
      squares[i] += uint64_t{print.cells[i]} * print.cells[i];
    }
  }
  if (count < kFewestPictures) return {};
  const auto varies = [&](size_t i) {
    const double mean = static_cast<double>(sums[i]) / static_cast<double>(count);
    const double variance = static_cast<double>(squares[i]) / static_cast<double>(count);
    return variance - mean * mean > kVaryingDeviation * kVaryingDeviation;
  };
  std::vector<size_t> cells;
  for (size_t i = 0; i < Fingerprint::kCells; ++i) {
    if (varies(i) || varies(i + Fingerprint::kCells) || varies(i + 2 * Fingerprint::kCells)) {
      cells.push_back(i);
    }
  }
  return cells.size() < kFewestCells ? std::vector<size_t>{} : cells;
}

std::vector<uint8_t> blocks_of(const Fingerprint& print, const std::vector<size_t>& cells) {
  if (print.cells.empty()) return {};
  const size_t blocks = (cells.size() + kBlock - 1) / kBlock;
  std::vector<uint8_t> result(3 * kBlock * blocks);
  for (size_t i = 0; i < cells.size(); ++i) {
    uint8_t* block = result.data() + 3 * kBlock * (i / kBlock) + i % kBlock;
    for (size_t c = 0; c < 3; ++c) {
      block[c * kBlock] = print.cells[c * Fingerprint::kCells + cells[i]];
    }
  }
  return result;
}

// Cells of one block that differ, at most kBlock. Plain bytes, so that compilers use vectors.
uint8_t differing(const uint8_t* a, const uint8_t* b) {
  uint8_t count = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    uint8_t largest = 0;
    for (size_t c = 0; c < 3; ++c) {
      const uint8_t one = a[c * kBlock + i];
      const uint8_t other = b[c * kBlock + i];
      const auto difference = static_cast<uint8_t>(std::max(one, other) - std::min(one, other));
      largest = std::max(largest, difference);
    }
    count = static_cast<uint8_t>(count + (largest > kSameWithin ? 1 : 0));
  }
  return count;
}

}  // namespace

Lookalikes::Lookalikes(std::span<const Fingerprint> fingerprints) {
  std::vector<size_t> cells = varying_cells(fingerprints);
  const bool maps = cells.size() >= Fingerprint::kCells / 2;
  if (cells.empty()) {
    cells.resize(Fingerprint::kCells);
    std::iota(cells.begin(), cells.end(), size_t{0});
  }
  allowed_ = cells.size() * kAllowedPerHundred / 100;
  allowed_with_hash_ = maps ? cells.size() * kAllowedPerHundredWithHash / 100 : allowed_;
  for (const Fingerprint& print : fingerprints) {
    hashes_.push_back(print.hash);
    blocks_.push_back(blocks_of(print, cells));
  }
}

bool Lookalikes::near_same(size_t a, size_t b) const {
  const std::vector<uint8_t>& one = blocks_[a];
  const std::vector<uint8_t>& other = blocks_[b];
  if (one.empty() || other.empty()) return false;
  const bool near_hashes = hamming_distance(hashes_[a], hashes_[b]) <= kNearSameBits;
  const size_t allowed = near_hashes ? allowed_with_hash_ : allowed_;
  size_t count = 0;
  for (size_t at = 0; at < one.size(); at += 3 * kBlock) {
    count += differing(one.data() + at, other.data() + at);
    if (count > allowed) return false;
  }
  return true;
}

}  // namespace myolens
