package io.orchestratex.gateway.console.restores;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.backup.Restore;
import io.orchestratex.gateway.console.service.backup.RestoreApi;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a person chose to restore, as addresses and forms carry it.
 *
 * @param scope all, databases or collections; lists of the other scopes are kept, and mean nothing
 * @param targets empty for all of the backup that can be restored in that scope
 * @param users whether accounts and roles come back, too
 * @param vault the only vault to read it from; empty for any that has it
 * @param into the target to restore into; empty for the one that was backed up
 * @param names new names, each as {@code name=new name}
 * @param replace whether what has those names is replaced
 */
record Choice(
    String backup,
    String scope,
    List<String> targets,
    List<String> databases,
    List<String> collections,
    boolean users,
    String vault,
    String into,
    List<String> names,
    boolean replace) {

  static final String ALL = "all";
  static final String DATABASES = "databases";
  static final String COLLECTIONS = "collections";

  Choice {
    targets = List.copyOf(targets);
    databases = List.copyOf(databases);
    collections = List.copyOf(collections);
    names = List.copyOf(names);
  }

  static Choice of(Visit visit) {
    return of(name -> visit.parameters().getOrDefault(name, List.of()));
  }

  static Choice of(Form form) {
    return of(form::all);
  }

  /** The same again, out of the backup that a restore took before it changed anything. */
  static Choice undoing(Restore restore) {
    return new Choice(
        Objects.requireNonNullElse(restore.safetyBackup(), ""),
        restore.collections().isEmpty()
            ? restore.databases().isEmpty() ? ALL : DATABASES
            : COLLECTIONS,
        restore.targets(),
        restore.databases().stream().map(restore::nameOf).toList(),
        restore.collections().stream().map(restore::nameOf).toList(),
        Boolean.TRUE.equals(restore.users()),
        "",
        "",
        List.of(),
        false);
  }

  private static Choice of(Function<String, List<String>> fields) {
    List<String> scopes = fields.apply("scope");
    String scope = scopes.isEmpty() ? ALL : scopes.getFirst();
    List<String> backups = fields.apply("backup");
    return new Choice(
        backups.isEmpty() ? "" : backups.getFirst().strip(),
        scope.equals(DATABASES) || scope.equals(COLLECTIONS) ? scope : ALL,
        named(fields.apply("target")),
        named(fields.apply("database")),
        named(
            Stream.concat(
                    fields.apply("collection").stream(),
                    fields.apply("more").stream().flatMap(String::lines))
                .toList()),
        first(fields.apply("users")).equals("true"),
        first(fields.apply("vault")),
        first(fields.apply("into")),
        named(fields.apply("as").stream().flatMap(String::lines).toList()),
        first(fields.apply("replace")).equals("true"));
  }

  private static String first(List<String> values) {
    return values.isEmpty() ? "" : values.getFirst().strip();
  }

  private static List<String> named(List<String> names) {
    return names.stream().filter(name -> !name.isBlank()).map(String::strip).distinct().toList();
  }

  /** What is missing in it, for a person; null when nothing is. */
  @Nullable String problem() {
    if (newNames().size() < names.size()) {
      return "Write each new name on a line of its own, as: name = new name.";
    }
    return switch (scope) {
      case DATABASES -> databases.isEmpty() ? "Tick at least one database." : null;
      case COLLECTIONS -> collections.isEmpty() ? "Tick at least one collection." : null;
      default -> null;
    };
  }

  private Map<String, String> newNames() {
    Map<String, String> newNames = new LinkedHashMap<>();
    for (String each : names) {
      int equals = each.indexOf('=');
      if (equals > 0 && equals < each.length() - 1) {
        newNames.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
      }
    }
    return newNames;
  }

  RestoreApi.Wanted wanted() {
    return new RestoreApi.Wanted(
        backup,
        targets,
        scope.equals(DATABASES) ? databases : List.of(),
        scope.equals(COLLECTIONS) ? collections : List.of(),
        users,
        vault.isEmpty() ? null : vault,
        into.isEmpty() ? null : into,
        newNames(),
        replace);
  }

  /** Where the plan of it is. */
  String planAddress() {
    return address("/plan");
  }

  /** Where it is changed. */
  String scopeAddress() {
    return address("/new");
  }

  private String address(String page) {
    StringJoiner query = new StringJoiner("&", RestoreSection.PATH + page + "?", "");
    query.add("backup=" + encoded(backup));
    if (!scope.equals(ALL)) {
      query.add("scope=" + scope);
    }
    RestoreApi.Wanted wanted = wanted();
    targets.forEach(target -> query.add("target=" + encoded(target)));
    wanted.databases().forEach(database -> query.add("database=" + encoded(database)));
    wanted.collections().forEach(collection -> query.add("collection=" + encoded(collection)));
    if (users) {
      query.add("users=true");
    }
    if (!vault.isEmpty()) {
      query.add("vault=" + encoded(vault));
    }
    if (!into.isEmpty()) {
      query.add("into=" + encoded(into));
    }
    names.forEach(name -> query.add("as=" + encoded(name)));
    if (replace) {
      query.add("replace=true");
    }
    return query.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
