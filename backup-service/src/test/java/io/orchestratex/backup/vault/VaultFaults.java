package io.orchestratex.backup.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.catalog.BackupSequence;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FaultyVault.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every vault owes while its calls fail: nothing is left half done, and what is listed is
 * whole.
 */
abstract class VaultFaults {

  /** Whether each kind of fault is tried at each call: {@code -Dox.faults.all=true}. */
  private static final boolean ALL = Boolean.getBoolean("ox.faults.all");

  /** Where a run begins, so that others try other calls. */
  private static final int FIRST = new Random().nextInt(1_000);

  private static KeyRing keys;

  /** Makes an empty vault; each call makes another one. */
  protected abstract Vault emptyVault() throws IOException;

  @BeforeAll
  static void makeKeys(@TempDir Path folder) {
    keys = new KeyRing(folder.resolve("key"));
  }

  static List<String> all(Vault vault, String prefix, int limit) throws IOException {
    List<String> keys = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      Listing page = vault.list(prefix, after, limit);
      assertThat(page.keys()).hasSizeLessThanOrEqualTo(limit);
      keys.addAll(page.keys());
      after = page.next();
    }
    return keys;
  }

  static List<String> pending(Vault vault) throws IOException {
    List<String> keys = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      Listing page = vault.pending("", after, 2);
      assertThat(page.keys()).hasSizeLessThanOrEqualTo(2);
      keys.addAll(page.keys());
      after = page.next();
    }
    return keys;
  }

  /**
   * Whether one kind of fault is tried at each call, in turn; each kind at each call takes minutes
   * for some vaults: {@code -Dox.faults.all=true}.
   */
  protected boolean faultsTakeTurns() {
    return !ALL;
  }

  /**
   * At which calls faults are tried: at each, or at every so many, from another one on in each run.
   * For vaults that are reached over a network and share what they do with others.
   */
  protected int faultsAtEvery() {
    return 1;
  }

  /** How many runs have several faults each. */
  protected int runsWithMany() {
    return 20;
  }

  private boolean isTried(int position) {
    return !faultsTakeTurns() || position % faultsAtEvery() == FIRST % faultsAtEvery();
  }

  /**
   * The positions to try of a phase, behind {@code before}. A call that is made several times, such
   * as a read of the same file, is tried at one of them, at another one in each run.
   */
  private static List<Integer> distinct(List<String> calls, int before, int end) {
    Map<String, List<Integer>> positions = new LinkedHashMap<>();
    for (int i = before; i < end; i++) {
      positions.computeIfAbsent(calls.get(i), _ -> new ArrayList<>()).add(i + 1);
    }
    if (ALL) {
      return positions.values().stream().flatMap(List::stream).sorted().toList();
    }
    return positions.values().stream().map(each -> each.get(FIRST % each.size())).sorted().toList();
  }

  private static boolean isTurn(Fault fault, String what, int position) {
    List<Fault> kinds = Stream.of(Fault.values()).filter(kind -> kind.isItsOwnFor(what)).toList();
    return kinds.get(position % kinds.size()) == fault;
  }

  /** A backup that is taken, checked, read as a restore does and deleted. */
  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultAtAnyCallLeavesNothingHalfDone(Fault fault) throws IOException {
    List<String> calls = new ArrayList<>();
    BackupSequence whole =
        sequence(
            new FaultyVault(
                emptyVault(),
                (call, what) -> {
                  calls.add(what);
                  return null;
                }));
    List<Integer> ends = new ArrayList<>(List.of(0));
    whole.take(1);
    ends.add(calls.size());
    whole.verify();
    ends.add(calls.size());
    whole.readBack();
    int used = calls.size();
    ends.add(used);
    assertThat(used).as("calls of a backup").isGreaterThan(30);
    whole.delete();
    ends.add(calls.size());
    List<Integer> positions = new ArrayList<>();
    for (int i = 1; i < ends.size(); i++) {
      positions.addAll(distinct(calls, ends.get(i - 1), ends.get(i)));
    }
    for (int i = 0; i < positions.size(); i++) {
      int at = positions.get(i);
      String what = calls.get(at - 1);
      if (fault.isItsOwnFor(what)
          && isTried(i)
          && (!faultsTakeTurns() || isTurn(fault, what, i / faultsAtEvery()))) {
        run(
            fault + " at call " + at + " of " + calls.size() + ", " + what,
            (call, _) -> call == at ? fault : null,
            1,
            at <= used);
      }
    }
  }

  /**
   * Several faults at a time, and several attempts; a late effect only where it is the only one.
   */
  @Test
  void manyFaultsLeaveNothingHalfDone() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Fault[] kinds = {Fault.ERROR, Fault.CUT, Fault.LOST_REPLY};
    for (int i = 0; i < runsWithMany(); i++) {
      int oneOf = 5 + random.nextInt(40);
      run(
          "run " + i + " of seed " + seed,
          (call, what) -> random.nextInt(oneOf) == 0 ? kinds[random.nextInt(3)] : null,
          3,
          random.nextBoolean());
    }
  }

  private static BackupSequence sequence(Vault on) {
    Random random = new Random(11);
    Map<String, Map<String, byte[]>> content = new TreeMap<>();
    content.put("mongodb", Map.of("*", bytes(random, 5_000)));
    content.put("postgresql", Map.of("one", bytes(random, 700)));
    return new BackupSequence(on, keys, content);
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private void run(String as, Faults faults, int attempts, boolean retakes) throws IOException {
    Vault sound = emptyVault();
    FaultyVault faulty = new FaultyVault(sound, faults);
    BackupSequence disturbed = sequence(faulty);
    BackupSequence clean = sequence(sound);
    for (int attempt = 1; attempt <= attempts; attempt++) {
      try {
        disturbed.take(attempt);
        assertThat(clean.folders()).as(as).containsExactly(Map.entry(BackupSequence.ID, true));
        disturbed.verify();
        disturbed.readBack();
        if (!retakes) {
          disturbed.delete();
        }
      } catch (IOException e) {
        requireNoDamage(as, e);
      }
      faulty.arriveLate();
      requireListedIsWhole(as, clean);
    }
    if (retakes) {
      clean.take(attempts + 1);
      clean.readBack();
      clean.sweepUploads();
      assertThat(all(sound, "", 100)).as(as).containsExactlyInAnyOrderElementsOf(clean.keys());
    } else {
      clean.delete();
      clean.sweepUploads();
      assertThat(all(sound, "", 100))
          .as(as)
          .containsExactlyInAnyOrderElementsOf(clean.ofRepository());
    }
    assertThat(pending(sound)).as(as).isEmpty();
  }

  /** Half of one is never listed. */
  private static void requireListedIsWhole(String as, BackupSequence clean) throws IOException {
    assertThat(clean.folders().keySet()).as(as).isSubsetOf(BackupSequence.ID);
    if (clean.folders().containsValue(true)) {
      clean.readBack();
    }
  }

  private static void requireNoDamage(String as, IOException e) {
    StringBuilder said = new StringBuilder();
    for (Throwable t = e; t != null; t = t.getCause()) {
      assertThat(t).as(as).isNotInstanceOf(DamagedArtifactException.class);
      said.append(t.getMessage()).append('\n');
    }
    assertThat(said.toString()).as(as).containsAnyOf("injected", "ended");
  }
}
