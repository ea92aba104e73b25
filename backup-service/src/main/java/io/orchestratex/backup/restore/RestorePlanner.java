package io.orchestratex.backup.restore;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.OpaqueFiles;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.restore.RestoreChoice.Chosen;
import io.orchestratex.backup.restore.RestorePlan.PlannedTarget;
import io.orchestratex.backup.target.RestrictedDatabases;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds out what a restore would do, without doing any of it. */
@Singleton
final class RestorePlanner {

  private static final long BYTES_PER_SECOND = 20_000_000;
  private static final long FIXED_SECONDS = 3;

  private final Backups backups;
  private final PartPlanner parts;
  private final RestoreChoice choice;
  private final PlanToken token;
  private final RestrictedDatabases restricted;
  private final Engines engines;
  private final InstantSource clock;

  RestorePlanner(
      Backups backups,
      PartPlanner parts,
      RestoreChoice choice,
      PlanToken token,
      RestrictedDatabases restricted,
      Engines engines,
      InstantSource clock) {
    this.backups = backups;
    this.parts = parts;
    this.choice = choice;
    this.token = token;
    this.restricted = restricted;
    this.engines = engines;
    this.clock = clock;
  }

  /**
   * A plan, and what it is about.
   *
   * @param vault the only vault that it may be read from; null for any
   * @param sources names of the objects of the backup that are restored elsewhere
   * @param opaque targets of which only files of whatever program are known
   */
  record Planned(
      RestorePlan plan,
      @Nullable String vault,
      Chosen chosen,
      List<String> sources,
      List<String> opaque) {}

  Planned plan(RestoreRequest request) {
    String id = backup(request);
    Manifest manifest = backups.requireManifest(id, request.vault(), "/vault");
    requireLogical(manifest);
    Chosen chosen = choice.choose(manifest, request);
    Selection selection = chosen.selection();
    List<PlannedTarget> planned = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> obstacles = new ArrayList<>();
    for (Part part : chosen.parts()) {
      parts.plan(chosen, part, planned, warnings, obstacles);
    }
    if (request.targets() == null && chosen.into() == null) {
      choice
          .leftOut(manifest, selection)
          .forEach((target, why) -> warnings.add(target + ": is left out; it " + why + "."));
      manifest.parts().stream()
          .filter(Part::isMissing)
          .forEach(part ->
              RestoreRules.warningsOf(part.leftOut())
                  .forEach(each -> warnings.add(part.target() + ": " + each)));
    }
    for (String database : restricted.of(RestorePlan.changed(planned))) {
      warnings.add(
          database
              + " holds users, keys and revocations: only an admin restores it, and everybody must"
              + " sign in again.");
    }
    List<String> sources = sources(chosen);
    for (String database : restricted.of(sources)) {
      warnings.add(
          database
              + " holds users, keys and revocations: only an admin restores a copy of it, and"
              + " nothing protects the copy as it does "
              + database
              + ".");
    }
    List<String> opaque =
        chosen.parts().stream()
            .filter(part -> engines.get(part.engine()) instanceof OpaqueFiles)
            .map(Part::target)
            .toList();
    for (String target : opaque) {
      warnings.add(target + ": its files may hold keys; only an admin restores them.");
    }
    long bytes = chosen.parts().stream().mapToLong(Part::sourceBytes).sum();
    RestorePlan plan =
        new RestorePlan(
            id,
            manifest.vault(),
            manifest.createdAt(),
            planned,
            manifest.createdAt(),
            FIXED_SECONDS + 3 * bytes / BYTES_PER_SECOND,
            warnings,
            obstacles,
            token.issue(id, request.vault(), chosen, planned, clock.instant()));
    return new Planned(plan, request.vault(), chosen, sources, opaque);
  }

  private static void requireLogical(Manifest manifest) {
    if (manifest.held().stream().anyMatch(Part::isPhysical)) {
      throw FailureException.conflict(
          "restore.physical-backup",
          "Backup %s holds the files of a whole server, which are not put into one that runs; recover a new server from it (ox recovery run), or restore a full backup."
              .formatted(manifest.id()));
    }
  }

  private String backup(RestoreRequest request) {
    choice.requireTargets(request);
    Instant at = request.at();
    List<String> targets = Objects.requireNonNullElse(request.targets(), List.of());
    if (at == null) {
      String named = Objects.requireNonNullElse(request.backup(), "latest");
      return backups.getTaken(named, targets).job().id();
    }
    if (request.backup() != null) {
      throw FailureException.invalid(
          "restore.time-and-backup", "/at", "is given and a backup, too; leave one of them out");
    }
    return backups.getTakenAt(at, targets).job().id();
  }

  private static List<String> sources(Chosen chosen) {
    if (chosen.elsewhere().isNone()) {
      return List.of();
    }
    return chosen.parts().stream()
        .flatMap(part -> part.objects().stream())
        .map(ObjectFact::name)
        .filter(name -> chosen.selection().wants(name.split("\\.", 2)[0], name))
        .toList();
  }

  /**
   * Refuses a confirmation that does not fit the plan as it would be now.
   *
   * @param given the token that came with it
   * @return the token
   */
  String requireFit(Planned planned, @Nullable String given) {
    RestorePlan now = planned.plan();
    if (given == null) {
      throw FailureException.invalid(
          "restore.plan-token-missing",
          "/plan_token",
          "is missing: ask for the plan first, with confirm false, and send its token");
    }
    return switch (token.check(
        given, now.backup(), planned.vault(), planned.chosen(), now.targets(), clock.instant())) {
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
}
