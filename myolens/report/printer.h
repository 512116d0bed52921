// An installed Chromium, which prints a page as the page's own style sheet says, and draws figures.
// It runs with a profile of its own, in the folder of what it makes, and loads nothing else.
#pragma once

#include <filesystem>
#include <string>

#include "myolens/base/file.h"
#include "myolens/report/figures.h"

namespace myolens {

class Printer {
 public:
  // Chromium as PATH has it: chromium, chromium-browser or google-chrome. Errors: kUnavailable.
  Printer();
  explicit Printer(std::filesystem::path program) : program_(std::move(program)) {}

  const std::filesystem::path& program() const { return program_; }

  // Writes a PDF whole or not at all. `page`: HTML that needs nothing from outside. Errors:
  // kUnavailable (the browser ends without having printed, or not at all), kWriteFailed.
  void print(const std::string& page, const std::filesystem::path& target) const;

  // PNG with kFigureScale pixels per CSS pixel. `work`: a folder that it may write in. Errors: as
  // print.
  Bytes draw(const Figure& figure, const std::filesystem::path& work) const;

 private:
  std::filesystem::path program_;
};

// 300 pixels per inch and more where a figure is as wide as a journal's column of 86 mm.
inline constexpr int kFigureScale = 4;

}  // namespace myolens
