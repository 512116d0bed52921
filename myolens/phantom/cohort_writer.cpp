#include "myolens/phantom/cohort_writer.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "myolens/base/csv.h"
#include "myolens/base/file.h"
#include "myolens/base/number_text.h"
#include "myolens/base/parallel.h"
#include "myolens/imaging/codec.h"
#include "myolens/phantom/screen.h"
#include "myolens/phantom/truth_images.h"
#include "myolens/phantom/truth_table.h"

namespace myolens {
namespace {

constexpr int kPixelDecimals = 3;  // of circles

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
    "screens/       what a vendor's program would show\n"
    "manifest.csv   patient, file, label, view, state and clinical features\n"
    "truth.csv      what is known only because the patients are made up\n"
    "truth/         circles, text, lesions, segments and territories as tables and pictures\n\n"
    "Research use only, not a medical device.\n";

std::string patient_name(size_t index) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "S%04zu", index + 1);
  return name.data();
}

using Rows = std::vector<std::vector<std::string>>;

struct CohortTables {
  Rows manifest;
  Rows truth;
  Rows screens;
  Rows circles;

  void append(CohortTables&& more) {
    for (auto rows : {&CohortTables::manifest, &CohortTables::truth, &CohortTables::screens,
                      &CohortTables::circles}) {
      std::ranges::move(more.*rows, std::back_inserter(this->*rows));
    }
  }
};

class CohortWriter {
 public:
  CohortWriter(const CohortRequest& request, const CohortWriteOptions& options,
               std::filesystem::path folder)
      : request_(request), options_(options), folder_(std::move(folder)) {}

  const PhantomTables& tables() const { return tables_; }

  CohortTables write(const CohortMember& member, size_t index) const {
    const VirtualPatient patient = draw_patient(member.key, tables_.fields);
    const ScreenLayout layout = layout_of(index);
    const std::vector<PlannedScreen> screens =
        plan_screens(options_.images, layout, request_.image);
    CohortTables rows;
    const std::vector<ScreenMap> maps = write_truth(patient, member, index, screens, rows.truth);
    for (const PlannedScreen& screen : screens) {
      const ScreenStyle style = draw_style(screen, layout, index);
      const std::string name = patient_name(index) + screen.suffix;
      write_screen(draw_screen(maps, style), style, name, rows);
      rows.manifest.push_back(manifest_row(patient.clinical, member, index, screen));
    }
    return rows;
  }

 private:
  // Named by the place in the cohort, which says nothing of label, sex or lesion.
  RandomStream stream(const std::string& purpose, size_t index,
                      const std::string& suffix = {}) const {
    return {request_.seed, purpose + " " + std::to_string(index) + suffix};
  }

  ScreenLayout layout_of(size_t index) const {
    if (options_.layout) return *options_.layout;
    return kScreenLayouts[stream("layout", index).below(kScreenLayouts.size())];
  }

  ScreenStyle draw_style(const PlannedScreen& screen, ScreenLayout layout, size_t index) const {
    std::optional<RandomStream> department;
    if (options_.one_department) department = RandomStream(request_.seed, "department");
    return draw_screen_style({screen.image, layout, options_.colour_scale},
                             stream("style", index, screen.suffix), department);
  }

  static std::vector<ImageKind> images_on(const std::vector<PlannedScreen>& screens,
                                          ScreenLayout layout) {
    std::vector<ImageKind> images;
    for (const PlannedScreen& screen : screens) {
      std::ranges::copy(shown_images(layout, screen.image), std::back_inserter(images));
    }
    return images;
  }

  // Masks and rows of all images on the screens; returns their maps.
  std::vector<ScreenMap> write_truth(const VirtualPatient& patient, const CohortMember& member,
                                     size_t index, const std::vector<PlannedScreen>& screens,
                                     Rows& truth) const {
    const std::string name = patient_name(index);
    const std::vector<ImageKind> images = images_on(screens, layout_of(index));
    std::vector<ScreenMap> maps;
    for (const ImageKind kind : images) {
      UptakeImage image = draw_uptake(patient, kind, tables_);
      const std::string suffix = images.size() == 1 ? ""
                                                    : "_" + std::string(state_name(kind.state)) +
                                                          "_" + std::string(view_name(kind.view));
      const std::string mask = "truth/masks/" + name + suffix + ".png";
      write_file(folder_ / mask, encode_png(lesion_mask(image)));
      truth.push_back(
          truth_fields({name, kind, mask, request_.label_mode, member.cad}, patient, image));
      maps.push_back({kind, std::move(image.noisy)});
    }
    return maps;
  }

  void write_screen(const DrawnScreen& drawn, const ScreenStyle& style, const std::string& name,
                    CohortTables& rows) const {
    const std::string file = "screens/" + name + ".jpg";
    const std::string text = "truth/text/" + name + ".png";
    write_file(folder_ / file, encode_jpeg(drawn.screen, style.jpeg_quality));
    write_file(folder_ / text, encode_png(drawn.overlay));
    rows.screens.push_back({file, std::string(screen_layout_name(style.layout)),
                            std::to_string(style.size.width), std::to_string(style.size.height),
                            std::string(style.colour_scale), std::to_string(style.jpeg_quality),
                            text});
    for (const DiscTruth& truth : drawn.discs) {
      rows.circles.push_back({file, truth.name, fixed_text(truth.disc.centre_x, kPixelDecimals),
                              fixed_text(truth.disc.centre_y, kPixelDecimals),
                              fixed_text(truth.disc.radius, kPixelDecimals)});
    }
  }

  static std::vector<std::string> manifest_row(const ClinicalFeatures& clinical,
                                               const CohortMember& member, size_t index,
                                               const PlannedScreen& screen) {
    const std::string name = patient_name(index);
    std::vector<std::string> row{name, "screens/" + name + screen.suffix + ".jpg",
                                 member.cad ? kCadLabel : kOtherLabel, screen.view, screen.state};
    std::ranges::move(clinical_fields(clinical), std::back_inserter(row));
    return row;
  }

  const CohortRequest& request_;
  const CohortWriteOptions& options_;
  const std::filesystem::path folder_;
  const PhantomTables tables_;
};

std::vector<std::string> manifest_columns() {
  std::vector<std::string> columns{"patient", "file", "label", "view", "state"};
  std::ranges::move(clinical_columns(), std::back_inserter(columns));
  return columns;
}

void write_tables(const std::filesystem::path& folder, CohortTables&& rows) {
  const auto write = [&](const char* name, std::vector<std::string> columns, Rows& content) {
    write_file(folder / name, format_table({std::move(columns), std::move(content)}));
  };
  write("manifest.csv", manifest_columns(), rows.manifest);
  write("truth.csv", truth_columns(), rows.truth);
  write("truth/screens.csv",
        {"file", "layout", "width", "height", "colour_scale", "jpeg_quality", "text_mask"},
        rows.screens);
  write("truth/circles.csv", {"file", "disc", "centre_x", "centre_y", "radius"}, rows.circles);
}

}  // namespace

void write_phantom_cohort(const CohortRequest& request, const std::filesystem::path& out,
                          const CohortWriteOptions& options, Progress& progress) {
  NewFolder folder(out);
  const CohortWriter writer(request, options, folder.path());
  const auto members = select_cohort(request, writer.tables(), options.threads, progress);
  std::vector<CohortTables> written(members.size());
  progress.begin("drawing synthetic screens", members.size());
  parallel_for(members.size(), options.threads, [&](size_t i) {
    written[i] = writer.write(members[i], i);
    progress.advance();
  });
  progress.end();
  CohortTables rows;
  for (CohortTables& member : written) rows.append(std::move(member));
  write_tables(folder.path(), std::move(rows));
  write_file(folder.path() / "truth/segments.png", encode_png(segment_picture()));
  write_file(folder.path() / "truth/territories.png", encode_png(territory_picture()));
  write_file(folder.path() / "SYNTHETIC.txt", kMarkerText);
  folder.commit();
}

}  // namespace myolens
