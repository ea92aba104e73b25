package io.orchestratex.backup.vault.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.vault.NotAFileException;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultContract;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemVaultTest extends VaultContract {

  @TempDir(factory = MemoryFolders.class)
  Path folder;

  private final AtomicInteger number = new AtomicInteger();

  @Override
  protected Vault emptyVault() {
    return vault(folder.resolve("vault" + number.incrementAndGet()), 0);
  }

  @Override
  protected boolean faultsTakeTurns() {
    return false;
  }

  private static Vault vault(Path at, long maxBytes) {
    return new FilesystemVault(new FilesystemVaultSettings(at, maxBytes, 0));
  }

  @Test
  void onlyTheOwnerCanReadIt() throws IOException {
    Path at = folder.resolve("mode");
    try (Upload upload = vault(at, 0).create("one/a")) {
      upload.commit();
    }
    vault(at, 0).create("one/b").content().write(1);
    try (Stream<Path> all = Files.walk(at)) {
      for (Path each : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .as("%s", each)
            .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
      }
    }
  }

  /** Backups of the first version: files under their own names, a manifest beside them. */
  @Test
  void whatAnEarlierVersionWroteIsThere() throws IOException {
    Path at = folder.resolve("old");
    Files.createDirectories(at.resolve("20260101_000000"));
    Files.writeString(at.resolve("20260101_000000/manifest.json"), "{}");
    Files.writeString(at.resolve("20260101_000000/mongodb-1-all-a1.zst.tink"), "x");
    Files.writeString(at.resolve("somebody's file"), "x");
    Files.createDirectories(at.resolve("lost+found"));
    Vault vault = vault(at, 0);
    assertThat(vault.list("", "", 100).keys())
        .containsExactly(
            "20260101_000000/manifest.json", "20260101_000000/mongodb-1-all-a1.zst.tink");
    assertThat(vault.open("20260101_000000/manifest.json").orElseThrow().content())
        .hasContent("{}");
    vault.delete("20260101_000000/manifest.json");
    vault.delete("20260101_000000/mongodb-1-all-a1.zst.tink");
    assertThat(at.resolve("20260101_000000")).doesNotExist();
    assertThat(at.resolve("somebody's file")).exists();
  }

  @Test
  void aLimitCountsForAllUploadsTogether() throws IOException {
    Vault vault = vault(folder.resolve("shared"), 100);
    try (Upload first = vault.create("one/a");
        Upload second = vault.create("one/b")) {
      first.content().write(new byte[60]);
      assertThatThrownBy(() -> second.content().write(new byte[60]))
          .isInstanceOf(VaultFullException.class);
      first.commit();
    }
    assertThat(vault.list("", "", 10).keys()).containsExactly("one/a");
  }

  @Test
  void aFolderInTheWayIsCalledAFolder() throws IOException {
    Path at = folder.resolve("inTheWay");
    Vault vault = vault(at, 0);
    Files.createDirectories(at.resolve("one/a"));

    assertThatThrownBy(() -> vault.open("one/a"))
        .isInstanceOf(NotAFileException.class)
        .hasMessage("one/a is a folder, not a file");
  }

  @Test
  void aVaultWhoseFolderIsGoneIsNotMadeAnew() throws IOException {
    Path at = folder.resolve("gone");
    Vault vault = vault(at, 0);
    Files.delete(at);

    assertThatThrownBy(() -> vault.create("one/a")).isInstanceOf(IOException.class);
    assertThat(at).doesNotExist();
  }

  @Test
  void aLimitCountsWhatIsNotCommittedYet() throws IOException {
    Vault vault = vault(folder.resolve("limited"), 100);
    Upload first = vault.create("one/a");
    first.content().write(new byte[60]);
    assertThatThrownBy(() -> vault.requireRoom(50))
        .isInstanceOf(VaultFullException.class)
        .hasMessageContaining("has room for 40 bytes and about 50 are needed");
    Upload second = vault.create("one/b");
    assertThatThrownBy(() -> second.content().write(new byte[41]))
        .isInstanceOf(VaultFullException.class);
    assertThatThrownBy(second::commit).isInstanceOf(VaultFullException.class);
    second.close();
    first.abort();
    vault.requireRoom(100);
    try (Upload third = vault.create("one/b")) {
      third.content().write("fits".getBytes(UTF_8));
      third.commit();
    }
    assertThat(vault.list("", "", 10).keys()).containsExactly("one/b");
  }
}
