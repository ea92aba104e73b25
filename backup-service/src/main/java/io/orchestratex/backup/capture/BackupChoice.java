package io.orchestratex.backup.capture;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.SelectiveDump;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which targets an order is of, and what of each; refuses by field what no target has. */
@Singleton
final class BackupChoice {

  private final Targets targets;

  BackupChoice(Targets targets) {
    this.targets = targets;
  }

  /**
   * What is backed up.
   *
   * @param selections what of each target; empty for all of them
   */
  record Chosen(List<String> targets, Map<String, Selection> selections) {
    Chosen {
      targets = List.copyOf(targets);
      selections = Map.copyOf(selections);
    }
  }

  /**
   * Where databases or collections are selected, the targets that have some of them; each is asked.
   *
   * @param named ids of targets, or null for all
   */
  Chosen of(@Nullable List<String> named, Selection wanted) {
    List<String> candidates = targets.chosen(named, "/targets");
    if (!wanted.filters()) {
      return new Chosen(candidates, wanted.users() ? users(candidates) : Map.of());
    }
    Map<String, Selection> found = new LinkedHashMap<>();
    for (String id : candidates) {
      Selection present = present(targets.get(id), wanted);
      if (present.filters()) {
        found.put(id, present);
      }
    }
    requireAll(wanted, candidates, found);
    if (named != null) {
      requireEach(named, found);
    }
    if (wanted.users()) {
      Set<String> able = users(found.keySet()).keySet();
      found.replaceAll((id, what) -> what.withUsers(able.contains(id)));
    }
    return new Chosen(List.copyOf(found.keySet()), found);
  }

  private Map<String, Selection> users(Collection<String> of) {
    Map<String, Selection> users = targets.withUsers(of);
    if (users.isEmpty()) {
      throw FailureException.invalid(
          "backup.users-unsupported",
          "/users",
          "must be left out: of the targets "
              + of
              + " none has accounts that a backup can hold, as MongoDB has");
    }
    return users;
  }

  private static Selection present(Targets.Registered target, Selection wanted) {
    if (!(target.engine() instanceof SelectiveDump engine)) {
      return Selection.ALL;
    }
    Set<ScopeLevel> levels = engine.dumpLevels();
    Selection possible =
        new Selection(
            levels.contains(ScopeLevel.DATABASE) ? wanted.databases() : List.of(),
            levels.contains(ScopeLevel.COLLECTION) ? wanted.collections() : List.of());
    if (!possible.filters()) {
      return Selection.ALL;
    }
    try {
      return engine.present(target.access(), possible);
    } catch (EngineException e) {
      throw FailureException.unavailable(
          e.code(),
          "Target %s cannot be asked what it has, and nothing was ordered: %s"
              .formatted(target.target().id(), e.getMessage()),
          e);
    }
  }

  private static void requireAll(
      Selection wanted, List<String> asked, Map<String, Selection> found) {
    Set<String> databases = new TreeSet<>();
    Set<String> collections = new TreeSet<>();
    found
        .values()
        .forEach(each -> {
          databases.addAll(each.databases());
          collections.addAll(each.collections());
        });
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < wanted.databases().size(); i++) {
      String name = wanted.databases().get(i);
      if (!databases.contains(name)) {
        errors.add(new FieldError("/databases/" + i, unknown("database " + name, asked)));
      }
    }
    for (int i = 0; i < wanted.collections().size(); i++) {
      String name = wanted.collections().get(i);
      if (!collections.contains(name)) {
        errors.add(
            new FieldError(
                "/collections/" + i,
                name.contains(".")
                    ? unknown("collection " + name, asked)
                    : "must be a collection with its database, such as shop.orders"));
      }
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("backup.object-unknown", errors);
    }
  }

  private static String unknown(String what, List<String> asked) {
    return asked.size() == 1
        ? "target " + asked.getFirst() + " has no " + what
        : "none of the targets " + asked + " has a " + what;
  }

  private static void requireEach(List<String> named, Map<String, Selection> found) {
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      if (!found.containsKey(named.get(i))) {
        errors.add(
            new FieldError(
                "/targets/" + i,
                "has nothing of what is selected; leave " + named.get(i) + " out"));
      }
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("backup.object-unknown", errors);
    }
  }
}
