#include "myolens/phantom/cohort_selection.h"

#include <algorithm>
#include <string>

#include "myolens/base/error.h"
#include "myolens/base/parallel.h"

namespace myolens {
namespace {

constexpr size_t kLargestBatch = 64;

void check(const CohortRequest& request) {
  if (request.patients < 1) {
    throw Error(ErrorCode::kInvalidArgument, "a synthetic cohort needs at least one patient");
  }
  if (request.cad > request.patients) {
    throw Error(ErrorCode::kInvalidArgument, "of " + std::to_string(request.patients) +
                                                 " patients " + std::to_string(request.cad) +
                                                 " cannot have CAD; ask for at most " +
                                                 std::to_string(request.patients));
  }
}

bool draw_label(const CohortRequest& request, PatientKey key, const PhantomTables& tables) {
  const VirtualPatient patient = draw_patient(key, tables.fields);
  return is_cad(request.label_mode, patient, draw_uptake(patient, request.image, tables));
}

struct Batch {
  size_t first = 0;
  size_t count = 0;
};

std::vector<char> draw_labels(const CohortRequest& request, Batch batch,
                              const PhantomTables& tables, size_t threads) {
  std::vector<char> labels(batch.count);
  parallel_for(batch.count, threads, [&](size_t i) {
    labels[i] = draw_label(request, {request.seed, batch.first + i}, tables) ? 1 : 0;
  });
  return labels;
}

}  // namespace

std::vector<CohortMember> select_cohort(const CohortRequest& request, const PhantomTables& tables,
                                        size_t threads, Progress& progress) {
  check(request);
  progress.begin("drawing synthetic patients", request.patients);
  std::vector<CohortMember> members;
  size_t cad_missing = request.cad;
  size_t others_missing = request.patients - request.cad;
  for (Batch batch; members.size() < request.patients; batch.first += batch.count) {
    batch.count = std::min(2 * (request.patients - members.size()), kLargestBatch);
    const std::vector<char> labels = draw_labels(request, batch, tables, threads);
    for (size_t i = 0; i < batch.count; ++i) {
      size_t& missing = labels[i] != 0 ? cad_missing : others_missing;
      if (missing == 0) continue;
      --missing;
      members.push_back({{request.seed, batch.first + i}, labels[i] != 0});
      progress.advance();
    }
  }
  RandomStream(request.seed, "order of the cohort").shuffle(members);
  progress.end();
  return members;
}

}  // namespace myolens
