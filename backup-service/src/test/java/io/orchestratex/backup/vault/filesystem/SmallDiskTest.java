package io.orchestratex.backup.vault.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the vault makes of the system's own "no space left", which comes where nobody reckoned. */
class SmallDiskTest {

  private static final String KEY = "20010101_000001/manifest.json";

  @TempDir Path folder;
  private Path disk;
  private Vault vault;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectories(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
        "not run: no right to mount a small file system (tmpfs) to fill up");
    vault = new FilesystemVault(new FilesystemVaultSettings(disk.resolve("vault"), 0, 0));
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void fill() {
    assertThatThrownBy(() -> Files.write(disk.resolve("filler"), new byte[2 << 20]))
        .hasMessageContaining("No space left");
  }

  @Test
  void aFileThatFindsNoRoomIsAFullVault() throws IOException {
    try (Upload upload = vault.create(KEY)) {
      upload.content().write(new byte[100_000]);
      fill(); // After the vault has reckoned what is left.
      assertThatThrownBy(() -> upload.content().write(new byte[500_000]))
          .isInstanceOf(VaultFullException.class)
          .hasMessageContaining("no space left in the vault");
      assertThatThrownBy(upload::commit).isInstanceOf(VaultFullException.class);
    }
    assertThat(vault.pending("", "", 10).keys()).as("nothing is left").isEmpty();
    Files.delete(disk.resolve("filler"));
    try (Upload upload = vault.create(KEY)) {
      upload.content().write(new byte[500_000]);
      upload.commit();
    }
    try (VaultFile file = vault.open(KEY).orElseThrow()) {
      assertThat(file.bytes()).isEqualTo(500_000);
    }
  }

  @Test
  void aManifestThatFindsNoRoomDoesNotExist() throws IOException {
    try (Upload upload = vault.create("20010101_000001/a")) {
      upload.commit();
    }
    fill();

    try (Upload manifest = vault.create(KEY)) {
      assertThatThrownBy(() -> manifest.content().write(new byte[10_000]))
          .isInstanceOf(VaultFullException.class);
    }

    assertThat(vault.open(KEY)).isEmpty();
    assertThat(vault.list("", "", 10).keys()).containsExactly("20010101_000001/a");
    assertThat(vault.pending("", "", 10).keys()).as("no draft is left").isEmpty();
  }
}
