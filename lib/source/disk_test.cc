// SPDX-License-Identifier: Apache-2.0
// The one unit test that touches the disk, in a folder of its own.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "source/file_system.h"

namespace meshctl::source {
namespace {

class DiskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "meshctl-disk-test";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ + "/sub");
    std::ofstream(folder_ + "/a.yaml") << "content";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  Disk disk_;
};

TEST_F(DiskTest, ReadsListsAndLooks) {
  EXPECT_EQ(*disk_.Read(folder_ + "/a.yaml", 100), "content");
  EXPECT_EQ(disk_.Look(folder_), FileSystem::Kind::kDirectory);
  EXPECT_EQ(disk_.Look(folder_ + "/a.yaml"), FileSystem::Kind::kFile);
  EXPECT_EQ(disk_.Look(folder_ + "/none"), FileSystem::Kind::kMissing);
  auto entries = *disk_.List(folder_);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].name, "a.yaml");
  EXPECT_TRUE(entries[1].directory);
}

TEST_F(DiskTest, SaysWhyItCannotRead) {
  EXPECT_EQ(disk_.Read(folder_ + "/none", 100).error().message, folder_ + "/none: No such file or directory");
  EXPECT_EQ(disk_.Read(folder_, 100).error().message, folder_ + ": Is a directory");
  EXPECT_EQ(disk_.Read(folder_ + "/a.yaml", 3).error().message,
            folder_ + "/a.yaml: larger than the limit of 3 bytes");
  EXPECT_FALSE(disk_.List(folder_ + "/none"));
}

TEST_F(DiskTest, MakesFolders) {
  EXPECT_TRUE(disk_.MakeFolder(folder_ + "/new/folder"));
  EXPECT_TRUE(disk_.MakeFolder(folder_ + "/new/folder"));
  EXPECT_EQ(disk_.Look(folder_ + "/new/folder"), FileSystem::Kind::kDirectory);
  EXPECT_EQ(disk_.MakeFolder(folder_ + "/a.yaml/sub").error().message,
            folder_ + "/a.yaml/sub: Not a directory");
}

TEST_F(DiskTest, ReadsWhatHasNoSize) { EXPECT_TRUE(disk_.Read("/proc/self/status", 1 << 20)); }

TEST_F(DiskTest, WritesInOneStepAndKeepsModeAndLink) {
  std::filesystem::permissions(folder_ + "/a.yaml",
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::create_symlink("a.yaml", folder_ + "/link.yaml");
  ASSERT_TRUE(disk_.Write(folder_ + "/link.yaml", "new"));
  EXPECT_EQ(*disk_.Read(folder_ + "/a.yaml", 100), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ + "/link.yaml"));
  struct stat info;
  ASSERT_EQ(stat((folder_ + "/a.yaml").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(disk_.List(folder_)->size(), 3u) << "no draft is left behind";
  EXPECT_FALSE(disk_.Write(folder_ + "/no/such/folder.yaml", "x"));
}

}  // namespace
}  // namespace meshctl::source
