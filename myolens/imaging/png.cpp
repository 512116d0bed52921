#include "myolens/imaging/png.h"

#include <bit>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <png.h>

#include "myolens/base/error.h"
#include "myolens/imaging/exif.h"
#include "myolens/imaging/picture_limits.h"

namespace myolens {
namespace {

constexpr double kUsualGamma = 1 / 2.2;  // of sRGB and of displays; nothing to tell

// libpng reports an error by a call that must not return. Ours jumps back into `guarded`.
struct JumpingErrors {
  jmp_buf landing;
  char message[128] = {};
};

[[noreturn]] void jump_out(png_structp png, png_const_charp message) {
  auto* errors = static_cast<JumpingErrors*>(png_get_error_ptr(png));
  std::snprintf(errors->message, sizeof errors->message, "%s", message);
  std::longjmp(errors->landing, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

// Runs calls into libpng; false after an error. No object with a destructor may live inside `step`,
// since a jump skips destructors.
template <typename Step>
bool guarded(JumpingErrors& errors, const Step& step) {
  if (setjmp(errors.landing) != 0) return false;
  step();
  return true;
}

void take_bytes(png_structp png, png_bytep target, size_t count) {
  auto* source = static_cast<std::span<const uint8_t>*>(png_get_io_ptr(png));
  if (source->size() < count) png_error(png, "the data end early");
  std::memcpy(target, source->data(), count);
  *source = source->subspan(count);
}

struct ReadHandles {
  png_structp png = nullptr;
  png_infop info = nullptr;

  ReadHandles() = default;
  ~ReadHandles() { png_destroy_read_struct(&png, &info, nullptr); }
  ReadHandles(const ReadHandles&) = delete;
  ReadHandles& operator=(const ReadHandles&) = delete;
};

class PngReader {
 public:
  // Reads up to the first pixel data and checks the limits.
  PngReader(std::span<const uint8_t> bytes, const std::string& origin)
      : origin_(origin), source_(bytes) {
    run([&] {
      png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &errors_, jump_out, ignore_warning);
      info_ = png_create_info_struct(png_);
    });
    if (!info_) throw Error(ErrorCode::kInternal, "libpng could not start");
    run([&] {
      png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // ours follow
      png_set_read_fn(png_, &source_, take_bytes);
      png_read_info(png_, info_);
    });
    check_picture_limits(png_get_image_width(png_, info_), png_get_image_height(png_, info_),
                         origin_);
  }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  int width() const { return static_cast<int>(png_get_image_width(png_, info_)); }
  int height() const { return static_cast<int>(png_get_image_height(png_, info_)); }

  int orientation() const {
    png_uint_32 size = 0;
    png_bytep data = nullptr;
    if (png_get_eXIf_1(png_, info_, &size, &data) == 0) return 1;
    return exif_orientation({data, size});
  }

  std::vector<std::string> notes() {
    std::vector<std::string> notes;
    note_orientation(orientation(), "Exif", notes);
    if (png_get_valid(png_, info_, PNG_INFO_iCCP) != 0) notes.emplace_back(kProfileIgnored);
    double gamma = kUsualGamma;
    png_get_gAMA(png_, info_, &gamma);
    if (std::abs(gamma - kUsualGamma) > 0.01) notes.emplace_back("embedded gamma ignored");
    return notes;
  }

  bool is_deep() const { return png_get_bit_depth(png_, info_) == 16; }

  // 1 to 4 channels; the even ones have alpha.
  template <typename Sample>
  BasicImage<Sample> read_pixels() {
    int passes = 1;
    run([&] {
      png_set_expand(png_);
      if constexpr (sizeof(Sample) == 1) png_set_gray_to_rgb(png_);
      if constexpr (sizeof(Sample) == 2 && std::endian::native == std::endian::little)
        png_set_swap(png_);
      passes = png_set_interlace_handling(png_);
      png_read_update_info(png_, info_);
    });
    BasicImage<Sample> image(width(), height(), png_get_channels(png_, info_));
    run([&] {
      for (int pass = 0; pass < passes; ++pass) {
        for (int y = 0; y < image.height; ++y)
          png_read_row(png_, reinterpret_cast<png_bytep>(image.pixel(0, y)), nullptr);
      }
      png_read_end(png_, nullptr);
    });
    return image;
  }

 private:
  template <typename Step>
  void run(const Step& step) {
    if (guarded(errors_, step)) return;
    throw Error(ErrorCode::kBadFormat, origin_ + ": damaged PNG (" + errors_.message +
                                           "); export or copy the picture again");
  }

  const std::string& origin_;
  std::span<const uint8_t> source_;
  JumpingErrors errors_;
  ReadHandles handles_;
  png_structp& png_ = handles_.png;
  png_infop& info_ = handles_.info;
};

template <typename Sample>
BasicImage<Sample> opaque_upright(PngReader& reader) {
  auto image = reader.read_pixels<Sample>();
  if (image.channels % 2 == 0) image = over_black(image);
  return upright(std::move(image), reader.orientation());
}

}  // namespace

bool is_png(std::span<const uint8_t> bytes) {
  return bytes.size() >= 8 && png_sig_cmp(bytes.data(), 0, 8) == 0;
}

ImageHeader read_png_header(std::span<const uint8_t> bytes, const std::string& origin) {
  const PngReader reader(bytes, origin);
  const bool exchange = exchanges_sides(reader.orientation());
  return {exchange ? reader.height() : reader.width(), exchange ? reader.width() : reader.height(),
          "png"};
}

Picture decode_png(std::span<const uint8_t> bytes, const std::string& origin) {
  PngReader reader(bytes, origin);
  std::vector<std::string> notes = reader.notes();
  if (reader.is_deep()) return deep_picture(opaque_upright<uint16_t>(reader), std::move(notes));
  return {opaque_upright<uint8_t>(reader), std::nullopt, std::move(notes)};
}

}  // namespace myolens
