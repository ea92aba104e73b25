package io.orchestratex.gateway.console.service.target;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server as backup-service and monitor-service know it: the same id is the same target.
 *
 * @param backup as it is backed up; null when it is not, or that is not known now
 * @param watch as it is watched; null when it is not, or that is not known now
 */
public record JoinedTarget(String id, @Nullable Backup backup, @Nullable Watch watch) {

  /** Engines that can be backed up; host, services and brokers are only watched. */
  private static final Set<String> ENGINES = Set.of("mongodb", "postgresql", "redis");

  private static final String SCHEME = "^[a-z+]+://";

  /** Fields that a service of another version may not have. */
  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** What backup-service says. */
  public record Backup(
      String id,
      String engine,
      String address,
      String source,
      Map<String, String> labels,
      boolean reachable,
      @Nullable String version,
      List<String> databases,
      @Nullable String failure,
      @Nullable GoodBackup lastGoodBackup,
      @Nullable Restorable restorable) {

    public Backup {
      engine = orEmpty(engine);
      address = orEmpty(address);
      source = orEmpty(source);
      labels = labels == null ? Map.of() : Map.copyOf(labels);
      databases = databases == null ? List.of() : List.copyOf(databases);
    }
  }

  /** The newest good backup. */
  public record GoodBackup(String id) {}

  /** Whether it could be restored now. */
  public record Restorable(String verdict, String reason) {}

  /** What monitor-service says. */
  public record Watch(
      String id,
      String kind,
      String address,
      String source,
      Map<String, String> labels,
      String state,
      @Nullable String reason,
      @Nullable String failure) {

    public Watch {
      kind = orEmpty(kind);
      address = orEmpty(address);
      source = orEmpty(source);
      state = orEmpty(state);
      labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
  }

  public String engine() {
    return backup != null ? backup.engine() : watch == null ? "" : watch.kind();
  }

  /** {@code host:port}, where it is known. */
  public String address() {
    String known = backup != null ? backup.address() : watch == null ? "" : watch.address();
    return known.replaceFirst(SCHEME, "").replaceFirst("/$", "");
  }

  public Map<String, String> labels() {
    return backup != null ? backup.labels() : watch == null ? Map.of() : watch.labels();
  }

  /** Whether a request can change it at all: it is not only of the settings. */
  public boolean isAdded() {
    return (backup != null && backup.source().equals("added"))
        || (watch != null && watch.source().equals("added"));
  }

  /** What is missing: {@code backup}, {@code watch} or null. */
  public @Nullable String gap() {
    if (!ENGINES.contains(engine())) {
      return null;
    }
    return backup == null ? "backup" : watch == null ? "watch" : null;
  }

  /** The command that adds what is missing. */
  public String command() {
    return "ox target add %s://USER@%s --id %s --%s-only"
        .formatted(engine(), address(), id, String.valueOf(gap()));
  }
}
