#include "myolens/imaging/jpeg.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <jpeglib.h>
#include <memory>

#include "myolens/base/error.h"
#include "myolens/imaging/exif.h"
#include "myolens/imaging/picture_limits.h"

namespace myolens {
namespace {

// A progressive file may repeat scans over the whole picture at next to no cost to its sender;
// real files have about ten.
constexpr int kMaximalScans = 100;

constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr int kProfileMarker = JPEG_APP0 + 2;

// libjpeg reports an error by a call that must not return. Ours jumps back into `guarded`.
struct JumpingErrors {
  jpeg_error_mgr manager{};  // the first member: libjpeg hands back its address
  jmp_buf landing;
  char message[JMSG_LENGTH_MAX] = {};
};

[[noreturn]] void jump_out(j_common_ptr state) {
  auto* errors = reinterpret_cast<JumpingErrors*>(state->err);
  errors->manager.format_message(state, errors->message);
  std::longjmp(errors->landing, 1);
}

// Negative levels are warnings of damaged data, which libjpeg would fill in with grey.
void stop_at_warning(j_common_ptr state, int level) {
  if (level < 0) jump_out(state);
}

void limit_scans(j_common_ptr state) {
  if (!state->is_decompressor) return;
  if (reinterpret_cast<j_decompress_ptr>(state)->input_scan_number <= kMaximalScans) return;
  auto* errors = reinterpret_cast<JumpingErrors*>(state->err);
  std::snprintf(errors->message, sizeof errors->message, "more than %d scans", kMaximalScans);
  std::longjmp(errors->landing, 1);
}

jpeg_error_mgr* install(JumpingErrors& errors) {
  jpeg_error_mgr* manager = jpeg_std_error(&errors.manager);
  manager->error_exit = jump_out;
  manager->emit_message = stop_at_warning;
  return manager;
}

// Runs calls into libjpeg; false after an error. No object with a destructor may live inside
// `step`, since a jump skips destructors.
template <typename Step>
bool guarded(JumpingErrors& errors, const Step& step) {
  if (setjmp(errors.landing) != 0) return false;
  step();
  return true;
}

struct Decompressor {
  JumpingErrors errors;
  jpeg_progress_mgr progress{};
  jpeg_decompress_struct state{};

  Decompressor() {
    state.err = install(errors);
    progress.progress_monitor = limit_scans;
  }
  ~Decompressor() { jpeg_destroy_decompress(&state); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
};

// What follows `signature` in the first marker of that number that begins with it; empty when there
// is none.
template <size_t length>
std::span<const uint8_t> marker_data(const jpeg_decompress_struct& state, int number,
                                     const char (&signature)[length]) {
  for (const jpeg_marker_struct* marker = state.marker_list; marker; marker = marker->next) {
    const std::span<const uint8_t> data(marker->data, marker->data_length);
    if (marker->marker == number && data.size() > length &&
        std::memcmp(data.data(), signature, length) == 0) {
      return data.subspan(length);
    }
  }
  return {};
}

class JpegReader {
 public:
  // Reads up to the first scan and checks the limits.
  JpegReader(std::span<const uint8_t> bytes, const std::string& origin) : origin_(origin) {
    jpeg_decompress_struct& state = decompressor_.state;
    run([&] {
      jpeg_create_decompress(&state);
      state.progress = &decompressor_.progress;
      jpeg_mem_src(&state, bytes.data(), bytes.size());
      jpeg_save_markers(&state, kExifMarker, 0xFFFF);
      jpeg_save_markers(&state, kProfileMarker, 0xFFFF);
      jpeg_read_header(&state, TRUE);
    });
    check_picture_limits(state.image_width, state.image_height, origin);
    orientation_ = exif_orientation(marker_data(state, kExifMarker, "Exif\0"));
  }

  int width() const { return static_cast<int>(decompressor_.state.image_width); }
  int height() const { return static_cast<int>(decompressor_.state.image_height); }
  int orientation() const { return orientation_; }

  std::vector<std::string> notes() const {
    std::vector<std::string> notes;
    note_orientation(orientation_, "Exif", notes);
    if (!marker_data(decompressor_.state, kProfileMarker, "ICC_PROFILE").empty())
      notes.emplace_back(kProfileIgnored);
    if (inks()) notes.emplace_back("inks (CMYK) converted without a colour profile");
    return notes;
  }

  // 3 channels, or 4 for inks.
  Image read_pixels() {
    jpeg_decompress_struct& state = decompressor_.state;
    state.out_color_space = inks() ? JCS_CMYK : JCS_RGB;
    Image image(width(), height(), inks() ? 4 : 3);
    run([&] {
      jpeg_start_decompress(&state);
      while (state.output_scanline < state.output_height) {
        JSAMPROW row = image.pixel(0, static_cast<int>(state.output_scanline));
        jpeg_read_scanlines(&state, &row, 1);
      }
      jpeg_finish_decompress(&state);
    });
    return image;
  }

  // Adobe stores ink values inverted, and says so by its marker.
  bool inverted_inks() const { return decompressor_.state.saw_Adobe_marker; }

 private:
  bool inks() const {
    const auto space = decompressor_.state.jpeg_color_space;
    return space == JCS_CMYK || space == JCS_YCCK;
  }

  template <typename Step>
  void run(const Step& step) {
    if (guarded(decompressor_.errors, step)) return;
    throw Error(ErrorCode::kBadFormat, origin_ + ": damaged or unsupported JPEG (" +
                                           decompressor_.errors.message +
                                           "); export or copy the picture again");
  }

  const std::string& origin_;
  Decompressor decompressor_;
  int orientation_ = 1;
};

Image inks_to_rgb(const Image& inks, bool inverted) {
  Image image(inks.width, inks.height, 3);
  const uint8_t flip = inverted ? 0 : 255;
  const uint8_t* source = inks.samples.data();
  for (size_t i = 0; i < image.samples.size(); i += 3, source += 4) {
    const int light = source[3] ^ flip;
    for (size_t c = 0; c < 3; ++c) {
      image.samples[i + c] = static_cast<uint8_t>(((source[c] ^ flip) * light + 127) / 255);
    }
  }
  return image;
}

struct Compressor {
  JumpingErrors errors;
  jpeg_compress_struct state{};
  unsigned char* output = nullptr;  // libjpeg allocates it by malloc
  unsigned long output_bytes = 0;   // NOLINT: libjpeg's type

  Compressor() { state.err = install(errors); }
  ~Compressor() {
    jpeg_destroy_compress(&state);
    std::free(output);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
};

void compress(Compressor& compressor, const Image& image, int quality) {
  jpeg_compress_struct& state = compressor.state;
  jpeg_create_compress(&state);
  jpeg_mem_dest(&state, &compressor.output, &compressor.output_bytes);
  state.image_width = static_cast<JDIMENSION>(image.width);
  state.image_height = static_cast<JDIMENSION>(image.height);
  state.input_components = image.channels;
  state.in_color_space = image.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&state);
  jpeg_set_quality(&state, quality, TRUE);
  jpeg_start_compress(&state, TRUE);
  while (state.next_scanline < state.image_height) {
    auto* row = const_cast<JSAMPROW>(image.pixel(0, static_cast<int>(state.next_scanline)));
    jpeg_write_scanlines(&state, &row, 1);
  }
  jpeg_finish_compress(&state);
}

}  // namespace

bool is_jpeg(std::span<const uint8_t> bytes) {
  return bytes.size() >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

ImageHeader read_jpeg_header(std::span<const uint8_t> bytes, const std::string& origin) {
  const JpegReader reader(bytes, origin);
  const bool exchange = exchanges_sides(reader.orientation());
  return {exchange ? reader.height() : reader.width(), exchange ? reader.width() : reader.height(),
          "jpeg"};
}

Picture decode_jpeg(std::span<const uint8_t> bytes, const std::string& origin) {
  JpegReader reader(bytes, origin);
  Picture picture;
  picture.notes = reader.notes();
  Image image = reader.read_pixels();
  if (image.channels == 4) image = inks_to_rgb(image, reader.inverted_inks());
  picture.shown = upright(std::move(image), reader.orientation());
  return picture;
}

Bytes encode_jpeg(const Image& image, int quality) {
  check_encodable(image);
  if (quality < 1 || quality > 100) {
    throw Error(ErrorCode::kInvalidArgument,
                "JPEG quality is 1 to 100, not " + std::to_string(quality));
  }
  Compressor compressor;
  if (!guarded(compressor.errors, [&] { compress(compressor, image, quality); })) {
    throw Error(ErrorCode::kInternal,
                std::string("cannot encode a JPEG picture: ") + compressor.errors.message);
  }
  return Bytes(compressor.output, compressor.output + compressor.output_bytes);
}

}  // namespace myolens
