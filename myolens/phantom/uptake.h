// Images of a virtual patient as relative uptake on the disc, with the truth behind them.
#pragma once

#include <vector>

#include "myolens/imaging/image.h"
#include "myolens/phantom/disc_sampling.h"
#include "myolens/phantom/image_kind.h"
#include "myolens/phantom/map_segments.h"
#include "myolens/phantom/mimic.h"
#include "myolens/phantom/patient.h"
#include "myolens/phantom/summed_score.h"

namespace myolens {

// What all patients share. Immutable after construction; thread-safe.
struct PhantomTables {
  SmoothFields fields;
  MapPixels pixels;
  MapSegments segments;
};

// Maps are kMapSide squared, the disc touching the edges; uptake is relative to the map's maximum.
struct UptakeImage {
  FloatImage noisy;
  FloatImage noise_free;
  FloatImage lesion_share;  // noise-free uptake with the lesions / without, mimics left out

  SegmentValues segment_uptake{};  // noise-free
  SegmentValues segment_share{};   // mean with the lesions / mean without, mimics left out
  int lesion_score = 0;            // summed score of the lesions alone
  int mimic_score = 0;             // summed score of the mimics alone, anatomy left out

  std::vector<Mimic> mimics;    // of this image: bundle branch block, attenuation, faults
  double blur_millimetres = 0;  // standard deviation
  double noise_deviation = 0;   // relative to normal uptake 1, before division by the maximum
};

// Heart, lesions and person are shared by the patient's four images; attenuation, faults, blur and
// noise are drawn for each.
UptakeImage draw_uptake(const VirtualPatient& patient, ImageKind kind, const PhantomTables& tables);

}  // namespace myolens
