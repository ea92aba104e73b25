package io.orchestratex.backup.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every vault owes, faults included; a small subclass for each. */
public abstract class VaultContract extends VaultFaults {

  private Vault vault = new FlatVault("none yet");

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
}
