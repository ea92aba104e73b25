package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/** Who owns a file and what others may do with it. */
record FileOwner(UserPrincipal user, GroupPrincipal group, Set<PosixFilePermission> permissions) {

  /** That of a file; empty where there is none, or its disk knows no owners. */
  static Optional<FileOwner> of(Path file) {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      PosixFileAttributes now = view.readAttributes();
      return Optional.of(new FileOwner(now.owner(), now.group(), now.permissions()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a file the same; what it could not be given is a deviation. */
  Optional<Deviation> give(Path file) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    view.setPermissions(permissions);
    PosixFileAttributes now = view.readAttributes();
    if (now.owner().equals(user) && now.group().equals(group)) {
      return Optional.empty();
    }
    try {
      view.setGroup(group);
      view.setOwner(user);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          new Deviation(
              "owner",
              "of the file",
              "it belonged to %s:%s and belongs to %s:%s now, because this service may not give files away; change it with chown"
                  .formatted(user, group, now.owner(), now.group())));
    }
  }
}
