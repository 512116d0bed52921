// Names for patients that tell nothing about them, and are the same each time the same key is used.
//
// A pseudonym is HMAC-SHA-256 of the patient's id under a secret key. Whoever has the key can find
// out to which of the ids they know a pseudonym belongs; nobody else can.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

using PseudonymKey = std::array<uint8_t, 32>;

// $XDG_CONFIG_HOME/myolens/pseudonym.key, else ~/.config/myolens/pseudonym.key. Errors: kNotFound
// when neither variable is set.
std::filesystem::path default_pseudonym_key_path();

// A key file of 32 bytes. Errors: kNotFound, kReadFailed, kBadFormat (of another size).
PseudonymKey read_pseudonym_key(const std::filesystem::path& path);

// The key at `path`, which is created from 32 random bytes of the system, readable by its owner
// only, when there is none. Two programs that create it at once get the same key.
// Errors: as read_pseudonym_key, kWriteFailed.
PseudonymKey read_or_create_pseudonym_key(const std::filesystem::path& path);

// P and 12 of the characters 23456789BCDFGHJKMNPQRSTVWXYZ: no vowels, so no words, and none that
// is taken for another. 57 bits: two of 10,000 patients share one with probability 2e-10.
std::string pseudonym(const PseudonymKey& key, std::string_view id);

// The name of every id. Errors: kBadData, naming the two ids to which `name_of` gives one name.
std::map<std::string, std::string> distinct_names(
    std::span<const std::string> ids, const std::function<std::string(std::string_view)>& name_of);

}  // namespace myolens
