package io.orchestratex.backup.engine;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Which databases belong to a backup.
 *
 * @param databases names, with {@code *} for any characters, separated by commas
 */
@ConfigurationProperties("orchestratex.backup.scope")
public record ScopeSettings(@Bindable(defaultValue = "*") String databases) {

  /** Whether a database is backed up. */
  public boolean includes(String database) {
    return Arrays.stream(databases.split(",", -1))
        .map(String::strip)
        .filter(pattern -> !pattern.isEmpty())
        .anyMatch(pattern -> matches(pattern, database));
  }

  /** Why a database that exists and is not backed up is not replaced either, as an obstacle. */
  public static String outside(String database) {
    return "database "
        + database
        + " is not within orchestratex.backup.scope.databases, so no safety backup would hold what it"
        + " has now; include it there and start backup-service again, or restore other databases.";
  }

  private static boolean matches(String pattern, String database) {
    String expression = "\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E";
    return Pattern.matches(expression, database);
  }
}
