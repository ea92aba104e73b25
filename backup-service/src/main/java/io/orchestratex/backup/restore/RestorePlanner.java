package io.orchestratex.backup.restore;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.restore.RestorePlan.PlannedTarget;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out what a restore would do, without doing any of it. */
@Singleton
final class RestorePlanner {

  private static final long BYTES_PER_SECOND = 20_000_000;
  private static final long FIXED_SECONDS = 3;
  private static final int NAMED_OBJECTS = 5;
  private static final String MONGODB = "mongodb";

  private final Backups backups;
  private final Catalog catalog;
  private final Targets targets;
  private final PlanToken token;
  private final InstantSource clock;

  RestorePlanner(
      Backups backups, Catalog catalog, Targets targets, PlanToken token, InstantSource clock) {
    this.backups = backups;
    this.catalog = catalog;
    this.targets = targets;
    this.token = token;
    this.clock = clock;
  }

  RestorePlan plan(RestoreRequest request) {
    String id = backups.getTaken(Objects.requireNonNullElse(request.backup(), "latest")).job().id();
    Manifest manifest = catalog.require(id);
    Selection selection = request.selection();
    List<Part> parts = chosen(manifest, request);
    requireKnown(parts, selection);
    List<PlannedTarget> planned = new ArrayList<>();
    Set<String> warnings = new TreeSet<>();
    for (Part part : parts) {
      Targets.Registered target = targets.get(part.target());
      List<PlannedObject> objects = objects(target, part, selection);
      if (!objects.isEmpty()) {
        planned.add(new PlannedTarget(part.target(), part.engine(), objects));
        warnings.addAll(warnings(target, part, objects));
      }
    }
    long bytes = parts.stream().mapToLong(Part::sourceBytes).sum();
    return new RestorePlan(
        id,
        manifest.createdAt(),
        planned,
        manifest.createdAt(),
        FIXED_SECONDS + 3 * bytes / BYTES_PER_SECOND,
        List.copyOf(warnings),
        token.issue(id, selection, planned, clock.instant()));
  }

  /**
   * Refuses a confirmation that does not fit the plan as it would be now.
   *
   * @param given the token that came with it
   * @return the token
   */
  String requireFit(RestorePlan now, Selection selection, @Nullable String given) {
    if (given == null) {
      throw FailureException.invalid(
          "restore.plan-token-missing",
          "/plan_token",
          "is missing: ask for the plan first, with confirm false, and send its token");
    }
    return switch (token.check(given, now.backup(), selection, now.targets(), clock.instant())) {
      case FITS -> given;
      case EXPIRED ->
          throw FailureException.conflict(
              "restore.plan-expired",
              "The plan is older than 15 minutes; ask for a new one and read it.");
      case OTHER_PLAN ->
          throw FailureException.conflict(
              "restore.plan-stale",
              "The token is of another plan, or what there is has changed since; ask for a new"
                  + " plan and read it.");
    };
  }

  private static List<PlannedObject> objects(
      Targets.Registered target, Part part, Selection selection) {
    try {
      return target
          .engine()
          .plan(new RestoreScope("plan", 0, target.access(), selection, part.dumped()));
    } catch (EngineException e) {
      throw FailureException.unavailable(e.code(), String.valueOf(e.getMessage()), e);
    }
  }

  private List<Part> chosen(Manifest manifest, RestoreRequest request) {
    List<String> wanted = request.targets();
    if (wanted == null) {
      // Collections are MongoDB's; naming some leaves the others alone.
      return manifest.parts().stream()
          .filter(
              part -> request.selection().collections().isEmpty() || part.engine().equals(MONGODB))
          .toList();
    }
    targets.chosen(wanted, "/targets");
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      String each = wanted.get(i);
      if (!manifest.targets().contains(each)) {
        errors.add(
            new FieldError(
                "/targets/" + i,
                "backup " + manifest.id() + " holds no " + each + ", only " + manifest.targets()));
      } else if (!request.selection().collections().isEmpty()
          && !targets.get(each).engine().name().equals(MONGODB)) {
        errors.add(new FieldError("/targets/" + i, "has databases only, no collections"));
      }
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("restore.target-not-in-backup", errors);
    }
    return manifest.partsOf(wanted);
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

  private static String abbreviated(List<String> names) {
    int more = names.size() - NAMED_OBJECTS;
    return String.join(", ", names.stream().limit(NAMED_OBJECTS).toList())
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static List<String> warnings(
      Targets.Registered target, Part part, List<PlannedObject> objects) {
    List<String> warnings = new ArrayList<>();
    String id = target.target().id();
    if (objects.stream().anyMatch(o -> o.action() == Action.REPLACE)) {
      warnings.add(id + ": what was written after the backup was taken goes, in what is replaced.");
    }
    if (objects.stream().anyMatch(o -> o.action() == Action.DROP)) {
      warnings.add(
          id
              + ": a database is replaced as a whole; tables that it has now and the backup has not"
              + " go (they are in the safety backup).");
    }
    if (objects.stream().anyMatch(o -> o.action() == Action.KEEP)) {
      warnings.add(id + ": what exists now and is not in the backup stays as it is.");
    }
    if (objects.stream().anyMatch(o -> o.action() == Action.SKIP)) {
      warnings.add(
          id
              + ": what holds waiting and seen events, and backup-service's own database, stays as"
              + " it is, so that no event is lost or sent again.");
    }
    List<String> expiring =
        objects.stream()
            .filter(o -> o.expiresAfterSeconds() != null)
            .map(PlannedObject::name)
            .toList();
    if (!expiring.isEmpty()) {
      warnings.add(
          id
              + ": records of "
              + abbreviated(expiring)
              + " expire by their age (TTL); those of the backup that are older than that go soon"
              + " after the restore.");
    }
    if (!part.engine().equals(MONGODB)) {
      warnings.add(id + ": connections to replaced databases are closed for a moment.");
    }
    warnings.add(id + ": accounts and roles of the server are not part of a backup.");
    String identity = target.engine().describe(target.access()).identity();
    if (!identity.equals(part.identity())) {
      warnings.add(
          id + ": this is another server than the one that was backed up (" + identity + ").");
    }
    return warnings;
  }
}
