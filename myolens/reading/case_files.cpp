#include "myolens/reading/case_files.h"

#include <algorithm>
#include <future>

#include "myolens/base/file.h"
#include "myolens/base/parallel.h"

namespace myolens {
namespace {

// Reads files of which some are in memory together.
class CaseWindow {
 public:
  CaseWindow(CaseReader& reader, const CaseFileOptions& options)
      : reader_(reader), options_(options) {}

  std::vector<CaseFileReading> read(std::span<const std::filesystem::path> files,
                                    size_t first) const {
    std::vector<CaseReading> readings(files.size());
    std::vector<CaseFileReading> results(files.size());
    auto ready = std::async(std::launch::async, [&] { reader_.make_ready(files.size()); });
    for_each(results, options_.threads, [&](size_t i) {
      readings[i] =
          reader_.prepare(read_file(files[i]), files[i].string(), options_.disc, options_.frame);
      if (options_.clinical) options_.clinical->add_to(readings[i], files[i]);
      if (auto reason = view_refusal(group_of(first + i), reader_.bundle()))
        readings[i].refusals.push_back(std::move(*reason));
    });
    ready.get();
    reader_.answer(readings);
    for (size_t i = 0; i < files.size(); ++i) results[i].reading = std::move(readings[i]);
    if (options_.explain) explain(results, first);
    return results;
  }

 private:
  NormalGroup group_of(size_t file) const {
    return options_.groups.empty() ? NormalGroup{} : options_.groups[file];
  }

  static void for_each(std::vector<CaseFileReading>& results, size_t threads,
                       const std::function<void(size_t)>& work) {
    parallel_for(results.size(), threads, [&](size_t i) {
      try {
        work(i);
      } catch (const Error& error) {
        results[i].failure = error;
      }
    });
  }

  void explain(std::vector<CaseFileReading>& results, size_t first) const {
    const NormalMaps& normals = reader_.bundle().normals;
    const size_t threads = reader_.explains_side_by_side() ? options_.threads : 1;
    for_each(results, threads, [&](size_t i) {
      CaseFileReading& one = results[i];
      if (one.failure || !one.reading.refusals.empty()) return;
      const NormalGroup group = group_of(first + i);
      one.explanation = reader_.explain(one.reading, group);
      one.normal_group = normals.nearest(group);
      one.segments = segment_deviations(one.reading.map, normals.for_group(group));
    });
  }

  CaseReader& reader_;
  const CaseFileOptions& options_;
};

}  // namespace

void read_case_files(CaseReader& reader, std::span<const std::filesystem::path> files,
                     const CaseFileOptions& options,
                     const std::function<void(size_t file, const CaseFileReading&)>& take) {
  const CaseWindow window(reader, options);
  for (size_t first = 0; first < files.size(); first += kCaseWindow) {
    const auto some = files.subspan(first, std::min(kCaseWindow, files.size() - first));
    const auto results = window.read(some, first);
    for (size_t i = 0; i < results.size(); ++i) take(first + i, results[i]);
  }
}

}  // namespace myolens
