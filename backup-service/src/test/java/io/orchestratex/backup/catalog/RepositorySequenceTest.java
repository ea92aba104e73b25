package io.orchestratex.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.FaultyVault;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FlatVault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups are taken, fail, are held, deleted, and collected, keys are rotated and processes begin
 * anew, in an order that a seed decides, by two processes on one vault. After each step every
 * backup that is there can be read, bit by bit, and at the end nothing is left that none needs.
 * Long by hand: {@code -Dox.repository.steps=2000 -Dox.repository.seed=1}.
 */
class RepositorySequenceTest {

  private static final int SIZE = 40_000;

  @TempDir Path folder;
  private final FlatVault vault = new FlatVault("sequence");
  private final Map<String, Map<String, Map<String, byte[]>>> there = new TreeMap<>();
  private final Set<String> held = new HashSet<>();
  private final List<SmallBackups> processes = new ArrayList<>();
  private final List<Path> keyFiles = new ArrayList<>();
  private Random random = new Random();
  private KeyRing ring;
  private byte[] data = new byte[SIZE];
  private Instant now = Instant.parse("2026-11-27T12:00:00Z");
  private int taken;

  @BeforeEach
  void begin() {
    Path first = folder.resolve("key0");
    ring = new KeyRing(first);
    keyFiles.add(first);
    restart();
  }

  private SmallBackups process() {
    return processes.get(random.nextInt(2));
  }

  private void restart() {
    processes.clear();
    processes.add(new SmallBackups(vault, ring));
    processes.add(new SmallBackups(vault, ring));
  }

  private void rotate() {
    Path next = folder.resolve("key" + keyFiles.size());
    ring = new KeyRing(next, List.copyOf(keyFiles));
    keyFiles.add(next);
    restart();
  }

  private String id() {
    return "20010101_%06d".formatted(++taken);
  }

  private Map<String, Map<String, byte[]>> content() {
    data = data.clone();
    byte[] change = new byte[1 + random.nextInt(200)];
    random.nextBytes(change);
    System.arraycopy(change, 0, data, random.nextInt(SIZE - change.length), change.length);
    byte[] some = new byte[random.nextInt(3)];
    return Map.of("mongodb", Map.of("*", data, "some", some));
  }

  private String step() throws IOException {
    now = now.plus(Duration.ofMinutes(random.nextInt(90)));
    int what = random.nextInt(100);
    if (what < 30) {
      String id = id();
      var content = content();
      process().take(id, 1, content, now, () -> {});
      there.put(id, content);
      return "take " + id;
    }
    if (what < 45) {
      return takeWithAFault();
    }
    if (what < 65) {
      List<String> free = there.keySet().stream().filter(id -> !held.contains(id)).toList();
      if (!free.isEmpty()) {
        String id = free.get(random.nextInt(free.size()));
        process().delete(id);
        there.remove(id);
        return "delete " + id;
      }
    }
    if (what < 72 && !there.isEmpty()) {
      String id = new ArrayList<>(there.keySet()).get(random.nextInt(there.size()));
      return held.remove(id) ? "release " + id : held.add(id) ? "hold " + id : "";
    }
    if (what < 80) {
      return takeWhileTheOtherCollects();
    }
    if (what < 94) {
      return "collect " + process().collect(now);
    }
    if (what < 97 && keyFiles.size() < 4) {
      rotate();
      return "rotate";
    }
    restart();
    return "restart";
  }

  private String takeWithAFault() {
    String id = id();
    var content = content();
    int at = 1 + random.nextInt(60);
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    FaultyVault faulty = new FaultyVault(vault, (call, _) -> call == at ? fault : null);
    try {
      new SmallBackups(faulty, ring).take(id, 1, content, now, () -> {});
      there.put(id, content);
    } catch (IOException e) {
      faulty.arriveLate();
      try {
        if (processes.getFirst().folders().getOrDefault(id, false)) {
          there.put(id, content); // Committed, but the reply was lost.
        }
      } catch (IOException again) {
        throw new AssertionError(again);
      }
    }
    return "take " + id + " with " + fault + " at call " + at;
  }

  private String takeWhileTheOtherCollects() throws IOException {
    String id = id();
    var content = content();
    List<String> free = there.keySet().stream().filter(each -> !held.contains(each)).toList();
    processes
        .getFirst()
        .take(
            id,
            1,
            content,
            now,
            () -> {
              for (String each : free) {
                processes.getLast().delete(each);
                there.remove(each);
              }
              for (int run = 0; run < 3; run++) {
                now = now.plus(SmallBackups.GRACE);
                processes.getLast().collect(now);
              }
            });
    there.put(id, content);
    return "take " + id + " while all others are deleted and collected";
  }

  @Test
  void everyBackupThatIsThereIsWholeAfterEachStep() throws IOException {
    int steps = Integer.getInteger("ox.repository.steps", 60);
    long seed = Long.getLong("ox.repository.seed", System.nanoTime());
    random = new Random(seed);
    List<String> story = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      String as = "seed " + seed + ", step " + i;
      try {
        story.add(step());
        Set<String> listed = new HashSet<>();
        processes
            .getFirst()
            .folders()
            .forEach((id, committed) -> {
              if (committed) {
                listed.add(id);
              }
            });
        assertThat(listed).isEqualTo(there.keySet());
        SmallBackups reader = random.nextBoolean() ? process() : new SmallBackups(vault, ring);
        for (var each : there.entrySet()) {
          reader.readBack(each.getKey(), each.getValue());
        }
      } catch (IOException | AssertionError e) {
        throw new AssertionError(as + " after " + story, e);
      }
    }
    for (String id : List.copyOf(there.keySet())) {
      process().delete(id);
    }
    for (int run = 0; run < 3; run++) {
      // As the keeper does with jobs that have ended.
      for (int i = 1; i <= taken; i++) {
        processes.getFirst().catalog().files("default", "20010101_%06d".formatted(i)).discard();
      }
      now = now.plus(SmallBackups.GRACE);
      processes.getFirst().collect(now);
    }
    assertThat(processes.getFirst().everything())
        .as("seed %d: %s", seed, story)
        .allMatch(key -> key.startsWith("repository/"));
    assertThat(vault.pending("", "", 10).keys()).as("seed %d: %s", seed, story).isEmpty();
  }
}
