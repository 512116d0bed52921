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

  std::vector<CaseFileReading> read(std::span<const CaseFile> files) const {
    std::vector<CaseReading> readings(files.size());
    std::vector<CaseFileReading> results(files.size());
    auto ready = std::async(std::launch::async, [&] { reader_.make_ready(files.size()); });
    for_each(results, options_.threads, [&](size_t i) {
      readings[i] = prepare(files[i]);
      if (options_.clinical) options_.clinical->add_to(readings[i], files[i].file);
      if (auto reason = view_refusal(files[i].group, reader_.bundle()))
        readings[i].refusals.push_back(std::move(*reason));
    });
    ready.get();
    reader_.answer(readings);
    for (size_t i = 0; i < files.size(); ++i) results[i].reading = std::move(readings[i]);
    if (options_.explain) explain(results, files);
    return results;
  }

 private:
  CaseReading prepare(const CaseFile& one) const {
    return reader_.prepare(read_file(one.file), one.file.string(),
                           with_own_disc(options_.disc, one.disc),
                           one.frame ? one.frame : options_.frame);
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

  void explain(std::vector<CaseFileReading>& results, std::span<const CaseFile> files) const {
    const NormalMaps& normals = reader_.bundle().normals;
    const size_t threads = reader_.explains_side_by_side() ? options_.threads : 1;
    for_each(results, threads, [&](size_t i) {
      CaseFileReading& one = results[i];
      if (one.failure || !one.reading.refusals.empty()) return;
      const NormalGroup& group = files[i].group;
      one.explanation = reader_.explain(one.reading, group);
      one.normal_group = normals.nearest(group);
      one.segments = segment_deviations(one.reading.map, normals.for_group(group));
    });
  }

  CaseReader& reader_;
  const CaseFileOptions& options_;
};

}  // namespace

std::string row_text(const CaseFile& one) {
  std::string text;
  if (one.frame) text += ", frame " + std::to_string(*one.frame);
  if (!one.disc.empty()) text += ", disc " + one.disc;
  return text;
}

void read_case_files(CaseReader& reader, std::span<const CaseFile> files,
                     const CaseFileOptions& options,
                     const std::function<void(size_t file, const CaseFileReading&)>& take) {
  const CaseWindow window(reader, options);
  for (size_t first = 0; first < files.size(); first += kCaseWindow) {
    const auto some = files.subspan(first, std::min(kCaseWindow, files.size() - first));
    const auto results = window.read(some);
    for (size_t i = 0; i < results.size(); ++i) take(first + i, results[i]);
  }
}

}  // namespace myolens
