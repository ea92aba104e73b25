package io.orchestratex.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to a vault on its disk: bits, cuts, swaps, files that are missing, renamed or old.
 * All of it is named by a check, and no check of a whole vault fails. As many as you like by hand:
 * {@code -Dox.mutations=1000 -Dox.mutations.seed=1}.
 */
class RepositoryMutationTest {

  private static final String FIRST = "20010101_000001";
  private static final String SECOND = "20010101_000002";

  @TempDir static Path folder;
  private final Map<String, byte[]> whole = new TreeMap<>();
  private final Map<String, Map<String, Map<String, byte[]>>> contents = new TreeMap<>();
  private KeyRing keys;

  /** Two backups that share a file, each with one of its own, in several packs. */
  @BeforeEach
  void take() throws IOException {
    keys = new KeyRing(folder.resolve("key"));
    FlatVault vault = new FlatVault("whole");
    SmallBackups backups = new SmallBackups(vault, keys);
    Random random = new Random(1);
    byte[] shared = bytes(random, 5_000);
    contents.put(FIRST, Map.of("mongodb", Map.of("*", shared, "one", bytes(random, 70_000))));
    contents.put(SECOND, Map.of("mongodb", Map.of("*", shared, "two", bytes(random, 3_000))));
    for (var each : contents.entrySet()) {
      backups.take(each.getKey(), 1, each.getValue());
    }
    for (String key : backups.everything()) {
      try (var file = vault.open(key).orElseThrow()) {
        whole.put(key, file.content().readAllBytes());
      }
    }
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static FlatVault vault(Map<String, byte[]> files) throws IOException {
    FlatVault vault = new FlatVault("mutated");
    for (var file : files.entrySet()) {
      try (Upload upload = vault.create(file.getKey())) {
        upload.content().write(file.getValue());
        upload.commit();
      }
    }
    return vault;
  }

  /** What a check says of each backup; null when it finds it whole. */
  private Map<String, @Nullable String> said(Map<String, byte[]> files, String as)
      throws IOException {
    SmallBackups backups = new SmallBackups(vault(files), keys);
    Map<String, @Nullable String> said = new TreeMap<>();
    for (var each : contents.entrySet()) {
      try {
        backups.verify(each.getKey());
        backups.readBack(each.getKey(), each.getValue());
        said.put(each.getKey(), null);
      } catch (DamagedArtifactException e) {
        assertThat(e.getMessage()).as(as).isNotBlank();
        said.put(each.getKey(), e.getMessage());
      }
    }
    return said;
  }

  private static String any(Random random, List<String> keys) {
    return keys.get(random.nextInt(keys.size()));
  }

  /** Changes one thing; the answer says what and of which files. */
  private static List<String> mutate(Random random, Map<String, byte[]> files) {
    List<String> keys =
        files.keySet().stream().filter(key -> !key.startsWith("repository/")).toList();
    String key = any(random, keys);
    byte[] bytes = files.getOrDefault(key, new byte[0]);
    switch (random.nextInt(7)) {
      case 0 -> {
        int at = random.nextInt(bytes.length);
        bytes = bytes.clone();
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        files.put(key, bytes);
        return List.of("a bit of byte " + at, key);
      }
      case 1 -> {
        int length = random.nextInt(bytes.length);
        files.put(key, Arrays.copyOf(bytes, length));
        return List.of("cut to " + length, key);
      }
      case 2 -> {
        files.put(key, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(50)));
        return List.of("extra bytes", key);
      }
      case 3 -> {
        files.remove(key);
        return List.of("missing", key);
      }
      case 4 -> {
        String folder = key.substring(0, key.indexOf('/') + 1);
        List<String> others =
            keys.stream().filter(each -> each.startsWith(folder) && !each.equals(key)).toList();
        String other = any(random, others);
        files.put(key, files.getOrDefault(other, new byte[0]));
        files.put(other, bytes);
        return List.of("swapped", key, other);
      }
      case 5 -> {
        files.remove(key);
        files.put(key + "x", bytes);
        return List.of("renamed", key);
      }
      default -> {
        String manifest = SECOND + "/manifest.json";
        files.put(manifest, files.getOrDefault(FIRST + "/manifest.json", new byte[0]));
        return List.of("another backup's manifest", manifest);
      }
    }
  }

  @Test
  void everyChangeIsNamed() throws IOException {
    int count = Integer.getInteger("ox.mutations", 80);
    long seed = Long.getLong("ox.mutations.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> missed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, byte[]> files = new TreeMap<>(whole);
      List<String> what = mutate(random, files);
      String as = "mutation " + i + " of seed " + seed + ": " + what;
      Map<String, @Nullable String> said = said(files, as);
      if (said.values().stream().allMatch(each -> each == null)) {
        missed.add(as);
      }
      if (what.get(1).startsWith(FIRST)) {
        assertThat(said.get(SECOND)).as("%s; no false alarm of the other", as).isNull();
      }
    }
    assertThat(missed).isEmpty();
  }

  @Test
  void aKeyOfTheRepositoryThatWasRenamedIsNamedWhereNoOtherIsLeft() throws IOException {
    Map<String, byte[]> files = new TreeMap<>(whole);
    byte[] copy = files.remove("repository/key-" + keys.primary().id());
    files.remove("repository/root");
    files.put("repository/key-0123456789abcdef", copy);
    assertThat(said(files, "renamed key").values())
        .allSatisfy(said -> assertThat(said).contains("it was renamed"));
  }

  @Test
  void nothingIsSaidOfAWholeVault() throws IOException {
    for (int i = 0; i < Math.max(10, Integer.getInteger("ox.mutations", 0) / 5); i++) {
      assertThat(said(whole, "whole").values()).containsOnlyNulls();
    }
  }
}
