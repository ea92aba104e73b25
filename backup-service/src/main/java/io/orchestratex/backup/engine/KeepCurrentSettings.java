package io.orchestratex.backup.engine;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a restore leaves as it is: where the services of this installation keep events that wait or
 * were seen. Restoring that would lose events or send them again. An application's own collection
 * or table of such a name, in any other database, is restored like all others.
 *
 * @param keepCurrent names of collections and tables, separated by commas
 * @param ownDatabases the services' databases, separated by commas: {@code target/database}, or
 *     {@code database} whichever target it is in, each behind the service that owns it and {@code
 *     =}, where one does. While a restore puts such a database in place, that service takes no
 *     changes through the gateway
 */
@ConfigurationProperties("orchestratex.backup.restore")
public record KeepCurrentSettings(
    @Bindable(defaultValue = "outbox,inbox,leases,parked_events") String keepCurrent,
    @Bindable(
            defaultValue =
                "gateway-service=mongodb/gateway,session-service=mongodb/orchestratex,"
                    + "alert-service=mongodb/alert,"
                    + "session-service=postgresql/agent_orchestrator,"
                    + "backup-service=postgresql/backup,monitor-service=postgresql/monitor")
        String ownDatabases) {

  /** Why it stays, for the plan of a restore; follows what stays. */
  public static final String REASON =
      "stays as it is: a service of OrchestrateX keeps events in it that wait to be sent or were"
          + " handled, and with those of the backup some would be lost or sent again";

  /** Whether a collection or table of a target's database stays as it is. */
  public boolean keeps(String target, String database, String name) {
    return names().contains(name) && isOwn(target, database);
  }

  /** Names that may stay in a database; none unless it is one of the services'. */
  public Set<String> keptIn(String target, String database) {
    return isOwn(target, database) ? names() : Set.of();
  }

  /** Names of the services that own databases, in the order of the alphabet. */
  public List<String> services() {
    return entries().map(Own::service).filter(each -> !each.isEmpty()).distinct().sorted().toList();
  }

  /**
   * The services that own a database of a target: one, or none.
   *
   * @param database its name
   */
  public List<String> ownersOf(String target, String database) {
    return entries()
        .filter(own -> own.is(target, database))
        .map(Own::service)
        .filter(each -> !each.isEmpty())
        .distinct()
        .toList();
  }

  private boolean isOwn(String target, String database) {
    return entries().anyMatch(own -> own.is(target, database));
  }

  /**
   * @param service who owns it; empty where none is said
   * @param place {@code target/database} or {@code database}
   */
  private record Own(String service, String place) {
    boolean is(String target, String database) {
      return place.equals(database) || place.equals(target + "/" + database);
    }
  }

  private Stream<Own> entries() {
    return listed(ownDatabases)
        .map(each -> {
          int equals = each.indexOf('=');
          return equals < 0
              ? new Own("", each)
              : new Own(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
        });
  }

  private Set<String> names() {
    return listed(keepCurrent).collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> listed(String setting) {
    return Arrays.stream(setting.split(",", -1)).map(String::strip).filter(each -> !each.isEmpty());
  }
}
