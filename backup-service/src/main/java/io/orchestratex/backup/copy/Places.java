package io.orchestratex.backup.copy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.backup.vault.VaultAbsentException;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vaults that a backup lies in, and its manifest out of whichever can be read. */
@Singleton
public final class Places {

  private static final Logger LOG = LoggerFactory.getLogger(Places.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHECK = "verify";

  private final JobStore store;
  private final Copies copies;
  private final Vaults vaults;
  private final Catalog catalog;

  Places(JobStore store, Copies copies, Vaults vaults, Catalog catalog) {
    this.store = store;
    this.copies = copies;
    this.vaults = vaults;
    this.catalog = catalog;
  }

  /** The vault that a backup was taken into, or that its copy there was made the backup itself. */
  public Optional<String> home(String backup) {
    return store.find(backup).map(Places::home);
  }

  private static String home(JobRecord backup) {
    try {
      return JSON.readTree(backup.details()).path("vault").asText(Vaults.DEFAULT);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the details of a backup cannot be read", e);
    }
  }

  /** The vaults that have all of a backup, the one to read it from first; none when it is gone. */
  public List<String> of(String backup) {
    return home(backup)
        .map(home -> CopyRules.readableFrom(home, isDamaged(backup), copies.of(backup)))
        .orElse(List.of());
  }

  /** Whether a backup is known to be whole in another vault than this one. */
  public boolean isWholeBesides(String backup, String vault) {
    boolean atHome = home(backup).filter(home -> !home.equals(vault)).isPresent();
    return (atHome && !isDamaged(backup))
        || copies.of(backup).stream()
            .anyMatch(copy ->
                copy.isComplete() && copy.verifiedAt() != null && !copy.vault().equals(vault));
  }

  private boolean isDamaged(String backup) {
    JobRecord check = store.newestAbout(List.of(backup), CHECK).get(backup);
    return check != null && check.job().status() == JobStatus.FAILED;
  }

  /**
   * The manifest of a backup, out of the first of these vaults that hands it out.
   *
   * @throws IOException why the first one does not, when none does
   */
  public Manifest manifest(String backup, List<String> from) throws IOException {
    @Nullable IOException first = null;
    for (String vault : from) {
      try {
        Manifest manifest = from.size() == 1 ? catalog.get(vault, backup) : read(vault, backup);
        if (first != null) {
          LOG.atWarn()
              .addKeyValue("backup", backup)
              .addKeyValue("vault", vault)
              .log("a backup is read from its copy: {}", first.getMessage());
        }
        return manifest;
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    throw Objects.requireNonNullElseGet(
        first,
        () -> new DamagedArtifactException("backup " + backup + " is in no vault that is known"));
  }

  private Manifest read(String vault, String backup) throws IOException {
    Optional<String> away = whyAway(vault);
    if (away.isPresent()) {
      throw new VaultAbsentException(vault, away.get());
    }
    return catalog.get(vault, backup);
  }

  /**
   * The vaults that have all of a backup, and which of them cannot be used now.
   *
   * @param away the reasons that are known already, by vault; what is asked is added
   */
  public Reach reach(String backup, Map<String, Optional<String>> away) {
    List<String> vaults = of(backup);
    Map<String, String> reasons = new LinkedHashMap<>();
    vaults.forEach(vault ->
        away.computeIfAbsent(vault, this::whyAway).ifPresent(reason -> reasons.put(vault, reason)));
    return new Reach(vaults, reasons);
  }

  /** Why a vault cannot be used now; empty when it can. */
  public Optional<String> whyAway(String vault) {
    return vaults.names().contains(vault)
        ? vaults.whyUnusable(vault)
        : Optional.of("it is not set up here.");
  }

  /**
   * Refuses a vault that does not have all of a backup.
   *
   * @param named the vault; null for any
   * @return all vaults that have it
   */
  public List<String> requireIn(String backup, @Nullable String named, String field) {
    List<String> all = of(backup);
    if (named != null && !all.contains(named)) {
      throw FailureException.invalid(
          "backup.not-in-vault",
          field,
          "names a vault without a complete copy of backup " + backup + "; there are " + all);
    }
    return all;
  }

  /**
   * The manifest of a backup, for an answer to a request.
   *
   * @param named the only vault to read it from; null for the first that hands it out
   * @param field that named it, for what is refused
   */
  public Manifest require(String backup, @Nullable String named, String field) {
    List<String> all = requireIn(backup, named, field);
    try {
      return manifest(backup, named == null ? all : List.of(named));
    } catch (DamagedArtifactException e) {
      throw FailureException.conflict("backup.damaged", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw FailureException.unavailable(
          "backup.vault-unavailable",
          "The vault %s does not answer: %s"
              .formatted(all.isEmpty() ? named : all.getFirst(), e.getMessage()),
          e);
    }
  }
}
