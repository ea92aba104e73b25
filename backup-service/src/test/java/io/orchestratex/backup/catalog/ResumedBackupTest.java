package io.orchestratex.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.VaultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the vault already, of an attempt that died or of other backups, is used if whole. */
class ResumedBackupTest {

  private static final String FIRST = "20010101_000001";
  private static final String SECOND = "20010101_000002";
  private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");

  @TempDir Path folder;
  private final FlatVault vault = new FlatVault("resumed");
  private KeyRing keys;

  @BeforeEach
  void begin() {
    keys = new KeyRing(folder.resolve("key"));
  }

  /** A process of its own each time. */
  private SmallBackups backups() {
    return new SmallBackups(vault, keys);
  }

  private static Map<String, Map<String, byte[]>> content(byte[] bytes) {
    return Map.of("mongodb", Map.of("*", bytes));
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private List<String> packs() {
    return vault.list("packs/", "", 1_000).keys();
  }

  private void damage(String key) throws IOException {
    byte[] bytes;
    try (VaultFile file = vault.open(key).orElseThrow()) {
      bytes = file.content().readAllBytes();
    }
    bytes[bytes.length - 20] ^= 1;
    vault.delete(key);
    try (Upload upload = vault.create(key)) {
      upload.content().write(bytes);
      upload.commit();
    }
  }

  /** Stands for kill -9: nothing cleans up. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private void dieHavingWritten(byte[] data) {
    assertThatThrownBy(() ->
            backups()
                .take(
                    FIRST,
                    1,
                    content(data),
                    START,
                    () -> {
                      throw new Killed();
                    }))
        .isInstanceOf(Killed.class);
  }

  @Test
  void whatAnAttemptThatDiedHasStoredIsNotStoredAgain() throws IOException {
    byte[] data = random(10 << 20, 30);
    dieHavingWritten(Arrays.copyOf(data, 9 << 20));
    SmallBackups other = backups();
    assertThat(other.take(SECOND, 1, content(data)).addedBytes())
        .as("another backup refers to none of it")
        .isGreaterThan(10 << 20);
    other.delete(SECOND);
    List<String> before = packs();

    Manifest taken = backups().take(FIRST, 2, content(data));

    assertThat(taken.addedBytes()).isPositive().isLessThan(taken.storedBytes() * 15 / 100);
    assertThat(packs()).containsAll(before);
    backups().collect(START);
    backups().collect(START.plus(SmallBackups.GRACE));
    backups().readBack(FIRST, content(data));
    assertThat(backups().everything()).noneMatch(key -> key.startsWith("writing/"));
    assertThat(vault.list(FIRST + "/", "", 10).keys())
        .as("no file of the attempt that died is left")
        .containsExactlyInAnyOrderElementsOf(backups().keys(FIRST));
  }

  @Test
  void whatIsDamagedOfAnAttemptThatDiedIsStoredAgain() throws IOException {
    byte[] data = random(3 << 20, 31);
    dieHavingWritten(data);
    for (String pack : packs()) {
      damage(pack);
    }

    Manifest taken = backups().take(FIRST, 2, content(data));

    assertThat(taken.addedBytes()).isPositive();
    backups().readBack(FIRST, content(data));
    backups().verify(FIRST);
  }

  /** What is found in the vault is read back before anything refers to it. */
  @Test
  void aBackupStoresAgainWhatIsDamagedInTheVault() throws IOException {
    byte[] data = random(1 << 20, 32);
    backups().take(FIRST, 1, content(data));
    damage(packs().getFirst());

    Manifest second = backups().take(SECOND, 1, content(data));

    assertThat(second.addedBytes()).as("the chunk that was damaged").isPositive();
    backups().readBack(SECOND, content(data));
  }
}
