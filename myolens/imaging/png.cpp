#include "myolens/imaging/png.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <png.h>

#include "myolens/base/error.h"
#include "myolens/imaging/exif.h"
#include "myolens/imaging/picture_limits.h"

namespace myolens {
namespace {

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

  // 3 channels, or 4 with alpha.
  Image read_pixels() {
    int passes = 1;
    run([&] {
      png_set_expand(png_);
      png_set_strip_16(png_);
      png_set_gray_to_rgb(png_);
      passes = png_set_interlace_handling(png_);
      png_read_update_info(png_, info_);
    });
    Image image(width(), height(), png_get_channels(png_, info_));
    run([&] {
      for (int pass = 0; pass < passes; ++pass) {
        for (int y = 0; y < image.height; ++y) png_read_row(png_, image.pixel(0, y), nullptr);
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

Image over_black(const Image& rgba) {
  Image image(rgba.width, rgba.height, 3);
  const uint8_t* source = rgba.samples.data();
  for (size_t i = 0; i < image.samples.size(); i += 3, source += 4) {
    for (size_t c = 0; c < 3; ++c) {
      image.samples[i + c] = static_cast<uint8_t>((source[c] * source[3] + 127) / 255);
    }
  }
  return image;
}

struct PngWriter {
  JumpingErrors errors;
  Bytes output;
  png_structp png = nullptr;
  png_infop info = nullptr;

  PngWriter() = default;
  ~PngWriter() { png_destroy_write_struct(&png, &info); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
};

bool append(Bytes& output, const uint8_t* data, size_t count) noexcept {
  try {
    output.insert(output.end(), data, data + count);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void put_bytes(png_structp png, png_bytep data, size_t count) {
  auto* output = static_cast<Bytes*>(png_get_io_ptr(png));
  if (!append(*output, data, count)) png_error(png, "not enough memory");
}

void compress(PngWriter& writer, const Image& image, int compression_level) {
  writer.png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer.errors, jump_out, ignore_warning);
  writer.info = png_create_info_struct(writer.png);
  png_set_write_fn(writer.png, &writer.output, put_bytes, nullptr);
  png_set_compression_level(writer.png, compression_level);
  png_set_filter(writer.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);  // twice as fast as choosing
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(image.width),
               static_cast<png_uint_32>(image.height), 8,
               image.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(writer.png, writer.info);
  for (int y = 0; y < image.height; ++y) png_write_row(writer.png, image.pixel(0, y));
  png_write_end(writer.png, nullptr);
}

}  // namespace

ImageHeader read_png_header(std::span<const uint8_t> bytes, const std::string& origin) {
  const PngReader reader(bytes, origin);
  const bool exchange = exchanges_sides(reader.orientation());
  return {exchange ? reader.height() : reader.width(), exchange ? reader.width() : reader.height(),
          "png"};
}

Image decode_png(std::span<const uint8_t> bytes, const std::string& origin) {
  PngReader reader(bytes, origin);
  const int orientation = reader.orientation();
  Image image = reader.read_pixels();
  if (image.channels == 4) image = over_black(image);
  return upright(std::move(image), orientation);
}

Bytes encode_png(const Image& image, int compression_level) {
  check_encodable(image);
  if (compression_level < 0 || compression_level > 9) {
    throw Error(ErrorCode::kInvalidArgument,
                "PNG compression level is 0 to 9, not " + std::to_string(compression_level));
  }
  PngWriter writer;
  if (!guarded(writer.errors, [&] { compress(writer, image, compression_level); }) ||
      writer.output.empty()) {
    throw Error(ErrorCode::kInternal,
                std::string("cannot encode a PNG picture: ") + writer.errors.message);
  }
  return std::move(writer.output);
}

}  // namespace myolens
