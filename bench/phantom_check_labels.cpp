#include "bench/phantom_check_labels.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "bench/phantom_check_clinical.h"
#include "myolens/base/parallel.h"
#include "myolens/metrics/roc.h"
#include "myolens/phantom/disc_sampling.h"
#include "myolens/polarmap/deficit.h"

namespace myolens {
namespace {

constexpr int kFreshNormals = 100;         // per sex
constexpr uint64_t kFreshSeedStep = 5000;  // normals share no patient with a cohort
constexpr double kTrainingShare = .8;

struct DrawnMember {
  bool cad = false;
  bool latent = false;
  int lesion_score = 0;
  ClinicalFeatures clinical;
  FloatImage map;
};

std::vector<DrawnMember> draw_members(const CohortRequest& request,
                                      const std::vector<CohortMember>& members,
                                      const PhantomTables& tables, size_t threads) {
  std::vector<DrawnMember> drawn(members.size());
  parallel_for(members.size(), threads, [&](size_t i) {
    const VirtualPatient patient = draw_patient(members[i].key, tables.fields);
    UptakeImage image = draw_uptake(patient, request.image, tables);
    drawn[i] = {members[i].cad, patient.disease.latent, image.lesion_score, patient.clinical,
                std::move(image.noisy)};
  });
  return drawn;
}

// One file per sex, index 1 for men.
using NormalFiles = std::array<NormalFile, 2>;

// Patients without lesions; attenuation and image faults stay, as in a vendor's normal file.
NormalFiles fresh_normals(const CohortRequest& request, const PhantomTables& tables) {
  NormalFiles files;
  for (size_t i = 0; std::min(files[0].maps(), files[1].maps()) < kFreshNormals; ++i) {
    const VirtualPatient patient = draw_patient({request.seed + kFreshSeedStep, i}, tables.fields);
    NormalFile& file = files[patient.clinical.male ? 1 : 0];
    if (!patient.disease.lesions.empty() || file.maps() == kFreshNormals) continue;
    file.add(draw_uptake(patient, request.image, tables).noisy, kMapDisc);
  }
  return files;
}

double auc(const std::vector<DrawnMember>& members,
           const std::function<double(const DrawnMember&)>& score) {
  std::vector<ScoredCase> cases;
  for (const DrawnMember& member : members) {
    const std::string name = std::to_string(cases.size());
    cases.push_back({name, name, member.cad ? 1 : 0, score(member)});
  }
  return area_under_roc(cases).value();
}

double share_below_half(const FloatImage& map) {
  double below = 0;
  double inside = 0;
  for (int y = 0; y < kMapSide; ++y) {
    for (int x = 0; x < kMapSide; ++x) {
      if (disc_position(kMapDisc, x + .5, y + .5).r > 1) continue;
      ++inside;
      if (*map.pixel(x, y) < .5F) ++below;
    }
  }
  return below / inside;
}

double auc_of_deficit(const std::vector<DrawnMember>& members, const NormalFiles& files) {
  return auc(members, [&](const DrawnMember& member) {
    return files[member.clinical.male ? 1 : 0].deficit(member.map, kMapDisc);
  });
}

// The first members are the training part: their order says nothing of their labels.
double auc_of_training_deficit(const std::vector<DrawnMember>& members) {
  const auto training = static_cast<size_t>(kTrainingShare * static_cast<double>(members.size()));
  NormalFiles files;
  for (size_t i = 0; i < training; ++i) {
    if (!members[i].cad) files[members[i].clinical.male ? 1 : 0].add(members[i].map, kMapDisc);
  }
  return auc_of_deficit({members.begin() + static_cast<long>(training), members.end()}, files);
}

std::array<double, 4> score_shares(const std::vector<DrawnMember>& members) {
  std::array<double, 4> shares{};
  double cad = 0;
  for (const DrawnMember& member : members) {
    if (!member.cad) continue;
    ++cad;
    const int score = member.lesion_score;
    ++shares[score <= 3 ? 0 : score <= 8 ? 1 : score <= 13 ? 2 : 3];
  }
  for (double& share : shares) share /= cad;
  return shares;
}

double auc_of_clinical_features(const std::vector<DrawnMember>& members, uint64_t seed) {
  std::vector<FeatureRow> rows;
  for (const DrawnMember& member : members) {
    rows.push_back({clinical_values(member.clinical), member.cad, std::to_string(rows.size())});
  }
  return clinical_auc(rows, seed);
}

}  // namespace

LabelStatistics label_statistics(const CohortRequest& request, const PhantomTables& tables,
                                 size_t threads) {
  SilentProgress silent;
  const std::vector<CohortMember> chosen = select_cohort(request, tables, threads, silent);
  const std::vector<DrawnMember> members = draw_members(request, chosen, tables, threads);
  const auto count = static_cast<double>(members.size());
  size_t last = 0;
  for (const CohortMember& member : chosen) last = std::max(last, member.key.index);

  LabelStatistics result;
  result.auc_share_below_half =
      auc(members, [](const DrawnMember& member) { return share_below_half(member.map); });
  result.auc_deficit = auc_of_deficit(members, fresh_normals(request, tables));
  result.auc_deficit_training = auc_of_training_deficit(members);
  result.auc_lesion_score =
      auc(members, [](const DrawnMember& member) { return member.lesion_score; });
  result.auc_clinical = auc_of_clinical_features(members, request.seed);
  result.score_shares = score_shares(members);
  result.latent_differs =
      static_cast<double>(std::ranges::count_if(
          members, [](const DrawnMember& member) { return member.cad != member.latent; })) /
      count;
  result.candidates = static_cast<double>(last + 1) / count;
  return result;
}

}  // namespace myolens
