package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Naming;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.RenamingRestore;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.restore.RestoreChoice.Chosen;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which part of a backup a request restores into another target or under other names. It is one
 * part; the target that it was taken of is not asked, because it may be gone.
 */
final class ElsewhereChoice {

  private final Targets targets;
  private final Manifest manifest;
  private final RestoreRequest request;
  private Selection chosen;

  ElsewhereChoice(Targets targets, Manifest manifest, RestoreRequest request) {
    this.targets = targets;
    this.manifest = manifest;
    this.request = request;
    this.chosen = request.chosen();
  }

  /**
   * @throws FailureException Invalid, with a pointer
   */
  Chosen choose() {
    String into = request.into();
    Part part = part();
    Targets.Registered target = into == null ? targets.get(part.target()) : target(into);
    Set<ScopeLevel> choices = EnumSet.copyOf(ScopeLevel.of(target.engine()));
    if (target.engine() instanceof RenamingRestore renaming && !renaming.choices().isEmpty()) {
      choices.addAll(renaming.choices());
      chosen =
          new Selection(chosen.databases(), expanded(part, chosen.collections()), chosen.users());
    }
    Map<String, ScopeLevel> levels = levels(part);
    Naming naming = naming(target, levels);
    Selection selection = selection(levels);
    RestoreChoice.unable(target.engine(), selection, choices)
        .ifPresent(why -> {
          throw FailureException.invalid("restore.scope-unsupported", "/collections", why);
        });
    RestoreChoice.requireKnown(List.of(part), selection);
    RestoreChoice.requireUsers(manifest, List.of(part), selection);
    boolean moves = !target.target().id().equals(part.target());
    Elsewhere elsewhere = new Elsewhere(moves ? part.target() : null, naming, request.replaces());
    requireDistinct(elsewhere.renamed(target, part.dumped()), selection.renamed(naming));
    return new Chosen(List.of(part), selection, elsewhere, target.target().id());
  }

  /** A name that several names begin with means these, such as that of a schema. */
  private static List<String> expanded(Part part, List<String> names) {
    List<String> all = part.objects().stream().map(ObjectFact::name).toList();
    return names.stream()
        .flatMap(name -> {
          List<String> within = all.stream().filter(each -> each.startsWith(name + ".")).toList();
          return all.contains(name) || within.isEmpty() ? Stream.of(name) : within.stream();
        })
        .distinct()
        .toList();
  }

  private Targets.Registered target(String id) {
    try {
      return targets.get(id);
    } catch (FailureException e) {
      throw FailureException.invalid(
          "backup.target-unknown",
          "/into",
          "names no target; ox target list shows those there are");
    }
  }

  /** The one part that is meant. */
  private Part part() {
    List<String> wanted = request.targets() == null ? manifest.targets() : request.targets();
    RestoreChoice.requireHeld(manifest, wanted);
    List<Part> parts = manifest.partsOf(wanted);
    String into = request.into();
    if (into != null) {
      String engine = target(into).engine().name();
      parts = parts.stream().filter(part -> part.engine().equals(engine)).toList();
      if (parts.isEmpty()) {
        throw FailureException.invalid(
            "restore.engine-differs",
            "/into",
            "is a %s server, and the backup holds none of that engine; choose a target of the same engine"
                .formatted(engine));
      }
    }
    if (parts.size() > 1) {
      List<Part> holding = parts.stream().filter(this::holdsAll).toList();
      parts = holding.isEmpty() ? parts : holding;
    }
    if (parts.size() != 1) {
      throw FailureException.invalid(
          "restore.several-targets",
          "/targets",
          "must name one of %s: what is restored elsewhere is of one target of the backup"
              .formatted(parts.stream().map(Part::target).toList()));
    }
    return parts.getFirst();
  }

  private boolean holdsAll(Part part) {
    return Stream.of(chosen.databases(), chosen.collections(), request.newNames().keySet())
        .flatMap(names -> names.stream())
        .allMatch(name -> levelOf(part, name).isPresent());
  }

  private static Optional<ScopeLevel> levelOf(Part part, String name) {
    if (RestoreChoice.holdsDatabase(part, name)) {
      return Optional.of(ScopeLevel.DATABASE);
    }
    return part.objects().stream()
            .anyMatch(each -> each.name().equals(name) || each.name().startsWith(name + "."))
        ? Optional.of(ScopeLevel.COLLECTION)
        : Optional.empty();
  }

  /** What each new name is one of. */
  private Map<String, ScopeLevel> levels(Part part) {
    Map<String, ScopeLevel> levels = new HashMap<>();
    List<FieldError> errors = new ArrayList<>();
    for (String name : request.newNames().keySet()) {
      Optional<ScopeLevel> level = levelOf(part, name);
      if (level.isEmpty()) {
        errors.add(
            new FieldError(
                pointer(name),
                "names no database or collection of " + part.target() + " in the backup"));
      } else if (chosen.filters() && !isChosen(chosen, name, level.get())) {
        errors.add(new FieldError(pointer(name), "gives a new name to what is not restored"));
      } else {
        levels.put(name, level.get());
      }
    }
    if (!chosen.filters() && Set.copyOf(levels.values()).size() > 1) {
      errors.add(
          new FieldError(
              "/as", "names databases and collections; restore the ones first, then the others"));
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("restore.object-unknown", errors);
    }
    return levels;
  }

  private static boolean isChosen(Selection chosen, String name, ScopeLevel level) {
    if (level == ScopeLevel.DATABASE) {
      return chosen.databases().contains(name)
          || chosen.collections().stream().anyMatch(each -> each.startsWith(name + "."));
    }
    int dot = name.indexOf('.');
    return chosen.collections().contains(name)
        || (chosen.collections().isEmpty() && chosen.databases().contains(name.substring(0, dot)));
  }

  private Naming naming(Targets.Registered target, Map<String, ScopeLevel> levels) {
    Map<String, String> databases = new HashMap<>();
    Map<String, String> collections = new HashMap<>();
    List<FieldError> errors = new ArrayList<>();
    request
        .newNames()
        .forEach((name, wanted) -> {
          ScopeLevel level = levels.getOrDefault(name, ScopeLevel.DATABASE);
          Optional<String> refusal =
              target.engine() instanceof RenamingRestore renaming
                      && renaming.renames().contains(level)
                  ? renaming.refusal(level, wanted).map(why -> wanted + " " + why)
                  : Optional.of(
                      "cannot have another name: %s restores no single %ss under one"
                          .formatted(target.engine().name(), level.text()));
          refusal.ifPresent(why -> errors.add(new FieldError(pointer(name), why)));
          (level == ScopeLevel.DATABASE ? databases : collections).put(name, wanted);
        });
    if (!errors.isEmpty()) {
      throw FailureException.invalid("restore.name-refused", errors);
    }
    return new Naming(databases, collections);
  }

  /** What is chosen, or else what has a new name. */
  private Selection selection(Map<String, ScopeLevel> levels) {
    if (chosen.filters() || levels.isEmpty()) {
      return chosen;
    }
    return new Selection(
        ofLevel(levels, ScopeLevel.DATABASE),
        ofLevel(levels, ScopeLevel.COLLECTION),
        chosen.users());
  }

  private static List<String> ofLevel(Map<String, ScopeLevel> levels, ScopeLevel wanted) {
    return levels.entrySet().stream()
        .filter(each -> each.getValue() == wanted)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Two things cannot have one name. */
  private static void requireDistinct(List<DumpedFile> files, Selection selection) {
    Set<String> seen = new HashSet<>();
    for (DumpedFile file : files) {
      boolean whole = !file.scope().equals(DumpedFile.ALL);
      if (whole
          && selection.databases().contains(file.scope())
          && !seen.add("database " + file.scope())) {
        throw twice(file.scope());
      }
      for (ObjectFact object : file.objects()) {
        String database = whole ? file.scope() : object.name().split("\\.", 2)[0];
        if (selection.wants(database, object.name()) && !seen.add(object.name())) {
          throw twice(object.name());
        }
      }
    }
  }

  private static FailureException twice(String name) {
    return FailureException.invalid(
        "restore.name-refused", "/as", "gives the name " + name + " to two parts of the backup");
  }

  private static String pointer(String name) {
    return "/as/" + name.replace("~", "~0").replace("/", "~1");
  }
}
