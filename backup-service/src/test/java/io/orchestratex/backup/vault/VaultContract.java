package io.orchestratex.backup.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.catalog.BackupSequence;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FaultyVault.Faults;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every vault owes; a small subclass for each. */
public abstract class VaultContract {

  private static final int MANY = 20;
  private static final int FIRST = new Random().nextInt(1_000);

  private static KeyRing keys;
  private Vault vault = new FlatVault("none yet");

  /** Makes an empty vault; each call makes another one. */
  protected abstract Vault emptyVault() throws IOException;

  @BeforeAll
  static void makeKeys(@TempDir Path folder) {
    keys = new KeyRing(folder.resolve("key"));
  }

  @BeforeEach
  void makeVault() throws IOException {
    vault = emptyVault();
  }

  private Upload written(String key, String text) throws IOException {
    Upload upload = vault.create(key);
    upload.content().write(text.getBytes(UTF_8));
    return upload;
  }

  private void store(String key, String text) throws IOException {
    try (Upload upload = written(key, text)) {
      upload.commit();
    }
  }

  private String text(String key) throws IOException {
    try (VaultFile file = vault.open(key).orElseThrow()) {
      byte[] bytes = file.content().readAllBytes();
      assertThat(file.bytes()).isEqualTo(bytes.length);
      return new String(bytes, UTF_8);
    }
  }

  private static List<String> all(Vault vault, String prefix, int limit) throws IOException {
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

  private static List<String> pending(Vault vault) throws IOException {
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

  @Test
  void aFileExistsFromItsCommitOn() throws IOException {
    Upload upload = written("one/a", "text");
    upload.content().close();
    assertThat(vault.open("one/a")).isEmpty();
    assertThat(all(vault, "", 10)).isEmpty();
    assertThat(pending(vault)).containsExactly("one/a");

    upload.commit();

    assertThat(text("one/a")).isEqualTo("text");
    assertThat(all(vault, "", 10)).containsExactly("one/a");
    assertThat(pending(vault)).isEmpty();
    upload.close();
    assertThat(text("one/a")).as("closing the handle keeps the file").isEqualTo("text");
  }

  @Test
  void whatIsClosedWithoutACommitNeverExists() throws IOException {
    for (String how : List.of("handle", "content and handle", "after a failure")) {
      try (Upload upload = written("one/a", "text");
          OutputStream content = upload.content()) {
        if (how.startsWith("content")) {
          content.close();
        } else if (how.startsWith("after")) {
          throw new IOException("the dump fails");
        }
      } catch (IOException e) {
        assertThat(e).hasMessage("the dump fails");
      }
      assertThat(vault.open("one/a")).as(how).isEmpty();
      assertThat(all(vault, "", 10)).as(how).isEmpty();
      assertThat(pending(vault)).as(how).isEmpty();
    }
  }

  @Test
  void anAbortedUploadCannotBeCommitted() throws IOException {
    Upload upload = written("one/a", "text");
    upload.abort();
    upload.abort();
    assertThatThrownBy(upload::commit).isInstanceOf(IOException.class);
    assertThat(vault.open("one/a")).isEmpty();
  }

  @Test
  void aCommitMayBeDoneAgain() throws IOException {
    Upload upload = written("one/a", "text");
    upload.commit();
    upload.commit();
    upload.abort();
    upload.commit();
    assertThat(text("one/a")).isEqualTo("text");
  }

  @Test
  void aCommitNeverReplacesAFile() throws IOException {
    Upload second = written("one/a", "second");
    store("one/a", "first");
    assertThatThrownBy(second::commit).isInstanceOf(AlreadyStoredException.class);
    assertThatThrownBy(second::commit).isInstanceOf(AlreadyStoredException.class);
    second.close();
    assertThat(text("one/a")).isEqualTo("first");
    assertThat(pending(vault)).isEmpty();
    vault.delete("one/a");
    store("one/a", "third");
    assertThat(text("one/a")).as("a deleted file can be made again").isEqualTo("third");
  }

  @Test
  void ofManyWhoCommitAKeyOneSucceeds() throws Exception {
    int many = 8;
    CountDownLatch ready = new CountDownLatch(many);
    try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
      List<Callable<Optional<String>>> commits = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        String mine = "text of " + i;
        commits.add(() -> {
          try (Upload upload = written("one/a", mine)) {
            ready.countDown();
            ready.await();
            upload.commit();
            return Optional.of(mine);
          } catch (AlreadyStoredException e) {
            return Optional.empty();
          }
        });
      }
      List<String> winners = new ArrayList<>();
      for (Future<Optional<String>> each : threads.invokeAll(commits)) {
        each.get().ifPresent(winners::add);
      }
      assertThat(winners).hasSize(1);
      assertThat(text("one/a")).isEqualTo(winners.getFirst());
    }
    assertThat(pending(vault)).isEmpty();
  }

  @Test
  void keysAreListedInOrderPageByPage() throws IOException {
    List<String> keys = List.of("a-b/x", "a/A", "a/x-1", "a/x.1", "a/x_1", "ab/x", "b/m", "b/n");
    for (String key : keys.reversed()) {
      store(key, key);
    }
    Upload unfinished = written("a/y", "not there yet");
    for (int limit : new int[] {1, 2, 3, 8, 100}) {
      assertThat(all(vault, "", limit)).as("limit %d", limit).isEqualTo(keys);
      assertThat(all(vault, "a/", limit))
          .isEqualTo(keys.stream().filter(key -> key.startsWith("a/")).toList());
      assertThat(all(vault, "a/x", limit)).containsExactly("a/x-1", "a/x.1", "a/x_1");
      assertThat(all(vault, "c/", limit)).isEmpty();
    }
    assertThat(vault.list("", "a/x.1", 1).keys()).containsExactly("a/x_1");
    assertThat(vault.list("", "a/x.0", 1).keys()).as("after no key").containsExactly("a/x.1");
    unfinished.abort();
  }

  @Test
  void deletingBearsRepetitionAndLeavesTheOthers() throws IOException {
    store("one/a", "text");
    store("one/b", "text");
    vault.delete("one/a");
    vault.delete("one/a");
    vault.delete("none/at-all");
    assertThat(vault.open("one/a")).isEmpty();
    assertThat(all(vault, "", 10)).containsExactly("one/b");
  }

  @Test
  void uploadsOfTheDeadAreListedAndDiscarded() throws IOException {
    Upload dead = written("one/a", "text");
    written("one/b", "text");
    written("one/b", "again");
    Upload other = written("two/a", "text");
    store("one/c", "kept");
    assertThat(pending(vault)).containsExactly("one/a", "one/b", "two/a");
    assertThat(vault.pending("one/", "one/a", 10).keys()).containsExactly("one/b");

    vault.discard("one/");
    vault.discard("one/");

    assertThat(pending(vault)).containsExactly("two/a");
    assertThatThrownBy(dead::commit).isInstanceOf(IOException.class);
    other.commit();
    assertThat(all(vault, "", 10)).containsExactly("one/c", "two/a");
  }

  @Test
  void filesOfAnySizeComeBackAsTheyWere() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (int size : new int[] {0, 1, 8_191, 3 << 20}) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      files.put("sizes/f" + size, bytes);
    }
    List<Upload> uploads = new ArrayList<>(); // All of them are open at a time.
    for (var file : files.entrySet()) {
      Upload upload = vault.create(file.getKey());
      upload.content().write(file.getValue());
      uploads.add(upload);
    }
    for (Upload upload : uploads) {
      upload.commit();
    }
    for (var file : files.entrySet()) {
      try (VaultFile read = vault.open(file.getKey()).orElseThrow()) {
        assertThat(read.bytes()).isEqualTo(file.getValue().length);
        assertThat(read.content().readAllBytes()).isEqualTo(file.getValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a", "a/", "../a", "a/../b", "a/b/c", "a/.b", "a b/c", "a/b~c"})
  void whatIsNoKeyIsRefused(String key) {
    assertThatThrownBy(() -> vault.create(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> vault.open(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> vault.delete(key)).isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * Whether one kind of fault is tried at each call, in turn; each kind at each call takes minutes
   * for some vaults: {@code -Dox.faults.all=true}.
   */
  protected boolean faultsTakeTurns() {
    return !Boolean.getBoolean("ox.faults.all");
  }

  /**
   * At which calls faults are tried: at each, or at every so many, from another one on in each run.
   * For vaults that are reached over a network and share what they do with others.
   */
  protected int faultsAtEvery() {
    return 1;
  }

  private boolean isTried(int position) {
    return !faultsTakeTurns() || position % faultsAtEvery() == FIRST % faultsAtEvery();
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
    whole.take(1);
    whole.verify();
    whole.readBack();
    int used = calls.size();
    assertThat(used).as("calls of a backup").isGreaterThan(30);
    whole.delete();
    for (int position = 1; position <= calls.size(); position++) {
      int at = position;
      String what = calls.get(position - 1);
      if (fault.isItsOwnFor(what)
          && isTried(position)
          && (!faultsTakeTurns() || isTurn(fault, what, position / faultsAtEvery()))) {
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
    for (int i = 0; i < MANY / faultsAtEvery(); i++) {
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
    clean.sweepUploads();
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
