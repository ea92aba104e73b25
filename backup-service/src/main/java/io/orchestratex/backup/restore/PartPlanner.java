package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.FreeSpace;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.restore.RestoreChoice.Chosen;
import io.orchestratex.backup.restore.RestorePlan.PlannedTarget;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out what the restore of one part of a backup would do to the target that it goes into. */
@Singleton
final class PartPlanner {

  private final Targets targets;

  PartPlanner(Targets targets) {
    this.targets = targets;
  }

  /** Adds to the three lists what there is to say; nothing where nothing is planned. */
  void plan(
      Chosen chosen,
      Part part,
      List<PlannedTarget> planned,
      List<String> warnings,
      List<String> obstacles) {
    String id = chosen.target(part);
    Targets.Registered target = targets.get(id);
    List<DumpedFile> files = chosen.elsewhere().renamed(target, part.dumped());
    Selection selection = chosen.selection().renamed(chosen.elsewhere().naming());
    EnginePlan plan = asked(target, selection, files, chosen.elsewhere());
    if (plan.objects().isEmpty()) {
      return;
    }
    ServerFacts server = target.engine().describe(target.access());
    long needed = needed(plan, files);
    Long free = free(target.engine(), target);
    planned.add(
        new PlannedTarget(
            id,
            part.engine(),
            target.engine().restoreWay().text(),
            id.equals(part.target()) ? null : part.target(),
            server.version(),
            needed,
            free,
            plan.objects(),
            part.leftOut()));
    List<String> said = new ArrayList<>(RestoreRules.warningsOf(part.leftOut()));
    said.addAll(RestoreRules.warnings(plan.objects()));
    said.addAll(plan.warnings());
    if (!server.identity().equals(part.identity())) {
      said.add(
          "this is another server than the one that was backed up (" + server.identity() + ").");
    }
    RestoreRules.otherVersion(server.version(), part.serverVersion()).ifPresent(said::add);
    RestoreRules.narrow(needed, free).ifPresent(said::add);
    said.forEach(each -> warnings.add(id + ": " + each));
    plan.obstacles().forEach(each -> obstacles.add(id + ": " + each));
    if (!chosen.elsewhere().isNone() && !chosen.elsewhere().replace()) {
      RestoreRules.taken(plan, selection).stream()
          .map(each -> id + ": " + each)
          .forEach(obstacles::add);
    }
  }

  private static EnginePlan asked(
      Targets.Registered target, Selection selection, List<DumpedFile> files, Elsewhere elsewhere) {
    try {
      return target
          .engine()
          .plan(
              new RestoreScope(
                  "plan", 0, target.access(), selection, files, elsewhere.naming(), true));
    } catch (EngineException e) {
      throw FailureException.unavailable(e.code(), String.valueOf(e.getMessage()), e);
    }
  }

  private static long needed(EnginePlan plan, List<DumpedFile> files) {
    Set<String> restored = Set.copyOf(RestoreRules.restored(plan.objects()));
    return files.stream()
        .flatMap(file -> file.objects().stream())
        .filter(object -> restored.contains(object.name()))
        .mapToLong(ObjectFact::bytes)
        .sum();
  }

  private static @Nullable Long free(BackupEngine engine, Targets.Registered target) {
    if (engine instanceof FreeSpace asking) {
      try {
        OptionalLong free = asking.freeBytes(target.access());
        return free.isPresent() ? Long.valueOf(free.getAsLong()) : null;
      } catch (EngineException e) {
        return null; // It is for information only.
      }
    }
    return null;
  }
}
