package io.orchestratex.gateway.console.restores;

import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.BackupApi.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a backup, and in what portions it can be restored.
 *
 * @param problem why its target cannot be restored to as things are; null when it can
 * @param databases that can be chosen; empty where its engine restores larger portions only
 * @param collections that can be chosen; as many as fit on a page
 * @param more how many collections there are besides; they are typed
 */
record Restorable(
    String target,
    String engine,
    @Nullable String problem,
    List<String> databases,
    List<String> collections,
    int more) {

  private static final int MOST = 300;

  Restorable {
    databases = List.copyOf(databases);
    collections = List.copyOf(collections);
  }

  /**
   * @param targets what is known of them; of a target that is not among them, everything is
   *     offered, and the service decides
   */
  static List<Restorable> of(Backup backup, List<Target> targets, Choice choice) {
    return backup.parts().stream()
        .map(part -> {
          Optional<Target> target =
              targets.stream().filter(each -> each.id().equals(part.target())).findFirst();
          List<String> names = part.data().stream().map(Backup.ObjectOfBackup::name).toList();
          boolean single = allows(target, "collection");
          return new Restorable(
              part.target(),
              part.engine(),
              target
                  .filter(each -> !each.reachable())
                  .map(each -> "does not answer now: " + each.failure())
                  .orElse(null),
              allows(target, "database")
                  ? part.data().stream()
                      .map(Backup.ObjectOfBackup::database)
                      .distinct()
                      .sorted()
                      .toList()
                  : List.of(),
              single ? shown(names, choice.collections()) : List.of(),
              single ? Math.max(0, names.size() - MOST) : 0);
        })
        .toList();
  }

  /** The first ones, and all that are chosen. */
  private static List<String> shown(List<String> names, List<String> chosen) {
    List<String> first = names.stream().limit(MOST).toList();
    return Stream.concat(first.stream(), names.stream().skip(MOST).filter(chosen::contains))
        .toList();
  }

  private static boolean allows(Optional<Target> target, String scope) {
    return target.isEmpty() || target.get().scopes().contains(scope);
  }
}
