// What `myolens weights ACTION` does, one function per action.
#pragma once

#include "apps/myolens/command.h"
#include "myolens/classifier/stored_weights.h"

namespace myolens {

// "ImageNet", "random values", "the user's own": never "pre-trained" for what is not.
std::string provenance_text(Provenance provenance);

CommandResult list_weights(const WeightStore& store);
CommandResult fetch_weights_action(const WeightStore& store, const FetchOptions& options,
                                   Context& context);
CommandResult import_weights_action(const WeightStore& store, const std::filesystem::path& file,
                                    const ImportOptions& options);

// All entries when `name` is empty; then the exit code tells whether one is damaged.
CommandResult verify_weights(const WeightStore& store, const std::string& name, bool quick);

CommandResult probe_weights(const WeightStore& store, const std::string& name,
                            const std::filesystem::path& photo, Context& context);

}  // namespace myolens
