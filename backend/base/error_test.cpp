#include "base/error.h"

#include <system_error>

#include <gtest/gtest.h>

namespace musicgen {
namespace {

Problem problem_of_system(std::errc reason) {
  return problem_of(std::system_error(std::make_error_code(reason), "creating a file"));
}

TEST(Problems, SayWhatTheSystemRefuses) {
  EXPECT_EQ(problem_of_system(std::errc::no_space_on_device).code, "storage_full");
  EXPECT_EQ(problem_of_system(std::errc::read_only_file_system).code, "storage_full");
  const Problem refused = problem_of_system(std::errc::permission_denied);
  EXPECT_EQ(refused.code, "storage_full");
  EXPECT_NE(refused.detail.find("permissions"), std::string::npos);
  EXPECT_FALSE(refused.hint.empty());
  EXPECT_EQ(problem_of_system(std::errc::io_error).code, "internal_error");
}

}  // namespace
}  // namespace musicgen
