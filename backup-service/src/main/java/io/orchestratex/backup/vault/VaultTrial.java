package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tries with a small file of its own what backups need of a vault, step by step. A step that needs
 * one that failed is left out; all others are tried, so that everything that is missing is named at
 * once. Leaves nothing behind where the vault lets it remove what it wrote.
 */
final class VaultTrial {

  private static final int BYTES = 4_096;
  private static final String FOLDER = "vault/";

  /** What is tried, in this order. */
  enum Kind {
    REACH("it answers and lists what is in it"),
    PLACE("it is the vault that it was, or a new one"),
    WRITE("a small file can be written"),
    READ("the file comes back as it was written"),
    LIST("the file is listed"),
    REFUSE("a second file of that name is refused"),
    ABORT("an unfinished upload is listed and dropped"),
    DELETE("the file can be removed"),
    MARK("it carries its mark");

    private final String about;

    Kind(String about) {
      this.about = about;
    }

    String about() {
      return about;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a step ended. */
  enum State {
    PASSED,
    FAILED,
    SKIPPED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One step.
   *
   * @param failure why it failed, or which step it needed; null when it passed
   */
  record Step(Kind kind, State state, @Nullable String failure, long millis) {}

  /** Says why not; empty when it is as it should be. */
  @FunctionalInterface
  interface Question {
    Optional<String> ask() throws IOException;
  }

  @FunctionalInterface
  private interface Attempt {
    /** What is wrong; empty when nothing is. */
    Optional<String> make() throws IOException;
  }

  private final Vault vault;
  private final Question isAnother;
  private final Question whyUnusable;
  private final String key = FOLDER + "probe-" + UUID.randomUUID();
  private final byte[] content = new byte[BYTES];
  private final Map<Kind, Step> steps = new EnumMap<>(Kind.class);

  VaultTrial(Vault vault, Question isAnother, Question whyUnusable) {
    this.vault = vault;
    this.isAnother = isAnother;
    this.whyUnusable = whyUnusable;
    new Random().nextBytes(content);
  }

  List<Step> run() {
    step(
        Kind.REACH,
        Set.of(),
        () -> {
          vault.list("", "", 1);
          return Optional.empty();
        });
    step(Kind.PLACE, Set.of(), isAnother::ask);
    step(Kind.WRITE, Set.of(Kind.PLACE), this::write);
    step(Kind.READ, Set.of(Kind.WRITE), this::read);
    step(Kind.LIST, Set.of(Kind.REACH, Kind.WRITE), this::list);
    step(Kind.REFUSE, Set.of(Kind.WRITE, Kind.READ), this::refuse);
    step(Kind.ABORT, Set.of(Kind.PLACE), this::abort);
    step(Kind.DELETE, Set.of(Kind.WRITE), this::delete);
    step(Kind.MARK, Set.of(Kind.REACH, Kind.PLACE, Kind.WRITE), whyUnusable::ask);
    return new ArrayList<>(steps.values());
  }

  private void step(Kind kind, Set<Kind> needs, Attempt attempt) {
    Optional<Kind> missing =
        needs.stream()
            .sorted()
            .filter(each -> {
              Step before = steps.get(each);
              return before == null || before.state() != State.PASSED;
            })
            .findFirst();
    if (missing.isPresent()) {
      String why = "not tried: it needs the step " + missing.get().text();
      steps.put(kind, new Step(kind, State.SKIPPED, why, 0));
      return;
    }
    long begin = System.nanoTime();
    Optional<String> fault;
    try {
      fault = attempt.make();
    } catch (IOException | RuntimeException e) {
      fault = Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    State state = fault.isEmpty() ? State.PASSED : State.FAILED;
    steps.put(kind, new Step(kind, state, fault.orElse(null), millis));
  }

  private Optional<String> write() throws IOException {
    try (Upload upload = vault.create(key)) {
      upload.content().write(content);
      upload.commit();
    }
    return Optional.empty();
  }

  private Optional<String> read() throws IOException {
    Optional<byte[]> found = stored();
    if (found.isEmpty()) {
      return Optional.of("the file that was just written is not there");
    }
    return Arrays.equals(found.get(), content)
        ? Optional.empty()
        : Optional.of("what was read is not what was written");
  }

  private Optional<byte[]> stored() throws IOException {
    Optional<VaultFile> found = vault.open(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (VaultFile file = found.get()) {
      return Optional.of(file.content().readAllBytes());
    }
  }

  private Optional<String> list() throws IOException {
    return vault.list(key, "", 1).keys().contains(key)
        ? Optional.empty()
        : Optional.of(
            "the file that was just written is not listed. Backups would not be found here.");
  }

  private Optional<String> refuse() throws IOException {
    try (Upload second = vault.create(key);
        OutputStream text = second.content()) {
      text.write(1);
      second.commit();
    } catch (AlreadyStoredException e) {
      return stored().filter(found -> Arrays.equals(found, content)).isPresent()
          ? Optional.empty()
          : Optional.of("the second file was refused, and the first one is changed all the same");
    }
    return Optional.of(
        "a second file of the same name took the place of the first. Two services that write at"
            + " the same time could overwrite each other's backups: this store cannot be used.");
  }

  private Optional<String> abort() throws IOException {
    String unfinished = key + "-unfinished";
    boolean listed;
    try (Upload upload = vault.create(unfinished)) {
      upload.content().write(content);
      listed = vault.pending(unfinished, "", 1).keys().contains(unfinished);
    }
    if (!listed) {
      return Optional.of(
          "an unfinished upload is not listed. What a killed service leaves is not found and takes"
              + " room: have the store drop unfinished uploads after a day.");
    }
    return vault.open(unfinished).isPresent()
        ? Optional.of("an upload that was aborted became a file")
        : Optional.empty();
  }

  private Optional<String> delete() throws IOException {
    vault.delete(key);
    return vault.open(key).isPresent()
        ? Optional.of("the file is still there after it was removed")
        : Optional.empty();
  }
}
