#include "myolens/polarmap/scale_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/polarmap/scale_reader.h"

namespace myolens {
namespace {

using Colour = std::array<float, 3>;

constexpr int kStrip = 4;             // pixels across that must have one colour
constexpr int kAcross = 24;           // largest difference across, in grey levels
constexpr int kReach = 4;             // pixels before and after, over which a bar's colour changes
constexpr float kMoving = 2.5F;       // grey levels over twice that reach
constexpr float kJump = 40;           // grey levels between next neighbours but one: an edge
constexpr int kGap = 14;              // pixels that may be without change, or hurt by JPEG
constexpr int kShortest = 48;         // pixels
constexpr float kShortestWay = 250;   // grey levels through RGB space
constexpr double kFarApart = 0.15;    // of the bar; colours so far apart must differ
constexpr float kNear = 12;           // grey levels
constexpr double kKnownBar = 14;      // mean distance from a known scale, in grey levels
constexpr double kTie = 0.01;         // grey levels between a scale and its reverse
constexpr float kLeastEntries = 210;  // of 255, that a bar of a known scale shows
constexpr int kNarrowest = 8;         // pixels across
constexpr int kBeside = 3;            // pixels outside a bar's sides, past what JPEG mixes
constexpr int kEndReach = 8;          // pixels past a bar's ends, where it must have ended
constexpr float kSameColour = 16;     // grey levels, within a bar
constexpr float kOtherColour = 24;    // grey levels, beside it
constexpr double kMost = 0.75;  // of a bar's length; elsewhere it may have the ground's colour
constexpr int kSamples = 64;    // of a bar's colours, for such comparisons

// The screen, or the screen turned so that lying bars stand; u runs along a bar from its upper or
// right end.
class View {
 public:
  View(const Image& screen, bool lying) : screen_(screen), lying_(lying) {}
  int length() const { return lying_ ? screen_.width : screen_.height; }
  int breadth() const { return lying_ ? screen_.height : screen_.width; }
  const uint8_t* pixel(int u, int v) const {
    return lying_ ? screen_.pixel(screen_.width - 1 - u, v) : screen_.pixel(v, u);
  }
  bool in_disc(int u, int v, std::span<const Disc> discs) const {
    const double x = lying_ ? screen_.width - 0.5 - u : v + 0.5;
    const double y = lying_ ? v + 0.5 : u + 0.5;
    return std::ranges::any_of(discs, [&](const Disc& disc) {
      return std::hypot(x - disc.centre_x, y - disc.centre_y) <= disc.radius + 2;
    });
  }

 private:
  const Image& screen_;
  bool lying_;
};

float distance(const Colour& a, const Colour& b) {
  float square = 0;
  for (size_t c = 0; c < 3; ++c) square += (a[c] - b[c]) * (a[c] - b[c]);
  return std::sqrt(square);
}

bool one_colour(const View& view, int u, int v) {
  const uint8_t* first = view.pixel(u, v);
  const uint8_t* last = view.pixel(u, v + kStrip - 1);
  return std::abs(first[0] - last[0]) <= kAcross && std::abs(first[1] - last[1]) <= kAcross &&
         std::abs(first[2] - last[2]) <= kAcross;
}

Colour mean_across(const View& view, int u, int v) {
  Colour mean{};
  for (int i = 0; i < kStrip; ++i) {
    for (size_t c = 0; c < 3; ++c) mean[c] += static_cast<float>(view.pixel(u, v + i)[c]) / kStrip;
  }
  return mean;
}

struct Span {
  int first;
  int end;
};

// Where the strip at v has one colour across that changes along, without jumps.
std::vector<Span> moving_spans(const View& view, int v, std::span<const Disc> discs) {
  const int length = view.length();
  std::vector<Colour> colours(static_cast<size_t>(length));
  std::vector<uint8_t> even(static_cast<size_t>(length), 0);
  for (int u = 0; u < length; ++u) {
    if (!one_colour(view, u, v)) continue;
    even[static_cast<size_t>(u)] = 1;
    colours[static_cast<size_t>(u)] = mean_across(view, u, v);
  }
  std::vector<Span> spans;
  int last = -1 - kGap;  // that moved
  bool open = false;
  for (int u = kReach; u < length - kReach; ++u) {
    const auto i = static_cast<size_t>(u);
    const bool even_around =
        even[i - kReach] && even[i - 1] && even[i] && even[i + 1] && even[i + kReach];
    const bool jumps = even_around && distance(colours[i - 1], colours[i + 1]) > kJump;
    if (jumps || u - last > kGap) open = false;
    if (jumps || !even_around || distance(colours[i - kReach], colours[i + kReach]) < kMoving) {
      continue;
    }
    if (!open) spans.push_back({u, u + 1});
    open = true;
    last = u;
    spans.back().end = u + 1;
  }
  std::erase_if(spans, [&](const Span& span) {
    return span.end - span.first < kShortest || view.in_disc((span.first + span.end) / 2, v, discs);
  });
  return spans;
}

Colour colour_of(const View& view, int u, int v) {
  const uint8_t* rgb = view.pixel(u, v);
  return {static_cast<float>(rgb[0]), static_cast<float>(rgb[1]), static_cast<float>(rgb[2])};
}

// Share of the span's rows in which line v has the profile's colour to within `limit`.
double likeness(const View& view, const std::vector<Colour>& profile, Span span, int v,
                float limit) {
  if (v < 0 || v >= view.breadth()) return 0;
  int alike = 0;
  for (int u = span.first; u < span.end; ++u) {
    const Colour& expected = profile[static_cast<size_t>(u - span.first)];
    alike += distance(colour_of(view, u, v), expected) <= limit ? 1 : 0;
  }
  return static_cast<double>(alike) / (span.end - span.first);
}

// Colours along the span, over the whole breadth of the bar around v; empty unless it is a whole
// strip with sharp sides: shaded bodies fade.
std::vector<Colour> bar_profile(const View& view, Span span, int v) {
  std::vector<Colour> profile;
  for (int u = span.first; u < span.end; ++u) profile.push_back(mean_across(view, u, v));
  const auto belongs = [&](int line) {
    return likeness(view, profile, span, line, kSameColour) > kMost;
  };
  Span lines{v, v + kStrip};
  while (lines.end - lines.first < view.length() && belongs(lines.first - 1)) --lines.first;
  while (lines.end - lines.first < view.length() && belongs(lines.end)) ++lines.end;
  const int breadth = lines.end - lines.first;
  if (breadth < kNarrowest || 2 * breadth > span.end - span.first) return {};
  for (const int outside : {lines.first - kBeside - 1, lines.end + kBeside}) {
    if (likeness(view, profile, span, outside, kOtherColour) > 1 - kMost) return {};
  }
  const auto goes_on = [&](int u) {
    if (u < 0 || u >= view.length()) return false;
    const Colour inside = mean_across(view, u, v);
    return std::ranges::all_of(
        std::array{lines.first - kBeside - 1, lines.end + kBeside}, [&](int outside) {
          return outside >= 0 && outside < view.breadth() &&
                 distance(inside, colour_of(view, u, outside)) > kOtherColour;
        });
  };
  if (goes_on(span.first - kEndReach) || goes_on(span.end + kEndReach)) return {};
  const int middle = (lines.first + lines.end - kStrip) / 2;  // where JPEG mixes least
  for (int u = span.first; u < span.end; ++u) {
    profile[static_cast<size_t>(u - span.first)] = mean_across(view, u, middle);
  }
  return profile;
}

// Colour at a share of the profile's length.
Colour colour_at(const std::vector<Colour>& profile, double share) {
  const double place = share * static_cast<double>(profile.size() - 1);
  const auto low = std::min(static_cast<size_t>(place), profile.size() - 2);
  const auto t = static_cast<float>(place - static_cast<double>(low));
  Colour colour{};
  for (size_t c = 0; c < 3; ++c) {
    colour[c] = profile[low][c] + t * (profile[low + 1][c] - profile[low][c]);
  }
  return colour;
}

std::vector<Colour> sampled(const std::vector<Colour>& profile, int count) {
  std::vector<Colour> samples;
  for (int i = 0; i < count; ++i) {
    samples.push_back(colour_at(profile, static_cast<double>(i) / (count - 1)));
  }
  return samples;
}

bool runs_on(const std::vector<Colour>& samples) {
  float way = 0;
  for (size_t i = 1; i < samples.size(); ++i) way += distance(samples[i - 1], samples[i]);
  if (way < kShortestWay) return false;
  const auto apart = static_cast<size_t>(kFarApart * static_cast<double>(samples.size()));
  for (size_t i = 0; i < samples.size(); ++i) {
    for (size_t j = i + apart; j < samples.size(); ++j) {
      if (distance(samples[i], samples[j]) < kNear) return false;
    }
  }
  return true;
}

Rgb rounded(const Colour& colour) {
  Rgb rgb{};
  for (size_t c = 0; c < 3; ++c) {
    rgb[c] = static_cast<uint8_t>(std::clamp(colour[c] + 0.5F, 0.0F, 255.0F));
  }
  return rgb;
}

struct Fit {
  const ColourScale* scale = nullptr;
  double distance = kKnownBar;  // mean, in grey levels
  bool reversed = false;        // the scale runs from the bar's 100 % end
};

// The known scale whose colours the samples, from the bar's 100 % end, run through. Of a black end
// on a black ground nothing is seen: most of a scale is enough.
Fit known_scale(const std::vector<Colour>& samples) {
  Fit best;
  for (const ColourScale& scale : colour_scales()) {
    ScaleReader reader(scale.colours);
    std::vector<float> entries;
    double sum = 0;
    for (const Colour& sample : samples) {
      const ScaleReading reading = reader.read(rounded(sample).data());
      entries.push_back(reading.entry);
      sum += static_cast<double>(reading.distance);
    }
    const double mean = sum / static_cast<double>(samples.size());
    const bool whole = std::abs(entries.front() - entries.back()) >= kLeastEntries;
    const bool reversed = entries.back() > entries.front();
    const bool better =
        mean < best.distance - kTie || (mean < best.distance + kTie && best.reversed && !reversed);
    if (whole && better) best = {&scale, mean, reversed};
  }
  return best;
}

UptakeScale scale_of(const std::vector<Colour>& profile) {
  UptakeScale result{"bar", {}, true};
  const Fit fit = known_scale(sampled(profile, kSamples));
  if (fit.scale) {
    result.name = fit.scale->name;
    result.colours = fit.scale->colours;
    if (fit.reversed) {
      std::ranges::reverse(result.colours);
      result.name += " reversed";
      result.ambiguous = true;
    }
    return result;
  }
  const auto colours = sampled(profile, static_cast<int>(result.colours.size()));
  for (size_t i = 0; i < colours.size(); ++i) {
    result.colours[result.colours.size() - 1 - i] = rounded(colours[i]);
  }
  return result;
}

}  // namespace

std::optional<UptakeScale> read_scale_bar(const Image& screen, std::span<const Disc> discs) {
  if (screen.channels != 3) {
    throw Error(ErrorCode::kInvalidArgument, "a scale bar is read from an RGB picture, got " +
                                                 std::to_string(screen.channels) + " channels");
  }
  std::vector<Colour> longest;
  for (const bool lying : {false, true}) {
    const View view(screen, lying);
    for (int v = 0; v + 2 * kStrip <= view.breadth(); v += kStrip) {
      for (const Span& span : moving_spans(view, v, discs)) {
        if (static_cast<size_t>(span.end - span.first) <= longest.size()) continue;
        std::vector<Colour> profile = bar_profile(view, span, v);
        if (!profile.empty() && runs_on(sampled(profile, kSamples))) longest = std::move(profile);
      }
    }
  }
  if (longest.empty()) return std::nullopt;
  return scale_of(longest);
}

}  // namespace myolens
