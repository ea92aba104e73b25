package io.orchestratex.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.FaultyVault;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultLockedException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several backups of one vault, by one process and by two. */
class RepositoryTest {

  private static final String FIRST = "20010101_000001";
  private static final String SECOND = "20010101_000002";
  private static final String THIRD = "20010101_000003";
  private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");
  private static final Instant GRACE_IS_OVER = START.plus(SmallBackups.GRACE);

  @TempDir Path folder;
  private final FlatVault vault = new FlatVault("repository");
  private KeyRing keys;
  private SmallBackups backups;

  @BeforeEach
  void begin() {
    keys = new KeyRing(folder.resolve("key"));
    backups = new SmallBackups(vault, keys);
  }

  private static Map<String, Map<String, byte[]>> content(byte[] bytes) {
    return Map.of("mongodb", Map.of("*", bytes));
  }

  private static Map<String, Map<String, byte[]>> two(byte[] large, byte[] small) {
    return Map.of("mongodb", Map.of("large", large, "*", small));
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private List<String> packs() throws IOException {
    return backups.everything().stream().filter(key -> key.startsWith("packs/")).toList();
  }

  private byte[] bytes(String key) throws IOException {
    return bytes(vault, key);
  }

  private static byte[] bytes(FlatVault in, String key) throws IOException {
    try (VaultFile file = in.open(key).orElseThrow()) {
      return file.content().readAllBytes();
    }
  }

  private void put(String key, byte[] bytes) throws IOException {
    put(vault, key, bytes);
  }

  private static void put(FlatVault in, String key, byte[] bytes) throws IOException {
    in.delete(key);
    try (Upload upload = in.create(key)) {
      upload.content().write(bytes);
      upload.commit();
    }
  }

  private void flip(String key) throws IOException {
    flip(vault, key);
  }

  private static void flip(FlatVault in, String key) throws IOException {
    byte[] bytes = bytes(in, key);
    bytes[bytes.length - 20] ^= 1;
    put(in, key, bytes);
  }

  private void collectTwice() throws IOException {
    backups.collect(START);
    backups.collect(GRACE_IS_OVER);
  }

  @Test
  void aSecondBackupStoresWhatHasChanged() throws IOException {
    byte[] data = random(3 << 20, 1);
    Manifest first = backups.take(FIRST, 1, content(data));
    byte[] changed = data.clone();
    Arrays.fill(changed, 1 << 20, (1 << 20) + 100, (byte) 7);
    Manifest second = backups.take(SECOND, 1, content(changed));
    Manifest third = backups.take(THIRD, 1, content(changed));

    assertThat(first.sourceBytes()).isEqualTo(3 << 20);
    assertThat(first.addedBytes()).isGreaterThan(3 << 20).isGreaterThan(first.storedBytes());
    assertThat(second.storedBytes()).isBetween(3L << 20, first.addedBytes());
    assertThat(second.addedBytes()).as("a chunk or two").isBetween(64L << 10, 2_100_000L);
    assertThat(third.addedBytes()).as("the list of chunks alone").isLessThan(5_000);
    backups.readBack(FIRST, content(data));
    backups.readBack(SECOND, content(changed));
    new SmallBackups(vault, keys).readBack(THIRD, content(changed));
  }

  @Test
  void whatIsAlikeWithinABackupIsStoredOnce() throws IOException {
    Manifest manifest = backups.take(FIRST, 1, content(new byte[5 << 20]));
    assertThat(manifest.addedBytes()).isLessThan(10_000);
    backups.readBack(FIRST, content(new byte[5 << 20]));
  }

  @Test
  void whatOneBackupAloneNeededGoesAfterItIsDeleted() throws IOException {
    byte[] data = random(2 << 20, 2);
    backups.take(FIRST, 1, content(data));
    byte[] other = random(2 << 20, 3);
    System.arraycopy(data, 0, other, 0, 1 << 20);
    backups.take(SECOND, 1, content(other));
    long before = packs().size();

    backups.delete(FIRST);
    collectTwice();
    backups.readBack(SECOND, content(other));
    assertThat(packs().size()).isLessThan((int) before + 1);
    collectTwice();
    backups.delete(SECOND);
    collectTwice();

    assertThat(backups.everything()).allMatch(key -> key.startsWith("repository/")).hasSize(2);
  }

  @Test
  void aPackOfWhichLittleIsNeededIsReplacedByASmallOne() throws IOException {
    Map<String, Map<String, byte[]>> data = two(random(200 << 10, 4), random(3_000, 5));
    backups.take(FIRST, 1, data);
    Map<String, Map<String, byte[]>> rest = content(random(3_000, 5));
    backups.take(SECOND, 1, rest);
    List<String> before = packs();
    backups.delete(FIRST);

    assertThat(backups.collect(START).repacked()).isEqualTo(1);
    backups.collect(GRACE_IS_OVER);

    assertThat(packs()).doesNotContainAnyElementsOf(before.subList(0, 1));
    backups.readBack(SECOND, rest);
    new SmallBackups(vault, keys).verify(SECOND);
  }

  @Test
  void aRunOfTheCollectionThatFindsNothingChangesNoByte() throws IOException {
    backups.take(FIRST, 1, content(random(1 << 20, 5)));
    backups.take(SECOND, 1, content(random(1 << 20, 6)));
    backups.delete(FIRST);
    collectTwice();
    List<String> before = backups.everything();
    List<byte[]> bytes = new ArrayList<>();
    for (String key : before) {
      bytes.add(bytes(key));
    }

    collectTwice();

    assertThat(backups.everything()).isEqualTo(before);
    for (int i = 0; i < bytes.size(); i++) {
      assertThat(bytes(before.get(i))).isEqualTo(bytes.get(i));
    }
  }

  /**
   * Another process deletes and collects at the worst moment: all is written, nothing committed.
   */
  @Test
  void aBackupThatRunsLosesNothingThatItRefersTo() throws IOException {
    byte[] data = random(1 << 20, 7);
    SmallBackups other = new SmallBackups(vault, keys);
    other.take(FIRST, 1, content(data));

    backups.take(
        SECOND,
        1,
        content(data),
        START,
        () -> {
          other.delete(FIRST);
          assertThat(other.collect(START.plusSeconds(1)).marked()).isPositive();
          assertThat(other.collect(START.plus(SmallBackups.GRACE.multipliedBy(50))).removed())
              .as("however long it takes")
              .isZero();
        });

    other.collect(START.plus(SmallBackups.GRACE.multipliedBy(51)));
    other.collect(START.plus(SmallBackups.GRACE.multipliedBy(53)));
    backups.readBack(SECOND, content(data));
    new SmallBackups(vault, keys).verify(SECOND);
  }

  @Test
  void aBackupThatBeginsAfterAMarkDoesNotReferToThePack() throws IOException {
    byte[] data = random(1 << 20, 8);
    backups.take(FIRST, 1, content(data));
    backups.delete(FIRST);
    assertThat(backups.collect(START).marked()).isPositive();
    Manifest second =
        backups.take(
            SECOND,
            1,
            content(data),
            GRACE_IS_OVER.plusMillis(1),
            () ->
                assertThat(
                        new SmallBackups(vault, keys)
                            .collect(GRACE_IS_OVER.plusSeconds(1))
                            .removed())
                    .isPositive());
    assertThat(second.addedBytes()).isGreaterThan(1 << 20);
    new SmallBackups(vault, keys).readBack(SECOND, content(data));
  }

  @Test
  void whatAnAttemptHasWrittenIsNotReferredToBeforeItIsCommitted() throws IOException {
    byte[] data = random(1 << 20, 9);
    SmallBackups other = new SmallBackups(vault, keys);
    AtomicReference<Manifest> taken = new AtomicReference<>();

    assertThatThrownBy(() ->
            backups.take(
                FIRST,
                1,
                content(data),
                START,
                () -> {
                  taken.set(other.take(SECOND, 1, content(data)));
                  throw new IOException("the first one fails");
                }))
        .hasMessage("the first one fails");

    assertThat(taken.get().addedBytes()).isGreaterThan(1 << 20);
    other.readBack(SECOND, content(data));
    assertThat(backups.folders()).containsOnlyKeys(SECOND);
    assertThat(packs()).as("those of the first are gone").hasSizeBetween(1, 2);
    assertThat(backups.collect(START).marked()).isZero();
  }

  @Test
  void aNewKeyReadsWithoutTheOldOneOnceItWasUsed() throws IOException {
    byte[] data = random(1 << 20, 10);
    backups.take(FIRST, 1, content(data));
    List<String> before = packs();
    KeyRing rotated = new KeyRing(folder.resolve("new"), List.of(folder.resolve("key")));
    SmallBackups after = new SmallBackups(vault, rotated);
    after.readBack(FIRST, content(data));
    Manifest second = after.take(SECOND, 1, content(data));

    assertThat(second.keyId()).isEqualTo(rotated.primary().id());
    assertThat(second.addedBytes()).as("nothing is rewritten").isLessThan(5_000);
    assertThat(packs()).isEqualTo(before);
    SmallBackups newOnly = new SmallBackups(vault, new KeyRing(folder.resolve("new")));
    newOnly.readBack(FIRST, content(data));
    newOnly.readBack(SECOND, content(data));
    backups.readBack(SECOND, content(data));
  }

  @Test
  void aWrongKeyIsNamedAtOnceAndNothingIsWritten() throws IOException {
    backups.take(FIRST, 1, content(random(1 << 20, 11)));
    List<String> before = backups.everything();
    KeyRing wrong = new KeyRing(folder.resolve("wrong"));
    SmallBackups stranger = new SmallBackups(vault, wrong);
    long began = System.nanoTime();
    assertThatThrownBy(() -> stranger.verify(FIRST))
        .isInstanceOf(DamagedArtifactException.class)
        .hasMessageContaining(FIRST)
        .hasMessageContaining("was encrypted with key " + keys.primary().id())
        .hasMessageContaining(wrong.primary().id())
        .hasMessageContaining("use the right key file");
    assertThatThrownBy(() -> stranger.take(SECOND, 1, content(new byte[10])))
        .hasMessageContaining("was encrypted with key " + keys.primary().id());
    assertThatThrownBy(() -> stranger.collect(START))
        .hasMessageContaining("was encrypted with key " + keys.primary().id());
    assertThat(System.nanoTime() - began).isLessThan(1_000_000_000L);
    assertThat(backups.everything()).isEqualTo(before);
  }

  @Test
  void aLostOrDamagedCopyOfTheSecretIsReplacedByTheOther() throws IOException {
    byte[] data = random(1 << 20, 12);
    backups.take(FIRST, 1, content(data));
    String root = "repository/root";
    String copy = "repository/key-" + keys.primary().id();
    byte[] whole = bytes(root);
    for (String damaged : List.of(root, copy)) {
      flip(damaged);
      new SmallBackups(vault, keys).readBack(FIRST, content(data));
      vault.delete(damaged);
      new SmallBackups(vault, keys).readBack(FIRST, content(data));
      put(damaged, whole);
    }
    vault.delete(root);
    vault.delete(copy);
    assertThatThrownBy(() -> new SmallBackups(vault, keys).verify(FIRST))
        .isInstanceOf(DamagedArtifactException.class)
        .hasMessageContaining("the keys of repository");
  }

  /** Which of the two packs comes first in their order is left to chance: so it is done often. */
  @Test
  void aNewBackupHealsADamagedPackAndTheCollectionKeepsTheGoodCopy() throws IOException {
    for (int round = 0; round < 6; round++) {
      FlatVault another = new FlatVault("heal" + round);
      Map<String, Map<String, byte[]>> data = content(random(20 << 10, 13 + round));
      new SmallBackups(another, keys).take(FIRST, 1, data);
      String damaged = another.list("packs/", "", 1).keys().getFirst();
      flip(another, damaged);
      SmallBackups process = new SmallBackups(another, keys);
      assertThatThrownBy(() -> process.verify(FIRST))
          .isInstanceOf(DamagedArtifactException.class)
          .hasMessageContaining("mongodb-1-all-a1.chunks")
          .hasMessageContaining(damaged);

      process.take(SECOND, 1, data);

      process.verify(FIRST);
      for (int run = 0; run < 3; run++) {
        new SmallBackups(another, keys).collect(START.plus(SmallBackups.GRACE.multipliedBy(run)));
      }
      process.readBack(SECOND, data);
      new SmallBackups(another, keys).readBack(FIRST, data);
    }
  }

  /** A store with object lock lets go of nothing for days. */
  @Test
  void whereNothingCanBeRemovedBackupsShareTheirChunksAllTheSame() throws IOException {
    boolean[] locked = {true};
    SmallBackups keeping = new SmallBackups(locking(vault, locked), keys);
    byte[] data = random(100 << 10, 20);
    keeping.take(FIRST, 1, content(data));
    Manifest second = keeping.take(SECOND, 1, content(data));
    assertThat(second.addedBytes()).isLessThan(5_000);
    assertThatThrownBy(() -> keeping.delete(FIRST)).isInstanceOf(VaultLockedException.class);
    keeping.take(THIRD, 1, content(random(100 << 10, 21)));

    locked[0] = false;
    keeping.delete(THIRD);
    keeping.collect(START);
    locked[0] = true;
    assertThat(keeping.collect(GRACE_IS_OVER).removed()).isZero();
    locked[0] = false;
    assertThat(keeping.collect(GRACE_IS_OVER).removed()).isPositive();

    keeping.readBack(SECOND, content(data));
    assertThat(backups.everything())
        .noneMatch(key -> key.startsWith("ended/") || key.startsWith("writing/"));
  }

  private static Vault locking(Vault plain, boolean[] locked) {
    return (Vault)
        Proxy.newProxyInstance(
            Vault.class.getClassLoader(),
            new Class<?>[] {Vault.class},
            (proxy, method, arguments) -> {
              if (locked[0] && method.getName().equals("delete")) {
                throw new VaultLockedException(arguments[0] + " is locked", new IOException());
              }
              return method.invoke(plain, arguments);
            });
  }

  @Test
  void nothingIsRemovedWhileAManifestCannotBeRead() throws IOException {
    backups.take(FIRST, 1, content(random(1 << 20, 14)));
    backups.take(SECOND, 1, content(random(1 << 20, 15)));
    backups.delete(FIRST);
    flip(SECOND + "/manifest.json");
    List<String> before = backups.everything();
    assertThatThrownBy(this::collectTwice)
        .isInstanceOf(DamagedArtifactException.class)
        .hasMessageContaining(SECOND);
    assertThat(backups.everything()).isEqualTo(before);
  }

  /** One kind of fault for each call, in turn; all of them with {@code -Dox.faults.all=true}. */
  @Test
  void aFaultAtAnyCallOfTheCollectionLosesNothing() throws IOException {
    Map<String, Map<String, byte[]>> rest = content(random(100, 17));
    backups.take(FIRST, 1, two(random(2_000, 16), random(100, 17)));
    backups.take(SECOND, 1, rest);
    backups.delete(FIRST);
    List<String> calls = new ArrayList<>();
    collectWith(
        (_, what) -> {
          calls.add(what);
          return null;
        },
        rest);
    assertThat(calls).hasSizeGreaterThan(30);
    for (int at = 1; at <= calls.size(); at++) {
      String what = calls.get(at - 1);
      List<Fault> kinds =
          Stream.of(Fault.values()).filter(fault -> fault.isItsOwnFor(what)).toList();
      Fault turn = kinds.get(at % kinds.size());
      for (Fault fault : Boolean.getBoolean("ox.faults.all") ? kinds : List.of(turn)) {
        int position = at;
        collectWith((call, _) -> call == position ? fault : null, rest);
      }
    }
  }

  /** Two runs of the collection on a copy of the vault, and what others find afterwards. */
  private void collectWith(FaultyVault.Faults faults, Map<String, Map<String, byte[]>> rest)
      throws IOException {
    FlatVault sound = new FlatVault("faults");
    for (String key : backups.everything()) {
      put(sound, key, bytes(key));
    }
    FaultyVault faulty = new FaultyVault(sound, faults);
    SmallBackups disturbed = new SmallBackups(faulty, keys);
    String failure = "";
    try {
      disturbed.collect(START);
      disturbed.collect(GRACE_IS_OVER);
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
      assertThat(failure).containsAnyOf("injected", "ended");
    }
    faulty.arriveLate();
    SmallBackups clean = new SmallBackups(sound, keys);
    clean.readBack(SECOND, rest);
    for (int run = 0; run < 3; run++) {
      clean.collect(GRACE_IS_OVER.plus(SmallBackups.GRACE.multipliedBy(run)));
    }
    new SmallBackups(sound, keys).readBack(SECOND, rest);
    assertThat(sound.list("marks/", "", 10).keys()).as(failure).isEmpty();
    assertThat(sound.list("packs/", "", 10).keys()).as(failure).hasSize(1);
    assertThat(sound.pending("", "", 10).keys()).as(failure).isEmpty();
  }
}
