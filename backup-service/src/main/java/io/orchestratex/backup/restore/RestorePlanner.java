package io.orchestratex.backup.restore;

import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.restore.RestorePlan.PlannedTarget;
import io.orchestratex.backup.target.RestrictedDatabases;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out what a restore would do, without doing any of it. */
@Singleton
final class RestorePlanner {

  private static final long BYTES_PER_SECOND = 20_000_000;
  private static final long FIXED_SECONDS = 3;

  private final Backups backups;
  private final Targets targets;
  private final RestoreChoice choice;
  private final PlanToken token;
  private final RestrictedDatabases restricted;
  private final InstantSource clock;

  RestorePlanner(
      Backups backups,
      Targets targets,
      RestoreChoice choice,
      PlanToken token,
      RestrictedDatabases restricted,
      InstantSource clock) {
    this.backups = backups;
    this.targets = targets;
    this.choice = choice;
    this.token = token;
    this.restricted = restricted;
    this.clock = clock;
  }

  RestorePlan plan(RestoreRequest request) {
    String id = backups.getTaken(Objects.requireNonNullElse(request.backup(), "latest")).job().id();
    Manifest manifest = backups.requireManifest(id);
    Selection selection = request.selection();
    List<Part> parts = choice.parts(manifest, request);
    List<PlannedTarget> planned = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> obstacles = new ArrayList<>();
    for (Part part : parts) {
      Targets.Registered target = targets.get(part.target());
      EnginePlan plan = asked(target, part, selection);
      if (!plan.objects().isEmpty()) {
        planned.add(
            new PlannedTarget(
                part.target(),
                part.engine(),
                target.engine().restoreWay().text(),
                plan.objects(),
                part.leftOut()));
        Stream.of(
                RestoreRules.warningsOf(part.leftOut()).stream(),
                RestoreRules.warnings(plan.objects()).stream(),
                plan.warnings().stream(),
                otherServer(target, part))
            .flatMap(each -> each)
            .map(warning -> part.target() + ": " + warning)
            .forEach(warnings::add);
        plan.obstacles().forEach(each -> obstacles.add(part.target() + ": " + each));
      }
    }
    if (request.targets() == null) {
      choice
          .leftOut(manifest, selection)
          .forEach((target, why) -> warnings.add(target + ": is left out; it " + why + "."));
    }
    for (String database : restricted.of(RestorePlan.changed(planned))) {
      warnings.add(
          database
              + " holds users, keys and revocations: only an admin restores it, and everybody must"
              + " sign in again.");
    }
    long bytes = parts.stream().mapToLong(Part::sourceBytes).sum();
    return new RestorePlan(
        id,
        manifest.createdAt(),
        planned,
        manifest.createdAt(),
        FIXED_SECONDS + 3 * bytes / BYTES_PER_SECOND,
        warnings,
        obstacles,
        token.issue(id, selection, planned, clock.instant()));
  }

  private static Stream<String> otherServer(Targets.Registered target, Part part) {
    String identity = target.engine().describe(target.access()).identity();
    return identity.equals(part.identity())
        ? Stream.of()
        : Stream.of("this is another server than the one that was backed up (" + identity + ").");
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

  private static EnginePlan asked(Targets.Registered target, Part part, Selection selection) {
    try {
      return target
          .engine()
          .plan(new RestoreScope("plan", 0, target.access(), selection, part.dumped()));
    } catch (EngineException e) {
      throw FailureException.unavailable(e.code(), String.valueOf(e.getMessage()), e);
    }
  }
}
