#include "tests/unit/weights/packed_files.h"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <stdexcept>

namespace myolens {
namespace {

void require(bool holds) {
  if (!holds) throw std::runtime_error("the test cannot write its package");
}

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;

Writer new_writer() { return {archive_write_new(), archive_write_free}; }

// Into a writer whose format is chosen.
void write_files(const Writer& writer, const std::filesystem::path& file,
                 const std::vector<PackedFile>& files) {
  require(archive_write_open_filename(writer.get(), file.c_str()) == ARCHIVE_OK);
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                            archive_entry_free);
  for (const PackedFile& packed : files) {
    archive_entry_clear(entry.get());
    archive_entry_set_pathname(entry.get(), packed.path.c_str());
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_filetype(entry.get(), packed.link ? AE_IFLNK : AE_IFREG);
    if (packed.link) archive_entry_set_symlink(entry.get(), packed.content.c_str());
    const size_t size = packed.link ? 0 : packed.content.size();
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    require(archive_write_header(writer.get(), entry.get()) == ARCHIVE_OK);
    require(archive_write_data(writer.get(), packed.content.data(), size) ==
            static_cast<la_ssize_t>(size));
  }
  require(archive_write_close(writer.get()) == ARCHIVE_OK);
}

}  // namespace

void write_tgz(const std::filesystem::path& file, const std::vector<PackedFile>& files) {
  const Writer writer = new_writer();
  require(archive_write_add_filter_gzip(writer.get()) == ARCHIVE_OK);
  require(archive_write_set_filter_option(writer.get(), "gzip", "compression-level", "1") ==
          ARCHIVE_OK);
  require(archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr) ==
          ARCHIVE_OK);  // the same bytes every time
  require(archive_write_set_format_ustar(writer.get()) == ARCHIVE_OK);
  write_files(writer, file, files);
}

void write_zip(const std::filesystem::path& file, const std::vector<PackedFile>& files) {
  const Writer writer = new_writer();
  require(archive_write_set_format_zip(writer.get()) == ARCHIVE_OK);
  write_files(writer, file, files);
}

}  // namespace myolens
