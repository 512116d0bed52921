#include "myolens/cohort/doubles.h"

#include <array>
#include <map>

#include "myolens/base/parallel.h"
#include "myolens/cohort/lookalikes.h"

namespace myolens {
namespace {

constexpr size_t kRelations = 3;

// Numbers in place of texts, equal where the texts are; the empty text has number 0.
class Numbers {
 public:
  size_t of(const std::string& text) {
    return numbers_.try_emplace(text, numbers_.size()).first->second;
  }

 private:
  std::map<std::string, size_t> numbers_{{"", 0}};
};

class DoubleFinder {
 public:
  DoubleFinder(std::span<const Fingerprint> fingerprints, std::span<const PictureOwner> owners)
      : lookalikes_(fingerprints) {
    Numbers bytes, pixels, patients, parts;
    for (size_t i = 0; i < fingerprints.size(); ++i) {
      pictures_.push_back({bytes.of(fingerprints[i].bytes_sha256),
                           pixels.of(fingerprints[i].pixels_sha256), patients.of(owners[i].patient),
                           parts.of(owners[i].part)});
    }
  }

  // Of picture `second` among those before it.
  std::vector<Double> find(size_t second) const {
    std::array<std::optional<Double>, kRelations> strongest;
    for (size_t first = 0; first < second; ++first) {
      const Between between = relation(pictures_[first], pictures_[second]);
      std::optional<Double>& known = strongest[static_cast<size_t>(between)];
      std::optional<Likeness> likeness = exact_likeness(pictures_[first], pictures_[second]);
      // The slow comparison, where it could still tell something.
      if (!likeness && !known && lookalikes_.near_same(first, second)) {
        likeness = Likeness::kNearSame;
      }
      if (!likeness || (known && known->likeness >= *likeness)) continue;
      known = {first, second, *likeness, between};
    }
    std::vector<Double> found;
    for (const auto& each : strongest) {
      if (each) found.push_back(*each);
    }
    return found;
  }

 private:
  struct Picture {
    size_t bytes;
    size_t pixels;  // frames of one file have the same bytes and their own pixels
    size_t patient;
    size_t part;
  };

  static std::optional<Likeness> exact_likeness(const Picture& a, const Picture& b) {
    if (a.pixels == 0 || a.pixels != b.pixels) return std::nullopt;
    return a.bytes == b.bytes ? Likeness::kSameBytes : Likeness::kSamePixels;
  }

  static Between relation(const Picture& a, const Picture& b) {
    if (a.part != 0 && b.part != 0 && a.part != b.part) return Between::kTwoParts;
    return a.patient == b.patient ? Between::kOnePatient : Between::kTwoPatients;
  }

  Lookalikes lookalikes_;
  std::vector<Picture> pictures_;
};

}  // namespace

std::vector<Double> find_doubles(std::span<const Fingerprint> fingerprints,
                                 std::span<const PictureOwner> owners, size_t threads) {
  const DoubleFinder finder(fingerprints, owners);
  std::vector<std::vector<Double>> found(fingerprints.size());
  parallel_for(found.size(), threads, [&](size_t i) { found[i] = finder.find(i); });
  std::vector<Double> all;
  for (const auto& each : found) all.insert(all.end(), each.begin(), each.end());
  return all;
}

}  // namespace myolens
