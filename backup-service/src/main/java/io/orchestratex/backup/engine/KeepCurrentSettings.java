package io.orchestratex.backup.engine;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Arrays;
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
 *     {@code database} whichever target it is in
 */
@ConfigurationProperties("orchestratex.backup.restore")
public record KeepCurrentSettings(
    @Bindable(defaultValue = "outbox,inbox,leases,parked_events") String keepCurrent,
    @Bindable(
            defaultValue =
                "mongodb/gateway,mongodb/orchestratex,mongodb/alert,"
                    + "postgresql/agent_orchestrator,postgresql/backup,postgresql/monitor")
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

  private boolean isOwn(String target, String database) {
    return listed(ownDatabases)
        .anyMatch(own -> own.equals(database) || own.equals(target + "/" + database));
  }

  private Set<String> names() {
    return listed(keepCurrent).collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> listed(String setting) {
    return Arrays.stream(setting.split(",", -1)).map(String::strip).filter(each -> !each.isEmpty());
  }
}
