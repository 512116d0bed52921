#include "myolens/report/printer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <unistd.h>
#include <vector>

#include "myolens/base/child_process.h"
#include "myolens/base/error.h"
#include "myolens/imaging/codec.h"
#include "myolens/report/page.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr std::array kNames{"chromium", "chromium-browser", "google-chrome"};
constexpr std::chrono::seconds kLongest{120};

fs::path found_on_path() {
  const char* path = std::getenv("PATH");
  for (const char* name : kNames) {
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
      const fs::path program = fs::path(folder) / name;
      std::error_code error;
      if (fs::is_regular_file(program, error) && ::access(program.c_str(), X_OK) == 0)
        return program;
    }
  }
  throw Error(
      ErrorCode::kUnavailable,
      "no Chromium was found on PATH (chromium, chromium-browser or google-chrome); install "
      "it, or print report.html from any browser");
}

std::vector<std::string> command(const fs::path& program, const fs::path& work) {
  std::vector<std::string> arguments{program.string(),
                                     "--headless",
                                     "--disable-gpu",
                                     "--disable-extensions",
                                     "--no-first-run",
                                     "--hide-scrollbars",
                                     "--user-data-dir=" + (work / "profile").string()};
  // Chromium refuses to run as root with its sandbox. The page is ours and loads nothing.
  if (::geteuid() == 0) arguments.emplace_back("--no-sandbox");
  return arguments;
}

std::string file_url(const fs::path& file) {
  return "file://" + percent_encoded(fs::absolute(file).string());
}

Bytes result_of(const std::vector<std::string>& arguments, const fs::path& file) {
  const int code = run_silently(arguments, kLongest);
  if (code == 0 && fs::exists(file)) return read_file(file);
  throw Error(ErrorCode::kUnavailable, arguments[0] + " did not print the page (" +
                                           (code < 0 ? std::string("it did not end by itself")
                                                     : "exit code " + std::to_string(code)) +
                                           "); does it start on this machine?");
}

// The top left part: a window may come out higher than it was asked for, never smaller.
Image top_left(const Image& image, const SvgSize& size) {
  Image part(static_cast<int>(std::lround(size.width * kFigureScale)),
             static_cast<int>(std::lround(size.height * kFigureScale)), image.channels);
  if (part.width > image.width || part.height > image.height)
    throw Error(ErrorCode::kUnavailable, "the browser drew a figure smaller than it is");
  const auto row_samples = static_cast<ptrdiff_t>(part.width) * part.channels;
  for (int y = 0; y < part.height; ++y)
    std::copy_n(image.pixel(0, y), row_samples, part.pixel(0, y));
  return part;
}

}  // namespace

Printer::Printer() : program_(found_on_path()) {}

void Printer::print(const std::string& page, const fs::path& target) const {
  const NewFolder work(target.string() + ".printing");
  write_file(work.path() / "page.html", page);
  const fs::path pdf = work.path() / "page.pdf";
  auto arguments = command(program_, work.path());
  arguments.emplace_back("--no-pdf-header-footer");
  arguments.push_back("--print-to-pdf=" + pdf.string());
  arguments.push_back(file_url(work.path() / "page.html"));
  write_file(target, result_of(arguments, pdf));
}

Bytes Printer::draw(const Figure& figure, const fs::path& work) const {
  constexpr int kSpareRows = 200;  // some versions count a window's frame in
  const auto pixels = [](double length) { return std::to_string(std::lround(length)); };
  const std::string size =
      "width:" + pixels(figure.size.width) + "px;height:" + pixels(figure.size.height) + "px";
  write_file(work / "figure.html",
             "<!DOCTYPE html><meta charset=\"utf-8\"><style>html,body{margin:0;background:#fff}"
             "body>svg{display:block;" +
                 size + "}</style>" + figure.svg);
  const fs::path png = work / "figure.png";
  auto arguments = command(program_, work);
  arguments.push_back("--window-size=" + pixels(figure.size.width) + "," +
                      pixels(figure.size.height + kSpareRows));
  arguments.push_back("--force-device-scale-factor=" + std::to_string(kFigureScale));
  arguments.push_back("--screenshot=" + png.string());
  arguments.push_back(file_url(work / "figure.html"));
  return encode_png(top_left(decode_image(result_of(arguments, png), figure.name), figure.size), 6);
}

}  // namespace myolens
