package io.orchestratex.backup.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.vault.s3.S3Gate;
import io.orchestratex.backup.vault.s3.S3Gate.Broken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every vault in an object store owes besides: what breaks on the way goes on or is named, and
 * objects of others are left alone.
 */
public abstract class ObjectStoreVaultContract extends VaultContract {

  /** What stands before the store, where requests break. */
  protected abstract S3Gate gate();

  /** A vault whose requests go through the gate. */
  protected abstract Vault behindGate(Map<String, String> settings);

  /** A vault whose names begin with {@code shared/}. */
  protected abstract Vault shared();

  /** Puts an object there that no vault wrote. */
  protected abstract void putOfOthers(String name) throws IOException;

  /** Whether a request makes a file exist. */
  protected abstract boolean isCommit(S3Gate.Seen request);

  /** How the store says that it has too much to do. */
  protected abstract S3Gate.Refused overloaded();

  /** What people read of that. */
  protected String overloadedCode() {
    return "503";
  }

  /** How many answers to reads break off, one after the other. */
  protected int brokenReads() {
    return 3;
  }

  @AfterEach
  void calm() {
    gate().rule(_ -> null);
  }

  @Override
  protected int runsWithMany() {
    return 20 / faultsAtEvery();
  }

  protected static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  protected static void store(Vault vault, String key, byte[] content) throws IOException {
    try (Upload upload = vault.create(key)) {
      upload.content().write(content);
      upload.commit();
    }
  }

  protected static byte[] read(Vault vault, String key) throws IOException {
    try (VaultFile file = vault.open(key).orElseThrow()) {
      return file.content().readAllBytes();
    }
  }

  @Test
  void readingGoesOnWhereTheConnectionBroke() throws IOException {
    byte[] content = bytes(6 << 20);
    Vault vault = behindGate(Map.of());
    store(vault, "one/large", content);
    AtomicInteger reads = new AtomicInteger();
    gate()
        .rule(request ->
            request.method().equals("GET") && reads.getAndIncrement() < brokenReads()
                ? Broken.ANSWER
                : null);
    gate().reset();

    assertThat(read(vault, "one/large")).isEqualTo(content);

    assertThat(reads.get()).isGreaterThan(brokenReads());
    assertThat(gate().sent()).as("nothing is fetched twice").isLessThan(content.length * 11L / 10);
  }

  @Test
  void aStoreThatStaysOverloadedEndsWithAnError() throws IOException {
    Vault vault = behindGate(Map.of("attempts", "3"));
    store(vault, "one/a", bytes(1_000));
    S3Gate.Refused refused = overloaded();
    gate().rule(_ -> refused);
    assertThatThrownBy(() -> store(vault, "one/b", bytes(1_000)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "the store is overloaded (%s) after 3 tries".formatted(overloadedCode()));
    gate().rule(_ -> null);
    assertThat(read(vault, "one/a")).hasSize(1_000);
  }

  /** The first try takes effect, its reply is lost, and the second one is refused. */
  @Test
  void aCommitWhoseReplyIsLostIsRecognisedByItsOwnId() throws IOException {
    Vault vault = behindGate(Map.of());
    AtomicInteger commits = new AtomicInteger();
    gate()
        .rule(request ->
            isCommit(request) && commits.getAndIncrement() == 0 ? Broken.REPLY_LOST : null);

    store(vault, "one/a", bytes(100));

    assertThat(commits.get()).isEqualTo(2);
    assertThat(read(vault, "one/a")).isEqualTo(bytes(100));
    assertThat(vault.pending("", "", 10).keys()).isEmpty();
  }

  @Test
  void objectsOfOthersAreNotListed() throws IOException {
    Vault vault = shared();
    store(vault, "one/a", bytes(1));
    for (String other :
        List.of("shared/one/b c", "shared/readme.txt", "shared/deep/er/x", "other")) {
      putOfOthers(other);
    }
    List<String> listed = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      Listing page = vault.list("", after, 1);
      listed.addAll(page.keys());
      after = page.next();
    }
    assertThat(listed).containsExactly("one/a");
  }
}
