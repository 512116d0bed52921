#include "myolens/phantom/cohort_writer.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/parallel.h"
#include "myolens/imaging/codec.h"
#include "myolens/phantom/screen.h"
#include "myolens/phantom/truth_table.h"

namespace myolens {
namespace {

constexpr float kMaskedShare = 0.9f;  // a loss of more than 10 %

constexpr std::string_view kMarkerText =
    "SYNTHETIC PATIENTS\n\n"
    "A program drew these polar maps; no patient is shown. They serve for trying and testing "
    "Myolens and say\n"
    "nothing about its performance on real patients.\n\n"
    "Each patient has a heart of his or her own, stenosed vessels or none, lesions behind them, "
    "and "
    "what\n"
    "imitates lesions: attenuation, motion, gut, bundle branch block. Uptake is drawn on a surface "
    "in\n"
    "millimetres, blurred, disturbed by noise and laid flat. Label mode \"expert\": a reader with "
    "errors calls\n"
    "CAD what looks like it; \"angiography\": obstructive disease, seen on the map or not.\n\n"
    "screens/      what a vendor's program would show\n"
    "manifest.csv  patient, file, label, sex, age\n"
    "truth.csv     what is known only because the patients are made up\n"
    "truth/masks/  where lesions take more than 10 % of the uptake\n\n"
    "Research use only, not a medical device.\n";

std::string patient_name(size_t index) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "S%04zu", index + 1);
  return name.data();
}

Image lesion_mask(const UptakeImage& image) {
  Image mask(image.lesion_share.width, image.lesion_share.height, 1);
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      const bool inside = disc_position(kMapDisc, x + 0.5, y + 0.5).r <= 1.0;
      *mask.pixel(x, y) = inside && *image.lesion_share.pixel(x, y) < kMaskedShare ? 255 : 0;
    }
  }
  return mask;
}

struct MemberFiles {
  std::vector<std::string> manifest;
  std::vector<std::string> truth;
};

class CohortWriter {
 public:
  CohortWriter(const CohortRequest& request, const CohortWriteOptions& options,
               std::filesystem::path folder)
      : request_(request), options_(options), folder_(std::move(folder)) {}

  const PhantomTables& tables() const { return tables_; }

  MemberFiles write(const CohortMember& member, size_t index) const {
    const VirtualPatient patient = draw_patient(member.key, tables_.fields);
    const UptakeImage image = draw_uptake(patient, request_.image, tables_);
    // Named by the place in the cohort, which says nothing of label, sex or lesion.
    const ScreenStyle style =
        draw_screen_style({.image = request_.image, .colour_scale = options_.colour_scale},
                          RandomStream(request_.seed, "style " + std::to_string(index)));
    const std::string name = patient_name(index);
    const std::string screen = "screens/" + name + ".jpg";
    const std::string mask = "truth/masks/" + name + ".png";
    write_file(folder_ / screen,
               encode_jpeg(draw_screen({{request_.image, image.noisy}}, style).screen,
                           style.jpeg_quality));
    write_file(folder_ / mask, encode_png(lesion_mask(image)));
    return {{name, screen, member.cad ? kCadLabel : kOtherLabel, patient.clinical.male ? "M" : "F",
             std::to_string(patient.clinical.age_years)},
            truth_fields({name, mask, request_.label_mode, member.cad}, patient, image)};
  }

 private:
  const CohortRequest& request_;
  const CohortWriteOptions& options_;
  const std::filesystem::path folder_;
  const PhantomTables tables_;
};

}  // namespace

void write_phantom_cohort(const CohortRequest& request, const std::filesystem::path& out,
                          const CohortWriteOptions& options, Progress& progress) {
  NewFolder folder(out);
  const CohortWriter writer(request, options, folder.path());
  const auto members = select_cohort(request, writer.tables(), options.threads, progress);
  std::vector<MemberFiles> files(members.size());
  progress.begin("drawing synthetic screens", members.size());
  parallel_for(members.size(), options.threads, [&](size_t i) {
    files[i] = writer.write(members[i], i);
    progress.advance();
  });
  progress.end();
  Table manifest{{"patient", "file", "label", "sex", "age"}, {}};
  Table truth{truth_columns(), {}};
  for (MemberFiles& row : files) {
    manifest.rows.push_back(std::move(row.manifest));
    truth.rows.push_back(std::move(row.truth));
  }
  write_file(folder.path() / "manifest.csv", format_table(manifest));
  write_file(folder.path() / "truth.csv", format_table(truth));
  write_file(folder.path() / "SYNTHETIC.txt", kMarkerText);
  folder.commit();
}

}  // namespace myolens
