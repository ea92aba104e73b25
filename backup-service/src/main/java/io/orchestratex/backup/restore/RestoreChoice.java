package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which parts of a backup a request is about; refuses by field what cannot be chosen. */
@Singleton
final class RestoreChoice {

  private final Targets targets;

  RestoreChoice(Targets targets) {
    this.targets = targets;
  }

  /**
   * What a request means.
   *
   * @param selection what of the parts, by the names of the backup
   * @param elsewhere where else than to their origin the parts go
   * @param into the target that they go into; null for the target of each part
   */
  record Chosen(List<Part> parts, Selection selection, Elsewhere elsewhere, @Nullable String into) {
    Chosen {
      parts = List.copyOf(parts);
    }

    /** Id of the target that a part is restored into. */
    String target(Part part) {
      return into == null ? part.target() : into;
    }
  }

  /**
   * The parts of the targets that are named. Where none is, all whose engine can restore what is
   * selected: who names collections leaves the other engines alone.
   *
   * @throws FailureException Invalid, with a pointer for each thing that is unknown to the backup
   *     or beyond an engine
   */
  Chosen choose(Manifest manifest, RestoreRequest request) {
    if (request.isElsewhere()) {
      return new ElsewhereChoice(targets, manifest, request).choose();
    }
    Selection selection = request.chosen();
    List<Part> parts =
        request.targets() == null
            ? able(manifest, selection)
            : named(manifest, request.targets(), selection);
    requireSameEngines(parts);
    requireKnown(parts, selection);
    requireUsers(manifest, parts, selection);
    return new Chosen(parts, selection, Elsewhere.NONE, null);
  }

  /**
   * The same request by targets, where it names engines.
   *
   * @throws FailureException Invalid, with a pointer for each engine that no target has
   */
  RestoreRequest byTargets(RestoreRequest request) {
    List<String> engines = request.engines();
    if (engines == null) {
      return request;
    }
    if (request.targets() != null) {
      throw FailureException.invalid(
          "restore.targets-and-engines",
          "/engines",
          "is given and targets, too; leave one of them out");
    }
    Set<String> known =
        targets.all().stream()
            .map(each -> each.engine().name())
            .collect(Collectors.toCollection(TreeSet::new));
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < engines.size(); i++) {
      if (!known.contains(engines.get(i))) {
        errors.add(
            new FieldError(
                "/engines/" + i,
                "is the engine of no target: %s; there are %s".formatted(engines.get(i), known)));
      }
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("restore.engine-unknown", errors);
    }
    return request.ofTargets(
        targets.all().stream()
            .filter(each -> engines.contains(each.engine().name()))
            .map(each -> each.target().id())
            .toList());
  }

  /** Refuses targets that there are not, before a backup that holds them is looked for. */
  void requireTargets(RestoreRequest request) {
    if (request.targets() != null && request.into() == null) {
      targets.chosen(request.targets(), "/targets");
    }
  }

  private List<Part> able(Manifest manifest, Selection selection) {
    List<Part> parts =
        manifest.held().stream()
            .filter(part -> unable(part.target(), selection).isEmpty())
            .toList();
    if (parts.isEmpty() && !manifest.parts().isEmpty()) {
      String pointer = selection.collections().isEmpty() ? "/databases" : "/collections";
      throw FailureException.invalid(
          "restore.scope-unsupported",
          pointer,
          "cannot be chosen: the targets %s of backup %s are restored in larger parts only; leave it out"
              .formatted(manifest.targets(), manifest.id()));
    }
    return parts;
  }

  /** Targets of a backup that cannot be restored in the parts that are selected, and why. */
  Map<String, String> leftOut(Manifest manifest, Selection selection) {
    Map<String, String> leftOut = new LinkedHashMap<>();
    manifest
        .targets()
        .forEach(target -> unable(target, selection).ifPresent(why -> leftOut.put(target, why)));
    return leftOut;
  }

  private List<Part> named(Manifest manifest, List<String> wanted, Selection selection) {
    requireHeld(manifest, wanted);
    List<FieldError> unable = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      String pointer = "/targets/" + i;
      unable(wanted.get(i), selection).ifPresent(why -> unable.add(new FieldError(pointer, why)));
    }
    if (!unable.isEmpty()) {
      throw FailureException.invalid("restore.scope-unsupported", unable);
    }
    return manifest.partsOf(wanted);
  }

  /** Refuses targets that a backup does not hold. */
  static void requireHeld(Manifest manifest, List<String> wanted) {
    List<FieldError> missing = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (!manifest.targets().contains(wanted.get(i))) {
        missing.add(
            new FieldError(
                "/targets/" + i,
                "backup %s holds no %s, only %s"
                    .formatted(manifest.id(), wanted.get(i), manifest.targets())));
      }
    }
    if (!missing.isEmpty()) {
      throw FailureException.invalid("restore.target-not-in-backup", missing);
    }
  }

  private Optional<String> unable(String target, Selection selection) {
    return unable(targets.get(target).engine(), selection);
  }

  /** Why an engine cannot restore the parts that are selected; empty when it can. */
  static Optional<String> unable(BackupEngine engine, Selection selection) {
    return unable(engine, selection, ScopeLevel.of(engine));
  }

  /**
   * The same.
   *
   * @param levels what of it can be chosen
   */
  static Optional<String> unable(BackupEngine engine, Selection selection, Set<ScopeLevel> levels) {
    Set<ScopeLevel> missing = new TreeSet<>();
    if (!selection.databases().isEmpty()) {
      missing.add(ScopeLevel.DATABASE);
    }
    if (!selection.collections().isEmpty()) {
      missing.add(ScopeLevel.COLLECTION);
    }
    missing.removeAll(levels);
    return missing.stream()
        .findFirst()
        .map(level ->
            "cannot be restored by single %ss; %s restores by %s"
                .formatted(
                    level.text(),
                    engine.name(),
                    levels.stream().map(ScopeLevel::text).collect(Collectors.joining(", "))));
  }

  /** A target's id may have been given to a server of another kind since the backup was taken. */
  private void requireSameEngines(List<Part> parts) {
    for (Part part : parts) {
      String now = targets.get(part.target()).engine().name();
      if (!now.equals(part.engine())) {
        throw FailureException.conflict(
            "restore.engine-differs",
            "Target %s is %s now and was %s when the backup was taken; register a %s target of that id to restore it."
                .formatted(part.target(), now, part.engine(), part.engine()));
      }
    }
  }

  /** Refuses what is in none of the parts. */
  static void requireKnown(List<Part> parts, Selection selection) {
    Set<String> objects =
        parts.stream()
            .flatMap(part -> part.objects().stream())
            .map(ObjectFact::name)
            .collect(Collectors.toCollection(TreeSet::new));
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < selection.collections().size(); i++) {
      String name = selection.collections().get(i);
      if (!objects.contains(name)) {
        errors.add(new FieldError("/collections/" + i, "the backup holds no collection " + name));
      }
    }
    for (int i = 0; i < selection.databases().size(); i++) {
      String name = selection.databases().get(i);
      if (parts.stream().noneMatch(part -> holdsDatabase(part, name))) {
        errors.add(new FieldError("/databases/" + i, "the backup holds no database " + name));
      }
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("restore.object-unknown", errors);
    }
  }

  /** Refuses accounts where there are none. */
  static void requireUsers(Manifest manifest, List<Part> parts, Selection selection) {
    if (selection.users() && parts.stream().noneMatch(Part::holdsUsers)) {
      throw FailureException.invalid(
          "restore.users-not-held",
          "/users",
          "must be left out: backup %s holds no accounts and roles of %s; a backup holds them where it was ordered with users"
              .formatted(manifest.id(), parts.stream().map(Part::target).toList()));
    }
  }

  static boolean holdsDatabase(Part part, String name) {
    return part.files().stream().anyMatch(file -> file.scope().equals(name))
        || part.objects().stream().anyMatch(object -> object.name().startsWith(name + "."));
  }
}
