// Many cases from their files, in bounded memory.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>

#include "myolens/base/error.h"
#include "myolens/reading/case_reader.h"
#include "myolens/reading/clinical_table.h"

namespace myolens {

struct CaseFile {
  std::filesystem::path file;
  NormalGroup group{};         // as far as it is known
  std::string disc{};          // a manifest's, in place of the one that holds for all
  std::optional<int> frame{};  // the same
};

// `, frame 2, disc top`: what tells the case from others in its file, as far as it is given.
std::string row_text(const CaseFile& one);

struct CaseFileOptions {
  DiscChoice disc{};
  std::optional<int> frame{};
  size_t threads = 1;                       // that decode and prepare
  const ClinicalTable* clinical = nullptr;  // of a model that reads clinical values
  bool explain = false;
};

// A file that could not be read has a failure in place of a reading.
struct CaseFileReading {
  CaseReading reading{};
  std::optional<Error> failure{};
  // Of readings without refusals, where asked for.
  std::optional<CaseExplanation> explanation{};
  std::vector<SegmentDeviation> segments{};  // see segment_deviations
  NormalGroup normal_group{};                // of the normal maps that they are held against
};

// Cases that are in memory at one time.
inline constexpr size_t kCaseWindow = 16;

// Reads and answers every file, and hands each to `take` in the order of the files, on the calling
// thread. Answers do not depend on the threads or on the other files. Errors: of
// CaseReader::answer; what `take` throws.
void read_case_files(CaseReader& reader, std::span<const CaseFile> files,
                     const CaseFileOptions& options,
                     const std::function<void(size_t file, const CaseFileReading&)>& take);

}  // namespace myolens
