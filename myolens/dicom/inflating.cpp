#include "myolens/dicom/inflating.h"

#include <algorithm>
#include <limits>
#include <zlib.h>

#include "myolens/base/error.h"

namespace myolens {
namespace {

class Inflater {
 public:
  explicit Inflater(std::span<const uint8_t> bytes) {
    stream_.next_in = const_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    ready_ = ::inflateInit2(&stream_, -MAX_WBITS) == Z_OK;
  }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool ready() const { return ready_; }

  // Fills the buffer from `done` on as far as the stream goes.
  int fill(Bytes& buffer, size_t done) {
    stream_.next_out = buffer.data() + done;
    stream_.avail_out = static_cast<uInt>(buffer.size() - done);
    return ::inflate(&stream_, Z_NO_FLUSH);
  }
  size_t produced() const { return stream_.total_out; }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

Bytes inflate_raw(std::span<const uint8_t> bytes, const std::string& origin) {
  if (bytes.size() > std::numeric_limits<uInt>::max())
    throw Error(ErrorCode::kLimitExceeded, origin + ": more than 4 GiB of deflated DICOM data");
  Inflater inflater(bytes);
  if (!inflater.ready())
    throw Error(ErrorCode::kUnavailable, origin + ": no memory to inflate DICOM data");
  Bytes inflated(std::clamp<size_t>(4 * bytes.size(), size_t{1} << 16, kMaximalInflatedBytes));
  int state = Z_OK;
  while ((state = inflater.fill(inflated, inflater.produced())) == Z_OK) {
    if (inflater.produced() < inflated.size()) continue;
    if (inflated.size() >= kMaximalInflatedBytes) {
      throw Error(ErrorCode::kLimitExceeded,
                  origin + ": deflated DICOM data larger than 640 MiB; export it uncompressed");
    }
    inflated.resize(std::min(2 * inflated.size(), kMaximalInflatedBytes));
  }
  if (state != Z_STREAM_END) {
    throw Error(ErrorCode::kBadFormat,
                origin +
                    ": damaged or truncated DICOM data (the deflated stream); export or copy "
                    "the file again");
  }
  inflated.resize(inflater.produced());
  return inflated;
}

}  // namespace myolens
