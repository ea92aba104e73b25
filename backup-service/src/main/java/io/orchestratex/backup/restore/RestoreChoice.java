package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
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

/** Which parts of a backup a request is about; refuses by field what cannot be chosen. */
@Singleton
final class RestoreChoice {

  private final Targets targets;

  RestoreChoice(Targets targets) {
    this.targets = targets;
  }

  /**
   * The parts of the targets that are named. Where none is, all whose engine can restore what is
   * selected: who names collections leaves the other engines alone.
   *
   * @throws FailureException Invalid, with a pointer for each thing that is unknown to the backup
   *     or beyond an engine
   */
  List<Part> parts(Manifest manifest, RestoreRequest request) {
    List<Part> parts =
        request.targets() == null
            ? able(manifest, request.selection())
            : named(manifest, request.targets(), request.selection());
    requireSameEngines(parts);
    requireKnown(parts, request.selection());
    return parts;
  }

  private List<Part> able(Manifest manifest, Selection selection) {
    List<Part> parts =
        manifest.parts().stream()
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
    targets.chosen(wanted, "/targets");
    List<FieldError> missing = new ArrayList<>();
    List<FieldError> unable = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      String pointer = "/targets/" + i;
      String target = wanted.get(i);
      if (!manifest.targets().contains(target)) {
        missing.add(
            new FieldError(
                pointer,
                "backup "
                    + manifest.id()
                    + " holds no "
                    + target
                    + ", only "
                    + manifest.targets()));
      } else {
        unable(target, selection).ifPresent(why -> unable.add(new FieldError(pointer, why)));
      }
    }
    if (!missing.isEmpty()) {
      throw FailureException.invalid("restore.target-not-in-backup", missing);
    }
    if (!unable.isEmpty()) {
      throw FailureException.invalid("restore.scope-unsupported", unable);
    }
    return manifest.partsOf(wanted);
  }

  /** Why a target cannot be restored in the parts that are selected; empty when it can. */
  private Optional<String> unable(String target, Selection selection) {
    Targets.Registered registered = targets.get(target);
    Set<ScopeLevel> levels = ScopeLevel.of(registered.engine());
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
                    registered.engine().name(),
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

  private static void requireKnown(List<Part> parts, Selection selection) {
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
      boolean known =
          objects.stream().anyMatch(o -> o.startsWith(name + "."))
              || parts.stream()
                  .flatMap(part -> part.files().stream())
                  .anyMatch(file -> file.scope().equals(name));
      if (!known) {
        errors.add(new FieldError("/databases/" + i, "the backup holds no database " + name));
      }
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("restore.object-unknown", errors);
    }
  }
}
