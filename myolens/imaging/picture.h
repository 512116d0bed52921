// A picture as a file holds it: what to look at, the full depth where there is more than 8 bits,
// and what the decoder did to it. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "myolens/imaging/image.h"

namespace myolens {

struct Picture {
  Image shown;                    // RGB, 8 bits a sample
  std::optional<Image16> deep{};  // 1 or 3 channels over the full range 0 to 65535, of the size of
                                  // `shown`; only where the file holds more than 8 bits a sample
  std::vector<std::string> notes{};  // for the user: "embedded colour profile ignored", ...
};

inline constexpr char kProfileIgnored[] = "embedded colour profile ignored";

// RGB, every sample scaled by 255 / 65535 and rounded; grey is repeated in the three channels.
// `deep` has 1 or 3 channels.
Image to_8_bit_rgb(const Image16& deep);

// Grey with alpha (2 channels) or RGB with alpha (4) laid over black: 1 or 3 channels, rounded.
Image over_black(const Image& with_alpha);
Image16 over_black(const Image16& with_alpha);

// The picture out of its full depth.
Picture deep_picture(Image16 deep, std::vector<std::string> notes);

}  // namespace myolens
