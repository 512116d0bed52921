// What tests of pages ask of their text.
#pragma once

#include <string>

namespace myolens::test {

size_t count(const std::string& text, const std::string& part);

// Every tag of the page or SVG that opens is closed, in the right order.
void expect_balanced_tags(const std::string& page);

// The page's style replaces every colour of its plots where the reader prefers a dark page.
void expect_dark_colours(const std::string& page);

}  // namespace myolens::test
