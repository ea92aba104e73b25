package io.orchestratex.contracts;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every topic of the system: its name, what travels on it, who publishes and who reads it. */
public final class Topics {

  public static final String SESSION = "session.events.v1";
  public static final String AGENT = "agent.events.v1";
  public static final String BACKUP = "backup.events.v1";
  public static final String RESTORE = "restore.events.v1";
  public static final String METRIC = "metric.samples.v1";
  public static final String ALERT = "alert.events.v1";
  public static final String CASE = "case.events.v1";
  public static final String TARGET = "target.events.v1";
  public static final String MAINTENANCE = "maintenance.events.v1";
  public static final String IDENTITY = "identity.events.v1";

  private static final String GATEWAY_SERVICE = "gateway-service";
  private static final String SESSION_SERVICE = "session-service";
  private static final String BACKUP_SERVICE = "backup-service";
  private static final String MONITOR_SERVICE = "monitor-service";
  private static final String ALERT_SERVICE = "alert-service";

  /** Whose console shows what happens, to who may see it. */
  private static final Set<String> CONSOLE = Set.of(GATEWAY_SERVICE);

  private static final Set<String> EVERY_SERVICE =
      Set.of(GATEWAY_SERVICE, SESSION_SERVICE, BACKUP_SERVICE, MONITOR_SERVICE, ALERT_SERVICE);

  public static final List<Topic> ALL =
      List.of(
          topic(SESSION, SessionEvent.class, 6, 7).publishedBy(SESSION_SERVICE).readBy(CONSOLE),
          topic(AGENT, AgentEvent.class, 3, 7).publishedBy(SESSION_SERVICE).readBy(CONSOLE),
          topic(BACKUP, BackupEvent.class, 3, 30)
              .publishedBy(BACKUP_SERVICE)
              .appliedBy(ALERT_SERVICE)
              .readBy(CONSOLE),
          topic(RESTORE, RestoreEvent.class, 3, 30)
              .publishedBy(BACKUP_SERVICE)
              .appliedBy(ALERT_SERVICE)
              .readBy(CONSOLE),
          topic(METRIC, MetricEvent.class, 6, 1)
              .publishedBy(MONITOR_SERVICE)
              .appliedBy(MONITOR_SERVICE, ALERT_SERVICE),
          topic(ALERT, AlertEvent.class, 6, 30).publishedBy(ALERT_SERVICE).readBy(CONSOLE),
          topic(CASE, CaseEvent.class, 3, 30).publishedBy(ALERT_SERVICE).readBy(CONSOLE),
          topic(TARGET, TargetEvent.class, 3, 30)
              .publishedBy(BACKUP_SERVICE, MONITOR_SERVICE)
              .readBy(Set.of(GATEWAY_SERVICE, ALERT_SERVICE)),
          topic(MAINTENANCE, MaintenanceEvent.class, 1, 7)
              .publishedBy(BACKUP_SERVICE)
              .readBy(CONSOLE),
          topic(IDENTITY, IdentityEvent.class, 1, 1)
              .publishedBy(GATEWAY_SERVICE)
              .readBy(EVERY_SERVICE)
              .closed());

  private Topics() {}

  /** The topic on which an event travels. */
  public static Topic of(DomainEvent event) {
    return ALL.stream()
        .filter(topic -> topic.events().isInstance(event))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no topic carries " + event.getClass()));
  }

  private static Topic topic(
      String name, Class<? extends DomainEvent> events, int partitions, int days) {
    return new Topic(
        name, events, true, partitions, Duration.ofDays(days), Set.of(), Set.of(), Set.of());
  }

  /**
   * One topic. What a service may do at the broker follows from it.
   *
   * @param open true when other teams may subscribe
   * @param retention how long Kafka keeps a record
   * @param producers the services that publish on it
   * @param consumers services that apply its events; what one of them parked, an operator may send
   *     to the topic again in its name
   * @param readers services that only read it
   */
  public record Topic(
      String name,
      Class<? extends DomainEvent> events,
      boolean open,
      int partitions,
      Duration retention,
      Set<String> producers,
      Set<String> consumers,
      Set<String> readers) {

    public Topic {
      // Sorted: a topic is compared by its text.
      producers = Collections.unmodifiableSortedSet(new TreeSet<>(producers));
      consumers = Collections.unmodifiableSortedSet(new TreeSet<>(consumers));
      readers = Collections.unmodifiableSortedSet(new TreeSet<>(readers));
    }

    private Topic publishedBy(String... services) {
      return new Topic(
          name, events, open, partitions, retention, Set.of(services), consumers, readers);
    }

    private Topic appliedBy(String... services) {
      return new Topic(
          name, events, open, partitions, retention, producers, Set.of(services), readers);
    }

    private Topic readBy(Set<String> services) {
      return new Topic(name, events, open, partitions, retention, producers, consumers, services);
    }

    private Topic closed() {
      return new Topic(name, events, false, partitions, retention, producers, consumers, readers);
    }

    /** The records that may travel on this topic. */
    public List<Class<?>> eventTypes() {
      return Arrays.stream(events.getPermittedSubclasses()).toList();
    }
  }
}
