#include "myolens/dicom/jpeg_ls_scan.h"

#include <algorithm>
#include <array>

#include "myolens/dicom/jpeg_ls_bits.h"
#include "myolens/dicom/jpeg_ls_contexts.h"

namespace myolens {
namespace {

int bits_for(int64_t values) {
  int bits = 0;
  while ((int64_t{1} << bits) < values) ++bits;
  return bits;
}

// T.87 sections A.1, A.2.1 and C.2.4.1.1.
struct Parameters {
  int largest = 0;
  int near = 0;
  int step = 1;  // between values that are told apart
  int range = 0;
  int error_bits = 0;  // qbpp
  int limit = 0;       // of the bits of an error
  int reset = 64;
  std::array<int, 3> thresholds{};

  explicit Parameters(const JpegLsScan& scan)
      : largest((1 << scan.precision) - 1),
        near(scan.near),
        step(2 * scan.near + 1),
        range((largest + 2 * near) / step + 1),
        error_bits(bits_for(range)),
        reset(scan.preset.reset > 0 ? scan.preset.reset : 64) {
    const int value_bits = std::max(2, bits_for(int64_t{largest} + 1));
    limit = 2 * (value_bits + std::max(8, value_bits));
    set_thresholds(scan.preset.thresholds);
  }

 private:
  void set_thresholds(const std::array<int, 3>& given) {
    constexpr std::array<int, 3> kBasic{3, 7, 21};
    int least = near + 1;
    for (size_t i = 0; i < 3; ++i) {
      const int offset = static_cast<int>(i) + 2;
      const int spread = (static_cast<int>(2 * i) + 3) * near;
      const int standard =
          largest >= 128
              ? (std::min(largest, 4095) + 128) / 256 * (kBasic[i] - offset) + offset + spread
              : std::max(offset, kBasic[i] / (256 / (largest + 1)) + spread);
      const int fitted = standard > largest || standard < least ? least : standard;
      thresholds[i] = given[i] > 0 ? given[i] : fitted;
      least = thresholds[i];
    }
  }
};

struct Neighbours {
  int a = 0;  // left
  int b = 0;  // above
  int c = 0;  // above left
  int d = 0;  // above right
};

class ScanDecoder {
 public:
  ScanDecoder(std::span<const uint8_t> coded, const JpegLsScan& scan)
      : scan_(scan), parameters_(scan), reader_(coded) {
    const int64_t start = std::max(2, (parameters_.range + 32) / 64);
    for (RegularContext& context : contexts_) context.a = start;
    for (RunContext& context : run_contexts_) context.a = start;
    run_contexts_[1].type = 1;
  }

  std::vector<uint16_t> decode() {
    const auto stride = static_cast<size_t>(scan_.width + 2);
    const auto components = static_cast<size_t>(scan_.components);
    std::vector<int> above(components * stride);
    std::vector<int> line(components * stride);
    std::vector<Row> rows(components);
    std::vector<uint16_t> samples;
    samples.reserve(static_cast<size_t>(scan_.width) * static_cast<size_t>(scan_.height) *
                    components);
    for (int y = 0; y < scan_.height; ++y) {
      for (size_t i = 0; i < components; ++i) {
        int* up = above.data() + i * stride + 1;
        rows[i] = {up, line.data() + i * stride + 1};
        up[scan_.width] = up[scan_.width - 1];
        rows[i].now[-1] = up[0];
      }
      decode_rows(rows);
      for (int x = 0; x < scan_.width; ++x)
        for (const Row& row : rows) samples.push_back(static_cast<uint16_t>(row.now[x]));
      std::swap(above, line);
    }
    return samples;
  }

 private:
  // Both readable from -1; `above` to the width inclusive.
  struct Row {
    const int* above = nullptr;
    int* now = nullptr;

    Neighbours at(int x) const { return {now[x - 1], above[x], above[x - 1], above[x + 1]}; }
  };

  void decode_rows(const std::vector<Row>& rows) {
    if (scan_.interleaving == Interleaving::kSample) {
      decode_together(rows, run_indices_[0]);
      return;
    }
    for (size_t i = 0; i < rows.size(); ++i) decode_together({&rows[i], 1}, run_indices_[i]);
  }

  // Rows whose runs begin and end together.
  void decode_together(std::span<const Row> rows, int& run_index) {
    for (int x = 0; x < scan_.width;) {
      const bool flat =
          std::ranges::all_of(rows, [&](const Row& row) { return context_of(row.at(x)) == 0; });
      if (flat) {
        x += decode_run(rows, x, run_index);
        continue;
      }
      for (const Row& row : rows) row.now[x] = decode_regular(row.at(x));
      ++x;
    }
  }

  int quantised(int difference) const {
    const int size = std::abs(difference);
    if (size <= parameters_.near) return 0;
    const int level = 1 + static_cast<int>(std::ranges::count_if(parameters_.thresholds,
                                                                 [&](int t) { return size >= t; }));
    return difference < 0 ? -level : level;
  }

  // -364 to 364; 0 where everything around is alike.
  int context_of(const Neighbours& near) const {
    return 81 * quantised(near.d - near.b) + 9 * quantised(near.b - near.c) +
           quantised(near.c - near.a);
  }

  // T.87 section A.5.3: a limited Golomb code.
  int read_mapped(int k, int limit) {
    const int most = limit - parameters_.error_bits - 1;
    const int zeros = reader_.zeros(most);
    const int64_t value = zeros < most ? (int64_t{zeros} << k | reader_.bits(k))
                                       : reader_.bits(parameters_.error_bits) + 1;
    if (value > 2 * int64_t{parameters_.range}) throw JpegLsDamage();
    return static_cast<int>(value);
  }

  static int golomb_parameter(int64_t sum, int64_t count) {
    int k = 0;
    while (count << k < sum) ++k;
    if (k > 24) throw JpegLsDamage();
    return k;
  }

  int reconstructed(int predicted, int error) const {
    const int span = parameters_.range * parameters_.step;
    int value = predicted + error * parameters_.step;
    if (value < -parameters_.near) {
      value += span;
    } else if (value > parameters_.largest + parameters_.near) {
      value -= span;
    }
    return std::clamp(value, 0, parameters_.largest);
  }

  int decode_regular(const Neighbours& near) {
    const int signed_context = context_of(near);
    const int sign = signed_context < 0 ? -1 : 1;
    RegularContext& context = contexts_[static_cast<size_t>(std::abs(signed_context))];
    const auto [low, high] = std::minmax(near.a, near.b);
    const int edge = near.c >= high ? low : near.c <= low ? high : near.a + near.b - near.c;
    const int predicted = std::clamp(edge + sign * context.c, 0, parameters_.largest);
    const int k = golomb_parameter(context.a, context.n);
    const int mapped = read_mapped(k, parameters_.limit);
    const bool odd = mapped % 2 != 0;
    int error = odd ? -(mapped + 1) / 2 : mapped / 2;
    if (parameters_.near == 0 && k == 0 && 2 * context.b <= -context.n) error = -error - 1;
    context.update(error, parameters_.step, parameters_.reset);
    return reconstructed(predicted, sign * error);
  }

  // T.87 section A.7. Number of samples decoded: the run and, unless it reached the end of the
  // line, the one that ends it.
  int decode_run(std::span<const Row> rows, int x, int& run_index) {
    constexpr std::array<int, 32> kRunBits{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,  2,  3,  3,  3,  3,
                                           4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const int left = scan_.width - x;
    int length = 0;
    while (length < left && reader_.bits(1) == 1) {
      const int whole = 1 << kRunBits[static_cast<size_t>(run_index)];
      if (whole <= left - length) run_index = std::min(run_index + 1, 31);
      length += std::min(whole, left - length);
      if (length == left) return fill_run(rows, x, left);
    }
    const int run_bits = kRunBits[static_cast<size_t>(run_index)];
    length += reader_.bits(run_bits);
    if (length >= left) throw JpegLsDamage();
    fill_run(rows, x, length);
    for (const Row& row : rows)
      row.now[x + length] = decode_end_of_run(row.at(x + length), run_bits);
    run_index = std::max(run_index - 1, 0);
    return length + 1;
  }

  int fill_run(std::span<const Row> rows, int x, int length) {
    for (const Row& row : rows) std::fill_n(row.now + x, length, row.now[x - 1]);
    return length;
  }

  int decode_end_of_run(const Neighbours& near, int run_bits) {
    const bool alike = scan_.interleaving != Interleaving::kSample &&
                       std::abs(near.a - near.b) <= parameters_.near;
    RunContext& context = run_contexts_[alike ? 1 : 0];
    const int k = golomb_parameter(context.a + (alike ? context.n >> 1 : 0), context.n);
    const int mapped = read_mapped(k, parameters_.limit - run_bits - 1);
    const int error = context.error_of(mapped, k);
    context.update(error, mapped, parameters_.reset);
    const int sign = !alike && near.a > near.b ? -1 : 1;
    return reconstructed(alike ? near.a : near.b, sign * error);
  }

  JpegLsScan scan_;
  Parameters parameters_;
  JpegLsBits reader_;
  std::array<RegularContext, 365> contexts_;
  std::array<RunContext, 2> run_contexts_;
  std::array<int, 4> run_indices_{};
};

}  // namespace

std::optional<std::vector<uint16_t>> decode_jpeg_ls_scan(std::span<const uint8_t> coded,
                                                         const JpegLsScan& scan) {
  try {
    return ScanDecoder(coded, scan).decode();
  } catch (const JpegLsDamage&) {
    return {};
  }
}

}  // namespace myolens
