package io.orchestratex.backup.recovery;

import io.orchestratex.backup.capture.BackupDetails;
import io.orchestratex.backup.capture.BackupJobRules;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.LogSource;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.recovery.LogRules.Base;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TimeRange;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The physical backups of a target; what their manifests say of each is read once. */
@Singleton
final class Bases {

  private final JobStore store;
  private final Backups backups;
  private final Map<String, Base> known = new ConcurrentHashMap<>();

  Bases(JobStore store, Backups backups) {
    this.store = store;
    this.backups = backups;
  }

  /**
   * Those that there are.
   *
   * @throws IOException when the manifest of one cannot be read
   */
  List<Base> of(String target, LogSource engine) throws IOException {
    List<Base> bases = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int offset = 0;
    Page<JobRecord> page;
    do {
      page =
          store.list(
              new JobFilter(BackupJobRules.KIND, "succeeded", target, null, null, TimeRange.ALL),
              new PageRequest(PageRequest.MAX_LIMIT, offset));
      for (JobRecord row : page.items()) {
        if (BackupDetails.fromJson(row.details()).kind().equals(BackupDetails.PHYSICAL)
            && seen.add(row.job().id())) {
          base(row.job().id(), target, engine).ifPresent(bases::add);
        }
      }
      offset += PageRequest.MAX_LIMIT;
    } while (page.items().size() == PageRequest.MAX_LIMIT);
    return bases;
  }

  private Optional<Base> base(String backup, String target, LogSource engine) throws IOException {
    String key = target + " " + backup;
    Base found = known.get(key);
    if (found != null) {
      return Optional.of(found);
    }
    Manifest manifest = backups.manifest(backup);
    Optional<Base> read =
        manifest.partsOf(List.of(target)).stream()
            .findFirst()
            .map(part -> read(manifest, part, engine));
    read.ifPresent(base -> known.put(key, base));
    return read;
  }

  private static Base read(Manifest manifest, Part part, LogSource engine) {
    Map<String, String> said = part.files().getFirst().attributes();
    return new Base(
        manifest.id(),
        manifest.vault(),
        part.identity(),
        Long.parseLong(said.getOrDefault("timeline", "1")),
        engine.position(said.getOrDefault("start_lsn", "0/0")),
        engine.position(said.getOrDefault("end_lsn", "0/0")),
        Instant.parse(said.getOrDefault("ended_at", manifest.createdAt().toString())));
  }
}
