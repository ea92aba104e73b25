package io.orchestratex.contracts;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Every topic of the system: its name, what travels on it, and who may read it. */
public final class Topics {

  public static final String SESSION = "session.events.v1";
  public static final String AGENT = "agent.events.v1";
  public static final String BACKUP = "backup.events.v1";
  public static final String RESTORE = "restore.events.v1";
  public static final String METRIC = "metric.samples.v1";
  public static final String ALERT = "alert.events.v1";
  public static final String CASE = "case.events.v1";
  public static final String IDENTITY = "identity.events.v1";

  public static final List<Topic> ALL =
      List.of(
          new Topic(SESSION, SessionEvent.class, true, 6, Duration.ofDays(7)),
          new Topic(AGENT, AgentEvent.class, true, 3, Duration.ofDays(7)),
          new Topic(BACKUP, BackupEvent.class, true, 3, Duration.ofDays(30)),
          new Topic(RESTORE, RestoreEvent.class, true, 3, Duration.ofDays(30)),
          new Topic(METRIC, MetricEvent.class, true, 6, Duration.ofDays(1)),
          new Topic(ALERT, AlertEvent.class, true, 6, Duration.ofDays(30)),
          new Topic(CASE, CaseEvent.class, true, 3, Duration.ofDays(30)),
          new Topic(IDENTITY, IdentityEvent.class, false, 1, Duration.ofDays(1)));

  private Topics() {}

  /** The topic on which an event travels. */
  public static Topic of(DomainEvent event) {
    return ALL.stream()
        .filter(topic -> topic.events().isInstance(event))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no topic carries " + event.getClass()));
  }

  /**
   * One topic.
   *
   * @param open true when other teams may subscribe
   * @param retention how long Kafka keeps a record
   */
  public record Topic(
      String name,
      Class<? extends DomainEvent> events,
      boolean open,
      int partitions,
      Duration retention) {

    /** The records that may travel on this topic. */
    public List<Class<?>> eventTypes() {
      return Arrays.stream(events.getPermittedSubclasses()).toList();
    }
  }
}
